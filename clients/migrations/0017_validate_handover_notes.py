from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("clients", "0016_handover_notes")]

    operations = [ValidateConstraint("carerelation", "clients_care_read")]
