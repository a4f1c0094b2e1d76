"""Letters and releases over the API, by the same actions as the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, RefusalSerializer, Strict
from clinic.core.paper import pdf_response
from clinic.core.rest import Conflict
from interventions.letters.actions import (
    MOST_PART,
    LetterReplaced,
    LetterSigned,
    deliver_letter,
    discard_letter,
    draft_letter,
    save_letter,
    sign_letter,
    write_new_version,
)
from interventions.letters.composing import treatment_for
from interventions.letters.kinds import PARTS, LetterPart
from interventions.letters.measures import letter_measures
from interventions.letters.models import RELEASE_KINDS, Letter, LetterDelivery, Release
from interventions.letters.paper import FILENAME, letter_pdf, letter_text, limits
from interventions.letters.queries import draft_for, letter_for, letters_of, release_for
from interventions.letters.releases import record_release, releases_of, withdraw_release

WRONG = OpenApiResponse(description="Errors by field.")
GONE = OpenApiResponse(description="Not there, or not within the caller's reach.")
SIGNED = OpenApiResponse(RefusalSerializer, "The letter is signed, or a newer version has taken its place.")


class DeliverySerializer(serializers.ModelSerializer[LetterDelivery]):
    """That a letter was given to its recipient."""

    by = serializers.UUIDField(source="by_id")

    class Meta:
        model = LetterDelivery
        fields = ["way", "on", "note", "by", "made_at"]


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """That a letter exists: no text of it."""

    client = serializers.UUIDField(source="client_id")
    author = serializers.UUIDField(source="author_id")
    release = serializers.UUIDField(source="release_id", allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)
    deliveries = DeliverySerializer(many=True)

    class Meta:
        model = Letter
        fields = [
            *("id", "client", "author", "kind", "recipient", "state", "version", "replaces", "release"),
            *("started_at", "signed_at", "signed_name", "content_hash", "deliveries"),
        ]


class FullLetterSerializer(LetterSerializer):
    """A letter with its text. ``limits``: what it says of what it rests on and leaves out."""

    parts = serializers.DictField(child=serializers.CharField())
    limits = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    class Meta(LetterSerializer.Meta):
        fields = [*LetterSerializer.Meta.fields, *("address", "salutation", "signature", "parts", "limits", "text")]

    def get_limits(self, letter: Letter) -> list[str]:
        return limits(letter)

    def get_text(self, letter: Letter) -> str:
        return letter_text(letter)


class LettersSerializer(serializers.Serializer[Any]):
    results = LetterSerializer(many=True)


class LetterMeasureSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    sentence = serializers.CharField(help_text="As it is written; says where a score was prorated.")
    is_main = serializers.BooleanField(help_text="What a closing letter has unless others are chosen.")


class OfferSerializer(serializers.Serializer[Any]):
    measures = LetterMeasureSerializer(many=True)


class NewLetterSerializer(Strict):
    kind = serializers.ChoiceField(choices=Letter.Kind.choices)
    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=LetterPart.choices),
        required=False,
        max_length=len(PARTS),
        help_text="What is drafted; the usual parts of this kind, as far as the release covers them, where absent.",
    )
    measures = serializers.ListField(
        child=serializers.CharField(max_length=120),
        max_length=100,
        required=False,
        help_text="Keys of measures, empty for none; the usual ones where absent.",
    )
    release = serializers.UUIDField(required=False, help_text="Needed to sign a letter to somebody outside.")
    recipient = PlainField(max_length=200, required=False, allow_blank=True, lines=False)


class LetterChangeSerializer(Strict):
    """What changes; what is left out stays as it is."""

    parts = serializers.DictField(
        child=PlainField(max_length=MOST_PART, allow_blank=True), required=False, help_text="Part → text; empty: out."
    )
    recipient = PlainField(max_length=200, required=False, lines=False)
    address = PlainField(max_length=400, required=False, allow_blank=True)
    salutation = PlainField(max_length=120, required=False, allow_blank=True, lines=False)
    signature = PlainField(max_length=200, required=False, allow_blank=True, lines=False)
    release = serializers.UUIDField(required=False)


class NewDeliverySerializer(Strict):
    way = serializers.ChoiceField(choices=LetterDelivery.Way.choices)
    on = serializers.DateField(required=False, help_text="Today when absent.")
    note = PlainField(max_length=200, required=False, allow_blank=True, lines=False)


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    """What a client allows whom outside to be told."""

    client = serializers.UUIDField(source="client_id")
    covers = serializers.ListField(child=serializers.ChoiceField(choices=LetterPart.choices))
    is_running = serializers.BooleanField(help_text="Whether it holds today.")

    class Meta:
        model = Release
        fields = [
            *("id", "client", "kind", "recipient", "reference", "covers", "basis", "given_on", "until"),
            *("withdrawn_at", "made_at", "is_running"),
        ]


class ReleasesSerializer(serializers.Serializer[Any]):
    results = ReleaseSerializer(many=True)


class NewReleaseSerializer(Strict):
    kind = serializers.ChoiceField(choices=RELEASE_KINDS)
    recipient = PlainField(max_length=200, lines=False)
    reference = PlainField(max_length=80, required=False, allow_blank=True, lines=False)
    covers = serializers.ListField(
        child=serializers.ChoiceField(choices=LetterPart.choices), allow_empty=False, max_length=len(PARTS)
    )
    basis = serializers.ChoiceField(choices=Release.Basis.choices, required=False)
    given_on = serializers.DateField(required=False, help_text="Today when absent.")
    until = serializers.DateField(required=False, allow_null=True)


@contextmanager
def _answered() -> Iterator[None]:
    """A signed letter, and one that was replaced, become 409."""
    try:
        yield
    except (LetterSigned, LetterReplaced) as error:
        raise Conflict(str(error)) from error


class LettersView(PracticeAPIView):
    """A client's letters without their text, the newest first; drafting one."""

    capabilities: ClassVar = {"GET": May.SEE_LETTERS, "POST": May.WRITE_LETTERS}
    etags: ClassVar = {"POST": None}

    @extend_schema(responses={200: LettersSerializer, 404: GONE}, operation_id="client_letters")
    def get(self, request: Request, client_id: UUID) -> Response:
        """Signed ones, and the caller's own drafts."""
        client = client_for(self.actor, client_id, May.SEE_LETTERS)
        audit.log_access(client.pk, "api letters")
        return Response({"results": LetterSerializer(letters_of(self.actor, client), many=True).data})

    @extend_schema(
        request=NewLetterSerializer,
        responses={201: FullLetterSerializer, 400: WRONG, 404: GONE},
        operation_id="client_letters_draft",
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        """Drafts a letter with what the file says."""
        client = client_for(self.actor, client_id, May.WRITE_LETTERS)
        letter = draft_letter(client=client, by=self.actor, **self.body(NewLetterSerializer))
        return self.respond_with_etag(FullLetterSerializer(letter).data, letter, 201)


class LetterOfferView(PracticeAPIView):
    """The measures that a letter about the client's newest treatment can name."""

    capabilities: ClassVar = {"GET": May.WRITE_LETTERS}

    @extend_schema(responses={200: OfferSerializer, 400: WRONG, 404: GONE}, operation_id="client_letter_offer")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.WRITE_LETTERS)
        found = letter_measures(treatment_for(client, Letter.Kind.SUMMARY))
        audit.log_access(client.pk, "api letter offer")
        return Response(OfferSerializer({"measures": found}).data)


