from django.db import migrations

from clinic.core.live_migrations import ForEachPractice


def _without(apps):
    """Alerts that were answered in writing before there was an outcome to choose."""
    return apps.get_model("clients", "RiskAlert").objects.filter(closed_at__isnull=False, outcome="")


def left(apps):
    return _without(apps).count()


def change(apps):
    return _without(apps).update(outcome="other")


class Migration(migrations.Migration):

    dependencies = [("clients", "0007_alert_workflow")]

    operations = [ForEachPractice(left, change)]
