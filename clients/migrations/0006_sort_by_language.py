from django.db import migrations

from clients.finding.collation import sort_key
from clinic.core.live_migrations import ForEachPractice

BATCH = 500


def _wrong(apps):
    """Clients whose names do not stand where the practice's language puts them, with the key that does."""
    languages = dict(apps.get_model("core", "Practice").objects.values_list("pk", "language"))
    for row in apps.get_model("clients", "Client").objects.only("pk", "practice", "name", "sort_name").iterator(BATCH):
        key = sort_key(row.name, languages[row.practice_id])
        if key != row.sort_name:
            row.sort_name = key
            yield row


def left(apps):
    return sum(1 for _ in _wrong(apps))


def change(apps):
    changed = 0
    clients, rows = apps.get_model("clients", "Client").objects, list(_wrong(apps))
    for start in range(0, len(rows), BATCH):
        changed += clients.bulk_update(rows[start : start + BATCH], ["sort_name"])
    return changed


class Migration(migrations.Migration):

    dependencies = [("clients", "0005_fill_search_keys"), ("core", "0002_practice_language")]

    operations = [ForEachPractice(left, change)]