class LetterView(PracticeAPIView):
    """One letter with its text; changing and deleting the caller's own draft."""

    capabilities: ClassVar = {"GET": May.READ_LETTERS, "PATCH": May.WRITE_LETTERS, "DELETE": May.WRITE_LETTERS}
    etags: ClassVar = {"GET": None, "PATCH": True, "DELETE": False}

    @extend_schema(responses={200: FullLetterSerializer, 404: GONE})
    def get(self, request: Request, letter_id: UUID) -> Response:
        letter = letter_for(self.actor, letter_id)
        audit.log_access(letter.client_id, "api letter")
        return self.respond_with_etag(FullLetterSerializer(letter).data, letter)

    @extend_schema(
        request=LetterChangeSerializer,
        responses={200: FullLetterSerializer, 400: WRONG, 404: GONE, 409: SIGNED},
    )
    def patch(self, request: Request, letter_id: UUID) -> Response:
        letter, revision = draft_for(self.actor, letter_id), self.expected_revision()
        found = self.body(LetterChangeSerializer)
        parts, release = found.pop("parts", {}), found.pop("release", None)
        with _answered():
            letter = save_letter(
                letter=letter, by=self.actor, parts=parts, head=found, release=release, revision=revision
            )
        return self.respond_with_etag(FullLetterSerializer(letter).data, letter)

    @extend_schema(responses={204: None, 404: GONE, 409: SIGNED})
    def delete(self, request: Request, letter_id: UUID) -> Response:
        letter = draft_for(self.actor, letter_id)
        with _answered():
            discard_letter(letter=letter, by=self.actor, revision=self.expected_revision())
        return Response(status=204)


