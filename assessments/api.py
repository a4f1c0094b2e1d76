"""Instruments and assessments over the API."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, SupportsFloat
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions import record_assessment
from assessments.alert_source import screening
from assessments.catalogue import Instrument, UnknownInstrument, catalogue
from assessments.explain import why_unknown
from assessments.models import Assessment, Score
from assessments.queries import assessment_for, assessments, next_steps_of
from assessments.rules import Met, RuleResult, evaluate_rules
from assessments.scoring import AnswersRefused, neighbours
from assessments.texts import VERDICT_CHOICES
from assessments.unanswered import NothingUnanswered, give_incomplete_reason, note_unanswered_risk
from assessments.wording.queries import instrument_of, instruments
from clients.alerts.queries import alert_for
from clients.alerts.serializers import RaisedAlertSerializer
from clients.api import CLIENT, OfClients
from clients.models import RiskAlert
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May, may
from clinic.core.api import AFTER, MessageSerializer, PlainField, PracticeAPIView, Strict, pages_of
from clinic.core.definitions import CUSTOM
from clinic.core.messages import as_shown
from clinic.core.rest import Conflict
from clinic.core.types import Checked


class DifferenceSerializer(serializers.Serializer[object]):
    """A difference from an earlier score, and whether it is more than measurement error."""

    difference = serializers.FloatField(allow_null=True, help_text="In score units.")
    verdict = serializers.ChoiceField(VERDICT_CHOICES, allow_blank=True)
    text = serializers.CharField(allow_blank=True, help_text="The verdict in words.")


class ChangeSerializer(serializers.Serializer[object]):
    since_baseline = DifferenceSerializer()
    since_last = DifferenceSerializer()


class ScoreSerializer(serializers.Serializer[object]):
    """One subscale. A null value says why in ``notes``."""

    value = serializers.FloatField(allow_null=True)
    band = serializers.CharField(allow_blank=True)
    sem = serializers.FloatField(allow_null=True, help_text="Standard error of measurement, in score units.")
    sem_unknown = serializers.CharField(allow_blank=True, help_text="Why there is none, in words.")
    change = ChangeSerializer(allow_null=True, help_text="Null for a baseline.")
    criterion = serializers.IntegerField(help_text="The version of the instrument's figures it was judged by.")
    notes = MessageSerializer(many=True, help_text="What is missing, and what that does to the score.")
    note = serializers.CharField(allow_blank=True, help_text="The notes in words.")


class RuleSerializer(serializers.Serializer[object]):
    """A rule over items. It is open where items are left out on which it depends."""

    name = serializers.CharField()
    met = serializers.ChoiceField([(one.value, one.value) for one in Met])
    meaning = serializers.CharField()


class NextStepSerializer(serializers.Serializer[object]):
    instrument = serializers.CharField(source="key")
    name = serializers.CharField()
    reason = serializers.CharField()


class AssessmentSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    client = serializers.UUIDField()
    instrument = serializers.CharField()
    version = serializers.IntegerField()
    target = serializers.CharField(allow_blank=True)
    completed_on = serializers.DateField()
    voided = serializers.BooleanField(help_text="Taken out of every score; its answers stay.")
    void_reason = serializers.CharField(allow_blank=True, help_text="Why; empty while it counts.")
    corrects = serializers.UUIDField(allow_null=True, help_text="The voided one that was recorded again as this one.")
    revision = serializers.IntegerField(help_text="Its ETag: to be sent as If-Match with a correction, or to void it.")
    totals_from = serializers.CharField(
        allow_blank=True,
        help_text="Where values without answers come from; empty where answers are on file.",
    )
    rules = RuleSerializer(
        many=True, help_text="Patterns over the items, for example of a diagnosis; none without answers."
    )
    next_steps = NextStepSerializer(many=True, help_text="What the scores suggest to give next.")
    scores = serializers.DictField(child=ScoreSerializer())
    style = serializers.CharField(  # type: ignore[assignment]  # of the plane, not of DRF
        allow_null=True, help_text="Quadrant of the attachment plane, a shorthand."
    )
    style_near = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Neighbouring quadrants within the 95 % interval; null: not known, because the error is not.",
    )
    own_words = serializers.BooleanField(
        help_text="Answered in this program's own words: no band, error, norm or verdict but a move for the worse."
    )
    alerts = RaisedAlertSerializer(many=True, help_text="What these answers raised.")
    unanswered_risk_items = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers of risk items that have no answer: to be asked."
    )
    incomplete_reason = serializers.CharField(allow_blank=True, help_text="Why items were left open.")
    risk_note = serializers.CharField(
        allow_blank=True, help_text="The outcome of asking about the unanswered risk items."
    )


class AssessmentDetailSerializer(AssessmentSerializer):
    responses = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        allow_null=True,
        help_text="Null for who may not read answers, and where only values are known.",
    )


class NewAssessmentSerializer(Strict):
    client = serializers.UUIDField()
    instrument = serializers.CharField(max_length=30)
    responses = serializers.DictField(
        child=serializers.JSONField(allow_null=True), help_text='{"1": 4, "2": null}: null or absent = not answered.'
    )
    target = serializers.CharField(max_length=20, required=False, allow_blank=True)
    completed_on = serializers.DateField(required=False)
    forced_choice = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="RQ: the one that fits best."
    )
    published_wording = serializers.BooleanField(
        required=False, default=False, help_text="The client read the published wording: only then norms are shown."
    )
    own_words = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The client was asked in this program's own words: no published figure judges the answers.",
    )
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same answers under it are kept once.")
    incomplete_reason = PlainField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="C-SSRS: why items that are asked have no answer. Without it, it is asked for on Today.",
    )


class AlertScreeningSerializer(Strict):
    responses = serializers.DictField(
        child=serializers.JSONField(allow_null=True), help_text='{"1": 0, "2": null}: null or absent = not answered.'
    )
    completed_on = serializers.DateField(required=False, help_text="Today, unless given.")
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same answers under it are kept once.")
    incomplete_reason = PlainField(
        max_length=300, required=False, allow_blank=True, help_text="Why items that are asked have no answer."
    )


class UnansweredRiskSerializer(Strict):
    note = PlainField(max_length=2000, required=False, help_text="What was asked, and the outcome. Closes it.")
    incomplete_reason = PlainField(max_length=300, required=False, help_text="Why items were left open: stays open.")

    def validate(self, attrs: Checked) -> Checked:
        if not attrs:
            raise serializers.ValidationError({"note": ["Write what was asked, and the outcome."]})
        return attrs


def _number(value: SupportsFloat | None) -> float | None:
    return None if value is None else float(value)


def _difference(difference: Decimal | None, verdict: str, text: str) -> dict[str, object]:
    return {"difference": _number(difference), "verdict": verdict, "text": text}


def _sem_unknown(score: Score) -> str:
    if score.value is None or score.sem is not None:
        return ""
    try:
        instrument = instrument_of(score.instrument)
    except UnknownInstrument:
        return ""
    return gettext("not known in own wording") if score.own_words else str(why_unknown(instrument))


def score_data(assessment: Assessment) -> dict[str, object]:
    """Subscale → value, band, sem, change, criterion, notes, as in the API."""
    return {
        score.subscale: {
            "value": _number(score.value),
            "band": score.band,
            "sem": _number(score.sem),
            "sem_unknown": _sem_unknown(score),
            "change": None
            if score.change is None
            else {
                "since_baseline": _difference(score.change, score.verdict, score.verdict_words),
                "since_last": _difference(score.change_last, score.verdict_last, score.verdict_last_words),
            },
            "criterion": score.criterion,
            "notes": [as_shown(one) for one in score.remarks],
            "note": score.note,
        }
        for score in assessment.scores.all()
    }


def assessment_data(assessment: Assessment) -> dict[str, object]:
    """One assessment without its answers."""
    return assessments_data([assessment])[0]


def assessments_data(rows: Sequence[Assessment]) -> list[dict[str, object]]:
    """Assessments without their answers; one statement for the scores of all of them, and one for the alerts."""
    prefetch_related_objects(rows, "scores")
    raised: dict[UUID, list[dict[str, object]]] = {}
    for alert in RiskAlert.objects.filter(source_id__in=[row.pk for row in rows]).order_by("raised_at", "id"):
        found = {"id": alert.pk, "level": alert.level, "source": alert.source}
        raised.setdefault(alert.source_id, []).append(found)
    return [_data(row) | {"alerts": raised.get(row.pk, [])} for row in rows]


def _data(assessment: Assessment) -> dict[str, object]:
    return {
        "id": assessment.pk,
        "client": assessment.client_id,
        "instrument": assessment.instrument,
        "version": assessment.version,
        "target": assessment.target,
        "completed_on": assessment.completed_on,
        "voided": assessment.voided_at is not None,
        "void_reason": assessment.void_reason,
        "corrects": assessment.corrects_id,
        "revision": assessment.revision,
        "totals_from": assessment.totals_from,
        "rules": [one._asdict() for one in _rules(assessment)],
        "next_steps": NextStepSerializer(
            next_steps_of(instrument_of(assessment.instrument, assessment.version), assessment.scores.all()), many=True
        ).data,
        "scores": score_data(assessment),
        "style": assessment.style or None,
        "style_near": neighbours(assessment.style_near),
        "own_words": assessment.own_words,
        "unanswered_risk_items": assessment.unanswered_risk_items,
        "incomplete_reason": assessment.incomplete_reason,
        "risk_note": assessment.risk_note,
    }


def _rules(assessment: Assessment) -> list[RuleResult]:
    if assessment.totals is not None or assessment.voided_at is not None:
        return []
    answers = {int(item): value for item, value in assessment.responses.items()}
    return evaluate_rules(instrument_of(assessment.instrument, assessment.version), answers)


class AssessmentsView(OfClients):
    """Assessments, newest first; recording one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.RECORD}

    @extend_schema(
        parameters=[AFTER, CLIENT],
        responses=pages_of(AssessmentSerializer),
        operation_id="assessments_list",
    )
    def get(self, request: Request) -> Response:
        return self.listed(
            assessments(self.actor),
            assessments_data,
            by="completed_on",
            what="api assessments",
            parse=date.fromisoformat,
        )

    @extend_schema(
        request=NewAssessmentSerializer,
        responses={
            201: AssessmentSerializer,
            400: OpenApiResponse(description="By field; bad answers by item under `responses`."),
        },
    )
    def post(self, request: Request) -> Response:
        found = self.body(NewAssessmentSerializer)
        client = client_for(self.actor, found["client"], May.RECORD)
        try:
            assessment = record_assessment(
                client=client,
                instrument=known_instrument(found["instrument"]),
                responses=found["responses"],
                by=self.actor,
                completed_on=found.get("completed_on"),
                target=found.get("target", ""),
                source=Assessment.Source.API,
                forced_choice=found.get("forced_choice", ""),
                key=found.get("key"),
                published_wording=found["published_wording"],
                own_words=found["own_words"],
                incomplete_reason=found.get("incomplete_reason", ""),
            )
        except AnswersRefused as error:
            raise exceptions.ValidationError({"responses": error.texts}) from error
        return Response(assessment_data(assessment), status=201)


