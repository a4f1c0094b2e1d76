"""What is kept of how the installation is. No practice's: it says nothing of anybody's records."""

from django.db import models
from django.utils import timezone


class Pulse(models.Model):
    """What is to happen again and again, and when it last did: a task of beat, or a backup."""

    outside_tenancy = True

    name = models.CharField(primary_key=True, max_length=80)
    expected_since = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, blank=True, default="")  # the exception's type, never its text
    seconds = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """The newest look at everything: one row. ``begun_at`` lets one process look at a time."""

    outside_tenancy = True

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    begun_at = models.DateTimeField()
    facts = models.JSONField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="core_look_one")]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M}"


class Trouble(models.Model):
    """Something that was found amiss: since when, since when we know, when last, and when people were told of it and
    that it is over."""

    outside_tenancy = True

    code = models.CharField(max_length=20)
    subject = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    noticed_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    over_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "subject"], condition=models.Q(ended_at=None), name="core_trouble_one"
            ),
            models.CheckConstraint(condition=models.Q(ended_at__gte=models.F("since")), name="core_trouble_order"),
        ]
        indexes = [models.Index(fields=["ended_at"], name="core_trouble_ended")]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}".strip()
