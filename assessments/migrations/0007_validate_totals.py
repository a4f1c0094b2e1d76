from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("assessments", "0006_totals_and_favourites")]

    operations = [ValidateConstraint("assessment", "assessments_assessment_totals_from")]
