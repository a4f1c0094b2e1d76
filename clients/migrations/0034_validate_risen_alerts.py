from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("clients", "0033_risen_alerts")]

    operations = [ValidateConstraint("alertact", "clients_alertact_kind")]
