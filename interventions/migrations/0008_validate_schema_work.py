from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("interventions", "0007_schema_work")]

    operations = [
        ValidateConstraint("mode", "interventions_mode_style"),
        ValidateTenantKey("modestrength", "interventions_modestrength_session_tenant"),
    ]
