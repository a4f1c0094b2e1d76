from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("core", "0006_signatures")]

    operations = [
        ValidateConstraint("accesslog", "core_accesslog_signature"),
        ValidateConstraint("message", "core_message_kind"),
    ]
