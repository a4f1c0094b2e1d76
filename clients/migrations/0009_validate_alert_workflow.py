from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("clients", "0008_fill_alert_outcomes")]

    operations = [
        ValidateConstraint("alertrules", "clients_alertrules_taken_minutes"),
        ValidateTenantKey("riskalert", "clients_riskalert_taken_by_tenant"),
        ValidateTenantKey("riskalert", "clients_riskalert_closed_by_tenant"),
        *(
            ValidateConstraint("riskalert", f"clients_alert_{name}")
            for name in ("outcome", "taken", "closed_in_writing", "followed_up")
        ),
    ]
