from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("clients", "0028_validate_linked_alerts")]

    operations = [
        AddIndexConcurrently(
            "riskalert",
            models.Index(
                condition=models.Q(("asked_from__isnull", False)),
                fields=["practice", "asked_from"],
                name="clients_alert_by_asked_from",
            ),
        ),
    ]
