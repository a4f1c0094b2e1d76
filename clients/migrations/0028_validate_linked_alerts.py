from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("clients", "0027_linked_alerts")]

    operations = [
        ValidateTenantKey("riskalert", "clients_riskalert_asked_from_tenant"),
        ValidateConstraint("riskalert", "clients_alert_asked_from"),
        ValidateConstraint("alertact", "clients_alertact_kind"),
    ]
