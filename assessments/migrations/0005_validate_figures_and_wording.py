from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.migrating import together


class Migration(migrations.Migration):
    """Checks the rows that were there before; this blocks nobody."""

    dependencies = [("assessments", "0004_figures_and_wording")]

    operations = together(
        [
            ValidateConstraint(model_name='interviewcoding', name='assessments_interview_secondary'),
            ValidateConstraint(model_name='interviewcoding', name='assessments_interview_alternates'),
            ValidateConstraint(model_name='interviewcoding', name='assessments_interview_unresolved'),
            ValidateConstraint(model_name='rupture', name='assessments_rupture_sign_known'),
            ValidateConstraint(model_name='score', name='assessments_score_verdict'),
        ]
    )
