"""What a client writes down between sessions about a hard moment."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import EncryptableTextField
from clinic.core.models import track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.plans.models import Plan

LONG = 600
# What the client may say of a hard moment, in the order of the form. Only the first must be said.
LABELS = {
    "happened": _("What happened"),
    "felt": _("What I felt"),
    "thought": _("What went through my mind"),
    "side": _("Which side of me took over"),
    "did": _("What I did"),
    "healthy": _("What my healthy side says to it"),
    "instead": _("What I can do another time"),
}
TEXTS = tuple(LABELS)
NEEDED = frozenset({"happened"})


def _text(name: str) -> "models.CharField[str, str]":
    return EncryptableTextField(LABELS[name], max_length=LONG, lines=True, blank=name not in NEEDED)


@track()
class DiaryEntry(PracticeModel):
    """One hard moment in the client's own words. It is written once; ``key`` makes sending it twice harmless."""

    plan = TenantForeignKey(Plan, related_name="diary")
    client = TenantForeignKey(Client, follows=True, related_name="diary", db_index=False)
    key = models.UUIDField()
    on = models.DateField(_("when it was"), default=timezone.localdate)
    happened = _text("happened")
    felt = _text("felt")
    thought = _text("thought")
    side = _text("side")
    did = _text("did")
    healthy = _text("healthy")
    instead = _text("instead")
    strength = models.PositiveSmallIntegerField(
        _("How strong it was, 0 to 10"), null=True, blank=True, validators=[MaxValueValidator(10)]
    )
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "client"),
            models.UniqueConstraint(fields=["client", "key"], name="interventions_diaryentry_once"),
            models.CheckConstraint(condition=~Q(happened=""), name="interventions_diaryentry_said"),
            models.CheckConstraint(
                condition=Q(strength__isnull=True) | Q(strength__lte=10), name="interventions_diaryentry_strength"
            ),
        ]

    def __str__(self) -> str:
        return self.happened

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(label, text) of what was written, in the order of the form."""
        return [(str(label), text) for name, label in LABELS.items() if (text := getattr(self, name))]
