from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("interventions", "0017_health_reviews")]

    operations = [
        ValidateTenantKey("cautionreview", "interventions_cautionreview_fact_tenant"),
        ValidateConstraint("cautionreview", "interventions_cautionreview_about"),
        ValidateConstraint("training", "interventions_training_level"),
    ]
