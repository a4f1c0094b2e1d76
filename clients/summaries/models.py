"""One row a client with what the staff's lists select and sort by. Written by triggers alone: see decision 25."""

from django.db import models

from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


def _listed(name: str, *fields: str, only: models.Q) -> models.Index:
    """An index that a list is read from in its own order, of those whom it concerns."""
    return models.Index(fields=["practice", *fields], condition=only, name=f"clients_summary_{name}")


STUCK_AFTER = 8  # attended sessions without a reliable change
TREATED = models.Q(in_treatment=True)


class ClientSummary(models.Model):
    """What a client's rows come to, so that no list has to read all rows of everybody.

    Only what a write changes. What the clock changes is asked of these columns with the time of the question: a client
    has no next session when ``booked_until`` is not after now, and is late when ``due_on`` is before today.
    """

    derived = True

    client = models.OneToOneField(
        "clients.Client", models.CASCADE, primary_key=True, related_name="summary", db_constraint=False
    )
    practice = models.ForeignKey("core.Practice", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120, db_default="")
    sort_name = models.CharField(max_length=160, db_default="")
    in_treatment = models.BooleanField(db_default=False)  # a treatment is open; it may be paused
    is_running = models.BooleanField(db_default=False)  # a treatment is neither closed nor paused
    open_alerts = models.PositiveIntegerField(db_default=0)
    violence_at = models.DateTimeField(null=True)  # when the newest answer about violence was given, if it is ongoing
    worse_on = models.DateField(null=True)  # the day of the newest score of the tracked measure, if reliably worse
    unchanged_on = models.DateField(null=True)  # likewise, if it is not reliably different from the first
    ruptured_on = models.DateField(null=True)  # of the newest rupture that is not repaired
    due_on = models.DateField(null=True)  # the first day on which an open questionnaire is due
    booked_until = models.DateTimeField(null=True)  # the last start of a session that is booked or has begun
    attended = models.PositiveIntegerField(db_default=0)  # sessions
    attended_at = models.DateTimeField(null=True)  # the start of the last of them
    missed_at = models.DateTimeField(null=True)  # the start of the last session, if it and the one before were missed
    plan_id = models.UUIDField(null=True)  # the active plan; of several the one that began last
    has_joint_plan = models.BooleanField(db_default=False)  # a joint plan is active or paused

    class Meta:
        constraints = [*tenant_constraints("client")]
        indexes = [
            _listed("list", "sort_name", "client", only=TREATED),
            _listed("worse", "-worse_on", "name", only=TREATED & models.Q(worse_on__isnull=False)),
            _listed("worse_list", "sort_name", "client", only=TREATED & models.Q(worse_on__isnull=False)),
            _listed(
                "stuck",
                "-attended_at",
                "name",
                only=TREATED & models.Q(unchanged_on__isnull=False, attended__gte=STUCK_AFTER),
            ),
            _listed("risk_list", "sort_name", "client", only=TREATED & models.Q(open_alerts__gt=0)),
            _listed(
                "violence",
                "-violence_at",
                "name",
                only=TREATED & models.Q(violence_at__isnull=False, has_joint_plan=True),
            ),
            _listed("ruptured", "-ruptured_on", "name", only=TREATED & models.Q(ruptured_on__isnull=False)),
            _listed("due", "-due_on", "name", only=models.Q(is_running=True, due_on__isnull=False)),
            _listed("missed", "-missed_at", "name", only=TREATED & models.Q(missed_at__isnull=False)),
            _listed("unbooked", "name", only=models.Q(is_running=True, booked_until__isnull=True)),
            _listed("unbooked_list", "sort_name", "client", only=TREATED & models.Q(booked_until__isnull=True)),
            _listed("booked", "booked_until", only=TREATED & models.Q(booked_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class StaleSummary(PracticeModel):
    """A client whose summary somebody else had locked when it was to be changed: whoever reads next recomputes it."""

    derived = True

    client = TenantForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [*tenant_constraints("client")]

    def __str__(self) -> str:
        return str(self.client_id)
