from django.db import migrations

from clinic.core.live_migrations import ValidateTenantKey


class Migration(migrations.Migration):

    dependencies = [("interventions", "0002_who_holds_sessions")]

    operations = [
        ValidateTenantKey("sessionnotice", "interventions_sessionnotice_was_therapist_tenant"),
        ValidateTenantKey("sessionnotice", "interventions_sessionnotice_now_therapist_tenant"),
    ]
