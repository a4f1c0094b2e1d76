from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("interventions", "0005_work_with_a_target_part")]

    operations = [ValidateConstraint("part", "interventions_part_self_like")]
