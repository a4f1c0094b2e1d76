from django.db import migrations
from django.db.models import Exists, OuterRef

from clinic.core.live_migrations import ForEachPractice


def _summaries(apps):
    """Of those into whose file another one was merged: what was said there counts from now on."""
    stale = apps.get_model("clients", "StaleSummary").objects.filter(client=OuterRef("client"))
    return apps.get_model("clients", "ClientSummary").objects.filter(~Exists(stale), client__has_merged=True)


def left(apps):
    return _summaries(apps).count()


def change(apps):
    """Whoever reads a list next works them out."""
    model = apps.get_model("clients", "StaleSummary")
    rows = _summaries(apps).values_list("practice_id", "client_id")
    return len(model.objects.bulk_create([model(practice_id=at, client_id=who) for at, who in rows], 1000))


class Migration(migrations.Migration):

    dependencies = [("clients", "0030_violence_in_merged_files")]

    operations = [ForEachPractice(left, change)]
