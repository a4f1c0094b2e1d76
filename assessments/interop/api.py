"""FHIR over the API: an assessment going out, a QuestionnaireResponse coming in."""

from datetime import date, datetime
from typing import ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic import ValidationError
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions import record_assessment
from assessments.api import AssessmentSerializer, assessment_data
from assessments.interop.export import fhir_bundle
from assessments.interop.response import Coded, ResponseRefused, find_coded, find_instrument, read_response
from assessments.models import Assessment
from assessments.queries import assessment_for
from assessments.scoring import AnswersRefused
from assessments.wording.queries import coded_wordings, instrument_of, instruments
from clients.models import Client
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from clinic.core.rest import RawJSON
from clinic.core.types import JsonObject


class FhirAssessmentView(PracticeAPIView):
    """One assessment as a FHIR R4 Bundle: the answers as QuestionnaireResponse, the scores as Observations."""

    capabilities: ClassVar = {"GET": May.READ_ANSWERS}

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        assessment = assessment_for(self.actor, assessment_id, May.READ_ANSWERS)
        audit.log_access(assessment.client_id, f"fhir {assessment.instrument}")
        instrument = instrument_of(assessment.instrument, assessment.version)
        return Response(RawJSON(fhir_bundle(assessment, instrument)))


class FhirResponsesView(PracticeAPIView):
    """Recording a FHIR QuestionnaireResponse (R4). Sent twice under the same id, it is saved once."""

    capabilities: ClassVar = {"POST": May.RECORD}

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: AssessmentSerializer})
    def post(self, request: Request) -> Response:
        resource = self._checked(request.data)
        client = self._client(resource)
        try:
            known = instruments()
            coded = find_coded(resource, coded_questionnaires())
            instrument = known[coded.instrument] if coded else find_instrument(resource, known)
            found = read_response(resource, instrument, coded)
            assessment = record_assessment(
                client=client,
                instrument=instrument,
                responses=found.responses,
                by=self.actor,
                completed_on=_day(resource.get("authored")),
                source=Assessment.Source.API,
                key=_key(client, resource),
                target=found.target,
                published_wording=coded is not None,
            )
        except ResponseRefused as error:
            raise exceptions.ValidationError({place: [str(why)] for place, why in error.problems.items()}) from error
        except AnswersRefused as error:
            raise exceptions.ValidationError({"item": error.texts}) from error
        return Response(assessment_data(assessment) | {"ignored": found.ignored}, status=201)

    def _checked(self, data: object) -> JsonObject:
        """The body, if it is a QuestionnaireResponse by the standard; raises ValidationError by place."""
        from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse  # heavy: only when needed

        if not isinstance(data, dict) or data.get("resourceType") != "QuestionnaireResponse":
            raise exceptions.ValidationError({"resourceType": ["Must be QuestionnaireResponse."]})
        try:
            QuestionnaireResponse.model_validate(data)
        except (ValidationError, RecursionError) as error:
            rows = error.errors()[:20] if isinstance(error, ValidationError) else []
            places = {".".join(map(str, row["loc"])) or "resource": [row["msg"]] for row in rows}
            raise exceptions.ValidationError(places or {"resource": ["Is nested too deeply."]}) from error
        return data

    def _client(self, resource: JsonObject) -> Client:
        reference = (resource.get("subject") or {}).get("reference") or ""
        try:
            client_id = UUID(str(reference).removeprefix("Patient/"))
        except ValueError as error:
            raise exceptions.ValidationError({"subject": ["Must refer to Patient/ and a client's id."]}) from error
        return client_for(self.actor, client_id, May.RECORD)


def coded_questionnaires() -> dict[str, Coded]:
    """Canonical address → FHIR Questionnaire that the practice loaded as a wording in use; one statement."""
    return {
        address: Coded(address, row.instrument, row.link_ids, row.answer_codes)
        for address, row in coded_wordings().items()
    }


def _day(authored: object) -> date | None:
    """The day it was answered, by the practice's clock where a time is given; None where none is. Raises
    ValidationError for what names no day."""
    if authored is None:
        return None
    try:
        if not isinstance(authored, str) or "T" not in authored:
            return date.fromisoformat(str(authored))
        moment = datetime.fromisoformat(authored)
        return timezone.localtime(moment).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError) as error:
        raise exceptions.ValidationError({"authored": ["Must name the day, as 2026-03-01."]}) from error


def _key(client: Client, resource: JsonObject) -> UUID | None:
    """The sender's mark, of the resource's own id: the same one is kept once."""
    sent = resource.get("id")
    return uuid5(NAMESPACE_URL, f"{client.pk}/QuestionnaireResponse/{sent}") if sent else None
