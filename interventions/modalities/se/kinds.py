"""The kinds of row in SE's record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from interventions.catalogue import Modality
from interventions.modalities.se.models import BodyResource, Sibam
from interventions.modalities.se.work_models import (
    CompletedResponse,
    Discharge,
    Pendulation,
    ResourceTest,
    TitrationStep,
    WindowAnchor,
)
from interventions.records.kinds import Choices, kind
from interventions.records.serializers import serializer_of


def _discharges(_modality: Modality) -> Choices:
    return list(Discharge.choices)


def _kind(key: str, model: Any, name: Any, fields: str, order: str, **options: Any) -> Any:
    serializer = serializer_of(model, fields)
    return kind(key, model, name, fields, order, f"se/_{key}.html", serializer=serializer, **options)


MOMENT = _kind(
    "moment", Sibam, _("moment of a session"), "on session minute channel text activation state", "on minute made_at"
)
RESOURCE = _kind("resource", BodyResource, _("resource"), "text on", "on", at_hand=True)
TEST = _kind(
    "test",
    ResourceTest,
    _("test of a resource"),
    "on session resource before after sign",
    "on made_at",
    in_session=True,
)
WINDOW = _kind(
    "window",
    WindowAnchor,
    _("window of tolerance"),
    "on session low high above within below",
    "on made_at",
    at_hand=True,
    in_session=True,
)
STEP = _kind(
    "step",
    TitrationStep,
    _("titration step"),
    "on session minute piece peak settled_to stopped",
    "on made_at",
    in_session=True,
)
PENDULATION = _kind(
    "pendulation",
    Pendulation,
    _("pendulation"),
    "on session minute activated settled resource swings before after",
    "on made_at",
    in_session=True,
)
RESPONSE = _kind(
    "response",
    CompletedResponse,
    _("completed response"),
    "on session kind thwarted did discharge after held",
    "on made_at",
    in_session=True,
    choices={"discharge": _discharges},
)
KINDS = (MOMENT, RESOURCE, TEST, WINDOW, STEP, PENDULATION, RESPONSE)