def known_instrument(key: str) -> Instrument:
    """The instrument that can be recorded now; raises ValidationError that names those that can."""
    if not key.startswith(CUSTOM) and key in catalogue():
        return catalogue()[key]
    known = instruments()
    if key not in known:
        raise exceptions.ValidationError({"instrument": [f"Unknown instrument. Known: {', '.join(known)}."]})
    return known[key]


class AssessmentView(PracticeAPIView):
    """One assessment with its answers; the reading is logged."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}
    etags: ClassVar = {"GET": None}

    @extend_schema(responses=AssessmentDetailSerializer)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        assessment = assessment_for(self.actor, assessment_id)
        audit.log_access(assessment.client_id, f"api {assessment.instrument}")
        known = may(self.actor, May.READ_ANSWERS) and assessment.totals is None
        responses = assessment.responses if known else None
        return self.respond_with_etag(assessment_data(assessment) | {"responses": responses}, assessment)


class AlertScreeningView(PracticeAPIView):
    """Records the screening interview (C-SSRS) about an alert: for whoever may open the alert, also on call."""

    capabilities: ClassVar = {"POST": May.SEE_ALERTS}

    @extend_schema(
        request=AlertScreeningSerializer,
        responses={
            201: AssessmentSerializer,
            400: OpenApiResponse(description="By field; bad answers by item under `responses`."),
            404: OpenApiResponse(description="No such alert, or none in reach."),
        },
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert, found = alert_for(self.actor, alert_id), self.body(AlertScreeningSerializer)
        audit.log_access(alert.client_id, "api alert screening")
        try:
            assessment = record_assessment(
                client=alert.client,
                instrument=screening(),
                by=self.actor,
                source=Assessment.Source.API,
                asked_from=alert,
                **found,
            )
        except AnswersRefused as error:
            raise exceptions.ValidationError({"responses": error.texts}) from error
        return Response(assessment_data(assessment), status=201)


class UnansweredRiskView(PracticeAPIView):
    """Records the outcome of asking about risk items that were left out, or why they were left out."""

    capabilities: ClassVar = {"POST": May.RECORD}
    etags: ClassVar = {"POST": False}

    @extend_schema(
        request=UnansweredRiskSerializer,
        responses={
            200: AssessmentSerializer,
            400: OpenApiResponse(description="By field: no text, or one that cannot be kept."),
            404: OpenApiResponse(description="No such assessment, or none in reach."),
            409: OpenApiResponse(description="No risk item is open: answered, voided, or noted before."),
        },
    )
    def post(self, request: Request, assessment_id: UUID) -> Response:
        assessment = assessment_for(self.actor, assessment_id, May.RECORD)
        found = self.body(UnansweredRiskSerializer)
        self.unchanged(assessment)
        try:
            if "incomplete_reason" in found:
                assessment = give_incomplete_reason(assessment=assessment, reason=found["incomplete_reason"])
            if "note" in found:
                assessment = note_unanswered_risk(assessment=assessment, by=self.actor, note=found["note"])
        except NothingUnanswered as error:
            raise Conflict("No risk item of this assessment is open.") from error
        return self.respond_with_etag(assessment_data(assessment), assessment)
