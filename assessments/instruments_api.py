"""Instruments over the API: what is measured and by which figures, and where the wordings are published."""

from typing import ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.catalogue import Instrument, UnknownInstrument, catalogue
from assessments.wording.queries import instrument_of, instruments, loaded_keys
from clinic.core.access import May
from clinic.core.api import PracticeAPIView


class InstrumentRowSerializer(serializers.Serializer[object]):
    key = serializers.CharField()
    version = serializers.IntegerField()
    criterion = serializers.IntegerField(help_text="The version of the figures by which scores are judged.")
    name = serializers.CharField()
    short = serializers.CharField()
    about = serializers.CharField()
    items = serializers.IntegerField()
    minutes = serializers.IntegerField()


class InstrumentSerializer(InstrumentRowSerializer):
    source = serializers.CharField()  # type: ignore[assignment]  # DRF's own name for where a field reads from
    licence = serializers.CharField()
    min = serializers.IntegerField()
    max = serializers.IntegerField()
    aggregate = serializers.ChoiceField(["mean", "sum", "triage", "checklist", "scales"])
    max_missing = serializers.IntegerField()
    anchors = serializers.JSONField(help_text="Language → value → word.")
    subscales = serializers.JSONField(help_text="Key → name, items, reverse, reliability, norm, cut-off, bands.")
    plane = serializers.JSONField(allow_null=True)
    middle = serializers.FloatField(help_text="Middle of the answers' scale: where the quadrants of the plane meet.")
    targets = serializers.ListField(child=serializers.CharField())
    prompts = serializers.JSONField(help_text="Language → prompts in our own words, one an item.")
    texts = serializers.JSONField(help_text="Language → recall_period, instruction, scale_meaning, in our own words.")
    rights = serializers.JSONField(allow_null=True, help_text="Where the wording is published, and its terms.")


class InstrumentsView(PracticeAPIView):
    """All instruments."""

    capabilities: ClassVar = {"GET": May.READ_INSTRUMENTS}

    @extend_schema(responses=InstrumentRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(InstrumentRowSerializer(list(instruments().values()), many=True).data)


class InstrumentRightsSerializer(serializers.Serializer[object]):
    key = serializers.CharField()
    short = serializers.CharField()
    holder = serializers.CharField(allow_blank=True)
    published_at = serializers.CharField(allow_blank=True, help_text="The holder's own page.")
    terms = serializers.CharField()
    copyright_line = serializers.CharField(allow_blank=True)
    own_words = serializers.BooleanField(help_text="Whether clients may be asked it in this program's own words.")
    checked = serializers.CharField(allow_blank=True, help_text="What the terms were compared with.")
    loaded = serializers.BooleanField(help_text="Whether the practice has loaded a published wording.")


def _rights(instrument: Instrument, *, loaded: bool) -> dict[str, object]:
    found = {"key": instrument.key, "short": instrument.short, "loaded": loaded}
    if instrument.rights is not None:
        return found | instrument.rights.model_dump()
    blank: dict[str, object] = dict.fromkeys(["holder", "published_at", "copyright_line", "checked"], "")
    return found | blank | {"terms": instrument.licence, "own_words": True}


class InstrumentRightsView(PracticeAPIView):
    """Where each shipped instrument's wording is published, and under which terms."""

    capabilities: ClassVar = {"GET": May.READ_INSTRUMENTS}

    @extend_schema(responses=InstrumentRightsSerializer(many=True))
    def get(self, request: Request) -> Response:
        loaded = loaded_keys()
        rows = [_rights(one, loaded=one.key in loaded) for one in catalogue().values()]
        return Response(InstrumentRightsSerializer(rows, many=True).data)


class InstrumentView(PracticeAPIView):
    """One instrument's definition: key, figures, sources."""

    capabilities: ClassVar = {"GET": May.READ_INSTRUMENTS}

    @extend_schema(responses=InstrumentSerializer)
    def get(self, request: Request, key: str) -> Response:
        try:
            instrument = instrument_of(key)
        except UnknownInstrument as error:
            raise Http404("no such instrument") from error
        return Response(
            instrument.model_dump(mode="json") | {"criterion": instrument.criterion, "middle": instrument.middle}
        )
