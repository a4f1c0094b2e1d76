from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("clients", "0013_treatments_end_somehow")]

    operations = [ValidateConstraint(model_name="episode", name="clients_episode_ending")]
