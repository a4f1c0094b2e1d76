"""What must hold before the bond is restructured, and before the work is consolidated."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from clinic.core.messages import Message, Text, message
from interventions.modalities.eft import steps
from interventions.modalities.eft.models import CycleMoment, MomentKind
from interventions.modalities.eft.work_models import AttachmentInjury, InjuryStep
from interventions.plans.models import Plan


class Missing(StrEnum):
    """What a stage waits for."""

    NOT_DEESCALATED = "eft-not-deescalated"
    NOT_BONDED = "eft-events-missing"  # names
    INJURY_OPEN = "eft-injury-open"  # count
    NOT_STEADIED = "efit-not-steadied"
    NOT_RESTRUCTURED = "efit-events-missing"  # names


TEXTS: Mapping[str, Text] = {
    Missing.NOT_DEESCALATED: _("No de-escalation is recorded as a change event."),
    Missing.NOT_BONDED: _("Not recorded as a change event yet: %(names)s."),
    Missing.INJURY_OPEN: _("Attachment injuries without a new story of them: %(count)s."),
}
TEXTS_FOR_ONE: Mapping[str, Text] = {
    Missing.NOT_STEADIED: _("No steadier footing is recorded as a change event."),
    Missing.NOT_RESTRUCTURED: _("Not recorded as a change event yet: %(names)s."),
}


def _missing_events(plan: Plan | None, wanted: tuple[MomentKind, ...]) -> tuple[str, ...]:
    """Of these change events, those that are not recorded, in words; one statement."""
    rows = CycleMoment.objects.filter(plan=plan, removed_at__isnull=True) if plan else CycleMoment.objects.none()
    known = set(rows.values_list("kind", flat=True))
    return tuple(str(one.label) for one in wanted if one not in known)


def events_recorded(code: Missing, *wanted: MomentKind) -> Callable[[Plan | None], Message | None]:
    """The condition that these change events are recorded; what is missing is named where there are several."""

    def ask(plan: Plan | None) -> Message | None:
        names = _missing_events(plan, wanted)
        if not names:
            return None
        return message(code, names=names) if len(wanted) > 1 else message(code)

    return ask


def injuries_repaired(plan: Plan | None) -> Message | None:
    """The condition that no injury waits for its repair: each has its new story. One statement."""
    if plan is None:
        return None
    told = InjuryStep.objects.filter(plan=plan, step=steps.NEW_STORY, removed_at__isnull=True).values("injury")
    waiting = AttachmentInjury.objects.filter(plan=plan, removed_at__isnull=True).exclude(pk__in=told).count()
    return message(Missing.INJURY_OPEN, count=waiting) if waiting else None


CONDITIONS: Mapping[str, Callable[[Plan | None], Message | None]] = {
    "cycle-deescalated": events_recorded(Missing.NOT_DEESCALATED, MomentKind.DEESCALATION),
    "bond-restructured": events_recorded(Missing.NOT_BONDED, MomentKind.REENGAGEMENT, MomentKind.SOFTENING),
    "injuries-repaired": injuries_repaired,
}
CONDITIONS_FOR_ONE: Mapping[str, Callable[[Plan | None], Message | None]] = {
    "footing-steadied": events_recorded(Missing.NOT_STEADIED, MomentKind.STEADIED),
    "self-restructured": events_recorded(Missing.NOT_RESTRUCTURED, MomentKind.SELF_MET, MomentKind.NEED_TOLD),
}
