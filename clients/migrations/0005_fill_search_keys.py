from django.db import migrations

from clients.finding.keys import keyed_from, keys_of
from clinic.core.live_migrations import ForEachPractice

DETAILS = ("name", "phone", "email", "birth_date", "reference")
BATCH = 500


def left(apps):
    return apps.get_model("clients", "Client").objects.filter(keyed="").count()


def change(apps):
    changed = 0
    clients = apps.get_model("clients", "Client").objects
    while rows := list(clients.filter(keyed="")[:BATCH]):
        for row in rows:
            details = {name: getattr(row, name) for name in DETAILS}
            row.keys, row.keyed = keys_of(**details), keyed_from(**details)
        changed += clients.bulk_update(rows, ["keys", "keyed"])
    return changed


class Migration(migrations.Migration):

    dependencies = [("clients", "0004_search_keys")]

    operations = [ForEachPractice(left, change)]
