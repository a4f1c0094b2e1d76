from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("clients", "0012_fill_how_treatments_ended")]

    operations = [
        AddConstraintNotValid(
            model_name="episode",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', True), ('ending', '')), models.Q(('closed_on__isnull', False), ('ending__in', ['completed', 'dropped_out', 'referred', 'moved', 'died', 'other'])), _connector='OR'), name='clients_episode_ending'),
        ),
    ]
