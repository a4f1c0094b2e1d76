from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("interventions", "0013_couple_work")]

    operations = [
        ValidateConstraint("cyclemoment", "interventions_cyclemoment_kind"),
        ValidateConstraint("planphase", "interventions_planphase_gate"),
        ValidateTenantKey("cyclemoment", "interventions_cyclemoment_client_tenant"),
    ]
