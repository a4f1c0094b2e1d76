"""The kinds of row in EMDR's record."""

from django.utils.translation import gettext_lazy as _

from interventions.modalities.emdr.forms import TargetForm, TargetMeasureForm
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.emdr.serializers import TargetMeasureSerializer, TargetSerializer
from interventions.records.kinds import kind

TARGET = kind(
    "target",
    Target,
    _("target"),
    "label prong image negative positive emotions body status incomplete containment",
    "made_at",
    "emdr/_target.html",
    form=TargetForm,
    serializer=TargetSerializer,
)
MEASURE = kind(
    "measure",
    TargetMeasure,
    _("SUD and VOC"),
    "target on session sets sud voc",
    "on sets",
    "emdr/_measure.html",
    form=TargetMeasureForm,
    serializer=TargetMeasureSerializer,
    is_number=True,
)
