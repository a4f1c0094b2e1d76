from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.migrating import together


class Migration(migrations.Migration):

    dependencies = [("clients", "0037_voided_answers")]

    operations = together([
        ValidateConstraint("alertact", "clients_alertact_kind"),
        ValidateConstraint("alertact", "clients_alertact_level"),
    ])
