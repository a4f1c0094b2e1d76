from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("clients", "0023_merged_files")]

    operations = [
        ValidateTenantKey("client", "clients_client_merged_into_tenant"),
        ValidateTenantKey("client", "clients_client_merged_by_tenant"),
        ValidateConstraint("client", "clients_client_pointer"),
    ]
