from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("interventions", "0010_target_ledger")]

    operations = [
        ValidateConstraint("planphase", "interventions_planphase_gate"),
        ValidateTenantKey("target", "interventions_target_origin_tenant"),
        ValidateConstraint("target", "interventions_target_theme"),
        ValidateConstraint("target", "interventions_target_age"),
        ValidateConstraint("target", "interventions_target_origin"),
        ValidateConstraint("target", "interventions_target_completed"),
        ValidateConstraint("targetmeasure", "interventions_targetmeasure_phase"),
    ]
