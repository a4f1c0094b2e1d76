"""Correcting and voiding what was recorded, over the API: the pages' actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions import AlreadyVoided, correct_assessment, void_assessment
from assessments.api import AssessmentSerializer, assessment_data
from assessments.given import TotalsRefused
from assessments.models import Assessment
from assessments.models.recorded import MOST_SOURCE
from assessments.queries import assessment_for
from assessments.scoring import AnswersRefused
from assessments.totals import correct_totals
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, RefusalSerializer, Strict
from clinic.core.rest import Conflict

REASON = "Why, in 3 to 300 characters. It stays with the earlier answers."
SAME = "As it was, unless given."
RESPONSES = {
    400: OpenApiResponse(description="By field; bad answers by item under `responses`, bad values under `totals`."),
    404: OpenApiResponse(description="No such assessment, or none in reach."),
    409: OpenApiResponse(RefusalSerializer, description="Somebody, who is named, has corrected or voided it before."),
}


class VoidingSerializer(Strict):
    reason = PlainField(max_length=300, help_text=REASON)


class CorrectionSerializer(VoidingSerializer):
    responses = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text='All of them, as they are right: {"1": 4, "2": null}; null or absent = not answered.',
    )
    completed_on = serializers.DateField(required=False, help_text=SAME)
    target = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text=SAME)
    forced_choice = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="RQ: the one that fits best. " + SAME
    )
    published_wording = serializers.BooleanField(required=False, help_text=SAME)
    own_words = serializers.BooleanField(required=False, help_text=SAME)
    incomplete_reason = PlainField(
        max_length=300, required=False, allow_blank=True, help_text="Why items that are asked have no answer. " + SAME
    )


class TotalsCorrectionSerializer(VoidingSerializer):
    totals = serializers.DictField(
        child=serializers.JSONField(allow_null=True), help_text='All of them: {"total": 14.5}; absent = not known.'
    )
    totals_from = PlainField(max_length=MOST_SOURCE, required=False, help_text=SAME)
    completed_on = serializers.DateField(required=False, help_text=SAME)
    target = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text=SAME)


@contextmanager
def refusals() -> Iterator[None]:
    """What the actions refuse, as answers: by item, by scale, or who was first."""
    try:
        yield
    except AlreadyVoided as error:
        raise Conflict(error.words) from error
    except AnswersRefused as error:
        raise exceptions.ValidationError({"responses": error.texts}) from error
    except TotalsRefused as error:
        raise exceptions.ValidationError({"totals": error.texts}) from error


class CorrectionView(PracticeAPIView):
    """Records the right answers in place of an assessment, which is voided and stays. The answer is the new one."""

    capabilities: ClassVar = {"POST": May.RECORD}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=CorrectionSerializer, responses={201: AssessmentSerializer, **RESPONSES})
    def post(self, request: Request, assessment_id: UUID) -> Response:
        assessment = assessment_for(self.actor, assessment_id, May.RECORD)
        revision, found = self.expected_revision(), self.body(CorrectionSerializer)
        source = Assessment.Source.API
        with refusals():
            made = correct_assessment(assessment=assessment, by=self.actor, source=source, revision=revision, **found)
        return self.respond_with_etag(assessment_data(made), made, 201)


class TotalsCorrectionView(PracticeAPIView):
    """Records the right values in place of scores that have no answers. The answer is the new assessment."""

    capabilities: ClassVar = {"POST": May.RECORD}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=TotalsCorrectionSerializer, responses={201: AssessmentSerializer, **RESPONSES})
    def post(self, request: Request, assessment_id: UUID) -> Response:
        assessment = assessment_for(self.actor, assessment_id, May.RECORD)
        revision, found = self.expected_revision(), self.body(TotalsCorrectionSerializer)
        source = Assessment.Source.API
        with refusals():
            made = correct_totals(assessment=assessment, by=self.actor, source=source, revision=revision, **found)
        return self.respond_with_etag(assessment_data(made), made, 201)


class VoidingView(PracticeAPIView):
    """Takes an assessment out of every score; its answers stay, and so does an open alert that they raised."""

    capabilities: ClassVar = {"POST": May.RECORD}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=VoidingSerializer, responses={200: AssessmentSerializer, **RESPONSES})
    def post(self, request: Request, assessment_id: UUID) -> Response:
        assessment = assessment_for(self.actor, assessment_id, May.RECORD)
        revision, found = self.expected_revision(), self.body(VoidingSerializer)
        with refusals():
            void_assessment(assessment=assessment, by=self.actor, revision=revision, **found)
        voided = assessment_for(self.actor, assessment_id)
        return self.respond_with_etag(assessment_data(voided), voided)
