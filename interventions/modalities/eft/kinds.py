"""The kinds of row in EFT's record, and what no single table can know of them."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.catalogue import Modality
from interventions.modalities.eft import steps
from interventions.modalities.eft.models import CycleMoment, CycleSide, MomentKind
from interventions.modalities.eft.work_models import (
    AloneInCouple,
    AttachmentInjury,
    InjuryStep,
    StepReached,
    TangoMove,
)
from interventions.records.kinds import Choices, kind, of_readable
from interventions.records.serializers import serializer_of

EVENTS = (MomentKind.DEESCALATION, MomentKind.REENGAGEMENT, MomentKind.SOFTENING)


def numbered(words: steps.Words) -> Callable[[Modality], Choices]:
    """Steps or moves to choose from, each with its number."""
    return lambda _modality: [(number, f"{number} · {text}") for number, text in words.items()]


def events(kinds: Iterable[MomentKind]) -> Callable[[Modality], Choices]:
    """Change events to choose from."""
    return lambda _modality: [(one.value, one.label) for one in kinds]


def _check_moment(row: CycleMoment, _modality: Modality) -> dict[str, object]:
    if row.kind not in EVENTS:
        return {"kind": _("Choose an event of couple work.")}
    if row.kind != MomentKind.DEESCALATION and row.client_id is None:
        return {"client": _("Choose whose step towards the other it was.")}
    return {}


def taken(injury_id: UUID, until: date) -> set[int]:
    """The repair steps of an injury that were taken up to a day; one statement."""
    rows = InjuryStep.objects.filter(injury=injury_id, removed_at__isnull=True, on__lte=until)
    return set(rows.values_list("step", flat=True))


def _check_injury_step(row: InjuryStep, _modality: Modality) -> dict[str, object]:
    if row.step != steps.NEW_STORY:
        return {}
    missing = sorted(steps.BEFORE_NEW_STORY - taken(row.injury_id, row.on))
    if not missing:
        return {}
    listed = "; ".join(f"{one} · {steps.REPAIR[one]}" for one in missing)
    return {"step": _("A new story comes after these steps: %(steps)s. Record them first.") % {"steps": listed}}


def _check_alone(row: AloneInCouple, _modality: Modality) -> dict[str, object]:
    if row.session is not None and row.session.household_id is not None:
        return {"session": _("Choose a session that this person had alone. What is said together is joint.")}
    return {}


SIDE = kind(
    "side",
    CycleSide,
    gettext_lazy("side of the cycle"),
    "client position trigger action story secondary primary fear need",
    "made_at",
    "eft/_side.html",
    at_hand=True,
    readable=of_readable("client"),
)
MOMENT = kind(
    "moment",
    CycleMoment,
    gettext_lazy("change event"),
    "kind client on session said answer note",
    "on made_at",
    "eft/_moment.html",
    choices={"kind": events(EVENTS)},
    check=_check_moment,
    readable=of_readable("client"),
    in_session=True,
    from_address=("kind",),
    serializer=serializer_of(CycleMoment, "kind client on session said answer note"),
)
STEP = kind(
    "step",
    StepReached,
    gettext_lazy("step reached"),
    "client step on session note",
    "on made_at",
    "eft/_step.html",
    choices={"step": numbered(steps.COUPLE_STEPS)},
    readable=of_readable("client"),
    person="client",
    serializer=serializer_of(StepReached, "client step on session note"),
)
MOVE = kind(
    "move",
    TangoMove,
    gettext_lazy("tango move"),
    "move client on session note",
    "on made_at",
    "eft/_move.html",
    choices={"move": numbered(steps.MOVES)},
    readable=of_readable("client"),
    person="client",
    serializer=serializer_of(TangoMove, "move client on session note"),
)
INJURY = kind(
    "injury",
    AttachmentInjury,
    gettext_lazy("attachment injury"),
    "label injured other event meaning on session",
    "on made_at",
    "eft/_injury.html",
    at_hand=True,
    readable=of_readable("injured", "other"),
    in_session=True,
    serializer=serializer_of(AttachmentInjury, "label injured other event meaning on session"),
)
REPAIR = kind(
    "repair",
    InjuryStep,
    gettext_lazy("repair step"),
    "injury step on session note",
    "on made_at",
    "eft/_repair.html",
    choices={"step": numbered(steps.REPAIR)},
    check=_check_injury_step,
    readable=of_readable("injury__injured", "injury__other"),
    from_address=("step",),
    serializer=serializer_of(InjuryStep, "injury step on session note"),
)
ALONE = kind(
    "alone",
    AloneInCouple,
    gettext_lazy("individual session"),
    "client session on history view commitment elsewhere bring",
    "on made_at",
    "eft/_alone_in_couple.html",
    check=_check_alone,
    readable=of_readable("client"),
    person="client",
    only_alone=True,
    in_session=True,
    serializer=serializer_of(AloneInCouple, "client session on history view commitment elsewhere bring"),
)
