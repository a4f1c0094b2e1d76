from django.db import migrations

from clinic.core.live_migrations import ForEachPractice


def _without(apps):
    return apps.get_model("clients", "Episode").objects.filter(closed_on__isnull=False, ending="")


def left(apps):
    return _without(apps).count()


def change(apps):
    """How it ended was written in words only; these stay as they are."""
    return _without(apps).update(ending="other")


class Migration(migrations.Migration):

    dependencies = [("clients", "0011_how_treatments_end")]

    operations = [ForEachPractice(left, change)]
