"""The kinds of row in EMDR's record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from interventions.catalogue import Modality
from interventions.modalities.emdr import rules
from interventions.modalities.emdr.models import STATED, Target, TargetMeasure
from interventions.modalities.emdr.work_models import Block, InnerResource, InnerResourceTest, Processing
from interventions.records.kinds import Choices, kind
from interventions.records.serializers import serializer_of


def _stated(_modality: Modality) -> Choices:
    return [(one.value, one.label) for one in STATED]


def _kind(key: str, model: Any, name: Any, fields: str, order: str, **options: Any) -> Any:
    serializer = serializer_of(model, fields)
    return kind(key, model, name, fields, order, f"emdr/_{key}.html", serializer=serializer, **options)


TARGET = _kind(
    "target",
    Target,
    _("target"),
    "label prong origin age image negative positive theme emotions body status reason",
    "made_at",
    choices={"status": _stated},
    before=rules.date_completion,
    check=rules.check_target,
    at_hand=True,
)
MEASURE = _kind(
    "measure",
    TargetMeasure,
    _("SUD and VOC"),
    "target on session phase sets sud voc",
    "on sets",
    before=rules.say_phase,
    check=rules.check_measure,
    is_number=True,
)
PROCESSING = _kind(
    "processing",
    Processing,
    _("work with a target"),
    "target on session sets stimulation scan remains closure containment resource",
    "on made_at",
    check=rules.check_processing,
    in_session=True,
)
BLOCK = _kind(
    "block",
    Block,
    _("block and interweave"),
    "target on session kind words feeder intervention said moved",
    "on made_at",
    check=rules.check_block,
    in_session=True,
)
RESOURCE = _kind("resource", InnerResource, _("resource"), "label kind picture body cue", "made_at", at_hand=True)
TEST = _kind(
    "test",
    InnerResourceTest,
    _("test of a resource"),
    "resource on session sets before after outcome note",
    "on made_at",
    in_session=True,
)
KINDS = (TARGET, MEASURE, PROCESSING, BLOCK, RESOURCE, TEST)
