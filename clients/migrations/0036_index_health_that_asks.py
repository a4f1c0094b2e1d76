from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("clients", "0035_health_keys")]

    operations = [
        AddIndexConcurrently(
            "healthfact",
            models.Index(
                condition=models.Q(("answer", "none"), _negated=True),
                fields=["practice", "-noted_at"],
                name="clients_health_asking",
            ),
        ),
    ]
