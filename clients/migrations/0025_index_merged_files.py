from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("clients", "0024_validate_merged_files")]

    operations = [
        AddIndexConcurrently(
            "client",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["practice", "merged_into"],
                name="clients_client_merged",
            ),
        ),
    ]
