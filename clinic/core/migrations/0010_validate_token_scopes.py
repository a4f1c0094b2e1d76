from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("core", "0009_token_scopes")]

    operations = [
        ValidateConstraint("token", "core_token_scope"),
        ValidateConstraint("token", "core_token_program"),
    ]
