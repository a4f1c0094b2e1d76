"""The package of EFT with one person. Its tables are those of couple work; its words name no second person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.catalogue import Modality
from interventions.modalities.eft import steps
from interventions.modalities.eft.desk import StepsDesk
from interventions.modalities.eft.gates import CONDITIONS_FOR_ONE, TEXTS_FOR_ONE
from interventions.modalities.eft.kinds import events, numbered
from interventions.modalities.eft.models import CycleMoment, CyclePosition, CycleSide, MomentKind
from interventions.modalities.eft.pictures import WAYS, pictures_of_one
from interventions.modalities.eft.reached import steps_reached
from interventions.modalities.eft.work_models import StepReached, TangoMove
from interventions.modalities.package import Package
from interventions.records.kinds import Choices, kind
from interventions.records.models import RecordRow
from interventions.records.serializers import serializer_of

EVENTS = (MomentKind.STEADIED, MomentKind.SELF_MET, MomentKind.NEED_TOLD)


def _of_the_client(row: RecordRow) -> None:
    """There is one person: nobody chooses who it is."""
    row.client = row.plan.client  # type: ignore[attr-defined]  # the tables of these kinds have the column


def _ways(_modality: Modality) -> Choices:
    return [(key.value, WAYS[key]) for key in CyclePosition]


def _check_moment(row: CycleMoment, _modality: Modality) -> dict[str, object]:
    return {} if row.kind in EVENTS else {"kind": _("Choose an event of individual work.")}


PATTERN = kind(
    "pattern",
    CycleSide,
    gettext_lazy("pattern"),
    "position trigger action story secondary primary fear need",
    "made_at",
    "efit/_pattern.html",
    at_hand=True,
    choices={"position": _ways},
    labels={"position": gettext_lazy("way under threat")},
    before=_of_the_client,
    serializer=serializer_of(
        CycleSide, "position trigger action story secondary primary fear need", "IndividualPattern"
    ),
)
STEP = kind(
    "step",
    StepReached,
    gettext_lazy("step reached"),
    "step on session note",
    "on made_at",
    "efit/_step.html",
    choices={"step": numbered(steps.INDIVIDUAL_STEPS)},
    before=_of_the_client,
    serializer=serializer_of(StepReached, "step on session note", "IndividualStep"),
)
MOMENT = kind(
    "moment",
    CycleMoment,
    gettext_lazy("change event"),
    "kind on session said answer note",
    "on made_at",
    "efit/_moment.html",
    choices={"kind": events(EVENTS)},
    check=_check_moment,
    in_session=True,
    from_address=("kind",),
    serializer=serializer_of(CycleMoment, "kind on session said answer note", "IndividualMoment"),
)
MOVE = kind(
    "move",
    TangoMove,
    gettext_lazy("tango move"),
    "move figure on session note",
    "on made_at",
    "efit/_move.html",
    choices={"move": numbered(steps.MOVES)},
    in_session=True,
    from_address=("move",),
    serializer=serializer_of(TangoMove, "move figure on session note", "IndividualMove"),
)

PACKAGE = Package(
    kinds=(PATTERN, STEP, MOMENT, MOVE),
    pictures=pictures_of_one,
    conditions=CONDITIONS_FOR_ONE,
    texts=TEXTS_FOR_ONE,
    desk=StepsDesk(steps.INDIVIDUAL_STEPS, STEP, MOVE),
    steps=steps_reached,
)
