"""Addresses of people who have signed in are theirs: they chose their password by a link that was mailed there.

Before, a row said "not verified" of everybody who had been invited, and kept them from setting up a second factor.
"""

from typing import Any

from django.db import migrations
from django.db.models import F, Q


def prove(apps: Any, schema_editor: Any) -> None:
    """Neither table is behind row-level security: one statement each."""
    rows = apps.get_model("account", "EmailAddress").objects
    opened = Q(email=F("user__email")) & ~Q(user__password="") & ~Q(user__password__startswith="!")
    rows.exclude(pk__in=rows.filter(opened).values("pk")).delete()  # comes into being when the link is opened
    rows.update(verified=True, primary=True)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_ways_of_sending"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(prove, migrations.RunPython.noop)]