class LetterSignatureView(PracticeAPIView):
    """Signs the caller's own draft as it was read."""

    capabilities: ClassVar = {"POST": May.WRITE_LETTERS}
    etags: ClassVar = {"POST": True}

    @extend_schema(
        request=None,
        responses={
            200: FullLetterSerializer,
            400: OpenApiResponse(description="At `release`, or at a part: it tells what was not released."),
            404: GONE,
        },
    )
    def post(self, request: Request, letter_id: UUID) -> Response:
        letter, revision = draft_for(self.actor, letter_id), self.expected_revision()
        with _answered():
            signed = sign_letter(letter=letter, by=self.actor, revision=revision)
        return self.respond_with_etag(FullLetterSerializer(signed).data, signed)


class LetterVersionView(PracticeAPIView):
    """A draft that takes the letter's place when it is signed."""

    capabilities: ClassVar = {"POST": May.WRITE_LETTERS}

    @extend_schema(request=None, responses={201: FullLetterSerializer, 400: WRONG, 404: GONE, 409: SIGNED})
    def post(self, request: Request, letter_id: UUID) -> Response:
        letter = letter_for(self.actor, letter_id, May.WRITE_LETTERS)
        with _answered():
            draft = write_new_version(letter=letter, by=self.actor)
        return Response(FullLetterSerializer(draft).data, status=201)


class LetterDeliveriesView(PracticeAPIView):
    """Notes that a signed letter was given to its recipient."""

    capabilities: ClassVar = {"POST": May.WRITE_LETTERS}

    @extend_schema(request=NewDeliverySerializer, responses={201: DeliverySerializer, 400: WRONG, 404: GONE})
    def post(self, request: Request, letter_id: UUID) -> Response:
        letter = letter_for(self.actor, letter_id, May.WRITE_LETTERS)
        row = deliver_letter(letter=letter, by=self.actor, **self.body(NewDeliverySerializer))
        audit.log_access(letter.client_id, "api letter handed over")
        return Response(DeliverySerializer(row).data, status=201)


class LetterPaperView(PracticeAPIView):
    """The letter as PDF."""

    capabilities: ClassVar = {"GET": May.READ_LETTERS}

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: GONE})
    def get(self, request: Request, letter_id: UUID) -> HttpResponse:
        letter = letter_for(self.actor, letter_id)
        audit.log_access(letter.client_id, "api letter pdf")
        return pdf_response(f"{FILENAME}.pdf", letter_pdf(letter))


class ReleasesView(PracticeAPIView):
    """What a client allows whom outside to be told, the newest first; recording it."""

    capabilities: ClassVar = {"GET": May.SEE_LETTERS, "POST": May.KEEP_FILE}

    @extend_schema(responses={200: ReleasesSerializer, 404: GONE}, operation_id="client_releases")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.SEE_LETTERS)
        audit.log_access(client.pk, "api releases")
        return Response({"results": ReleaseSerializer(releases_of(client), many=True).data})

    @extend_schema(
        request=NewReleaseSerializer,
        responses={201: ReleaseSerializer, 400: WRONG, 404: GONE},
        operation_id="client_releases_record",
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_FILE)
        row = record_release(client=client, by=self.actor, **self.body(NewReleaseSerializer))
        return Response(ReleaseSerializer(row).data, status=201)


class ReleaseWithdrawalView(PracticeAPIView):
    """The client takes a release back; twice changes nothing."""

    capabilities: ClassVar = {"POST": May.KEEP_FILE}

    @extend_schema(request=None, responses={200: ReleaseSerializer, 404: GONE})
    def post(self, request: Request, release_id: UUID) -> Response:
        row = withdraw_release(release=release_for(self.actor, release_id, May.KEEP_FILE))
        return Response(ReleaseSerializer(row).data)
