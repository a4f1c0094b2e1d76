"""Clients over the API. The page's queries and actions, nothing else."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.actions import add_client, change_contact
from clients.episodes.archive import ArchiveOrder, clients_shown
from clients.finding.api import as_close, searched_pages_of
from clients.finding.duplicates import Likeness, OnFile, PerhapsOnFile
from clients.finding.queries import close_to, matching
from clients.households.joint import Joint, JointQuerySet
from clients.households.models import Household, HouseholdQuerySet
from clients.merging.queries import file_at
from clients.models import Client, Consent, validate_birth_date
from clients.queries import client_for, therapist_for_new
from clients.reach.actions import closed_channels
from clients.reach.paper import client_pdf
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import (
    AFTER,
    SEARCH,
    PlainField,
    PracticeAPIView,
    RefusalSerializer,
    Strict,
    keyset_page,
    moment_of,
)
from clinic.core.models import validate_zone
from clinic.core.paper import pdf_response
from clinic.core.phones import validate_phone
from clinic.core.rest import Conflict
from clinic.core.sheets import LARGE, Sheet


class ClientSerializer(serializers.ModelSerializer[Client]):
    merged_into = serializers.UUIDField(
        source="merged_into_id",
        read_only=True,
        allow_null=True,
        help_text="The file that this one was merged into: everything else is read and done there (409 `merged` here).",
    )

    class Meta:
        model = Client
        fields = [
            "id",
            "name",
            "pronouns",
            "birth_date",
            "email",
            "phone",
            "time_zone",
            "reference",
            "created_at",
            "merged_into",
            "revision",
        ]


class ListedClientSerializer(ClientSerializer):
    closed_on = serializers.DateField(
        default=None, allow_null=True, help_text="With `show=closed`: when the last treatment ended."
    )
    ending = serializers.CharField(default=None, allow_null=True, help_text="With `show=closed`: how it ended.")
    closing_reason = serializers.CharField(default=None, allow_null=True, help_text="With `show=closed`: in words.")

    class Meta(ClientSerializer.Meta):
        fields = [*ClientSerializer.Meta.fields, "closed_on", "ending", "closing_reason"]


class _ContactSerializer(Strict):
    """What pages and calls may say of a person, checked as the model checks it: all fields at once."""

    pronouns = PlainField(lines=False, max_length=40, required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True, validators=[validate_birth_date])
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = PlainField(lines=False, max_length=40, required=False, allow_blank=True, validators=[validate_phone])
    time_zone = serializers.CharField(
        max_length=64, required=False, allow_blank=True, validators=[validate_zone], help_text="Example: Asia/Tokyo"
    )
    reference = PlainField(lines=False, max_length=40, required=False, allow_blank=True)


class NewClientSerializer(_ContactSerializer):
    name = PlainField(max_length=120, lines=False)
    consents = serializers.MultipleChoiceField(choices=Consent.Kind.choices, required=False)
    therapist = serializers.UUIDField(required=False, help_text="Who takes the lead; an admin names one.")
    confirm_duplicate = serializers.BooleanField(
        default=False, help_text="Add the client although a file of the practice may be the same person's (409)."
    )


class OnFileSerializer(serializers.Serializer[OnFile]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    reference = serializers.CharField()
    lead = serializers.CharField(help_text="The lead therapist's name; empty without one.")
    likeness = serializers.ChoiceField(choices=Likeness.choices)


class PerhapsOnFileSerializer(RefusalSerializer):
    """The person may be on file already: nothing was saved (409)."""

    code = serializers.CharField(help_text="`perhaps_on_file`")
    found = OnFileSerializer(many=True, help_text="Files that the caller may see, at most eight.")
    unseen = serializers.ListField(
        child=serializers.CharField(), help_text="What others' files have in common with this one; nobody is named."
    )


class ClientsView(PracticeAPIView):
    """The clients whom the caller may see, by name."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.ADD_CLIENT}
    etags: ClassVar = {"POST": None}

    @extend_schema(
        parameters=[
            AFTER,
            SEARCH,
            OpenApiParameter(
                "show",
                str,
                enum=["unassigned", "closed"],
                description="Whom no therapist leads, for admins; whose treatment is closed.",
            ),
            OpenApiParameter(
                "sort", str, enum=list(ArchiveOrder), description="Of closed ones: by name, or the newest closed first."
            ),
        ],
        responses=searched_pages_of(ListedClientSerializer),
        operation_id="clients_list",
    )
    def get(self, request: Request) -> Response:
        rows = clients_shown(self.actor, self.text("show"))
        search, after = self.text("search"), request.query_params.get("after", "")
        if self.text("show") == "closed" and self.text("sort") == ArchiveOrder.CLOSED:
            found, following = keyset_page(
                matching(rows, search), "closed_on", after, parse=date.fromisoformat, descending=True
            )
        else:
            found, following = keyset_page(matching(rows, search), "sort_name", after)
        close = close_to(rows, search) if search and not (found or after) else []
        results = ListedClientSerializer(found, many=True).data
        return Response({"results": results, "next": following, "did_you_mean": as_close(close)})

    @extend_schema(
        request=NewClientSerializer,
        responses={
            201: ClientSerializer,
            400: OpenApiResponse(description="By field: what is wrong."),
            409: OpenApiResponse(
                PerhapsOnFileSerializer, description="The person may be on file; `confirm_duplicate` adds them anyway."
            ),
        },
    )
    def post(self, request: Request) -> Response:
        fields = self.body(NewClientSerializer)
        therapist = therapist_for_new(self.actor, fields.pop("therapist", None))
        consents = tuple(sorted(fields.pop("consents", ())))
        try:
            client = add_client(by=self.actor, therapist=therapist, consents=consents, **fields)
        except PerhapsOnFile as error:
            refusal = Conflict()
            refusal.detail = PerhapsOnFileSerializer(error).data
            raise refusal from error
        return self.respond_with_etag(ClientSerializer(client).data, client, 201)


class ClosedChannelSerializer(serializers.Serializer[object]):
    channel = serializers.CharField()
    since = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class OneClientSerializer(ClientSerializer):
    closed_channels = serializers.SerializerMethodField(
        help_text="Ways on which nothing is sent until the address is changed or opened again."
    )

    class Meta(ClientSerializer.Meta):
        fields = [*ClientSerializer.Meta.fields, "closed_channels"]

    @extend_schema_field(ClosedChannelSerializer(many=True))
    def get_closed_channels(self, client: Client) -> object:
        return ClosedChannelSerializer(closed_channels(client), many=True).data


class ChangedClientSerializer(OneClientSerializer):
    portal_sign_in = serializers.CharField(help_text="same, moved (a link goes to the new address) or ended.")

    class Meta(OneClientSerializer.Meta):
        fields = [*OneClientSerializer.Meta.fields, "portal_sign_in"]


class ClientChangeSerializer(_ContactSerializer):
    name = PlainField(max_length=120, lines=False, required=False)


class ClientView(PracticeAPIView):
    """One client; the reading is logged. Changing name and contacts; what is not named stays as it is."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "PATCH": May.KEEP_FILE}
    etags: ClassVar = {"GET": None, "PATCH": False}

    @extend_schema(responses=OneClientSerializer)
    def get(self, request: Request, client_id: UUID) -> Response:
        client = file_at(self.actor, client_id, May.SEE_CLIENT)
        audit.log_access(client.pk, "api client")
        return self.respond_with_etag(OneClientSerializer(client).data, client)

    @extend_schema(
        request=ClientChangeSerializer,
        responses={
            200: ChangedClientSerializer,
            400: OpenApiResponse(description="By field: what is wrong, also an address that another account has."),
            404: OpenApiResponse(description="No such client, or none in reach."),
        },
    )
    def patch(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_FILE)
        revision, found = self.expected_revision(), self.body(ClientChangeSerializer)
        sign_in = change_contact(client=client, revision=revision, **found)
        client.portal_sign_in = sign_in.value  # type: ignore[attr-defined]
        return self.respond_with_etag(ChangedClientSerializer(client).data, client)


CLIENT = OpenApiParameter("client", UUID, description="Only this client's.")


class OfClients(PracticeAPIView):
    """A list of one kind of record, of one client or of all in reach. That a client's was read is kept."""

    def listed(
        self,
        rows: QuerySet[Any],
        show: Callable[[list[Any]], object],
        *,
        by: str,
        what: str,
        parse: Callable[[str], object] = moment_of,
        descending: bool = True,
    ) -> Response:
        """A keyset page in order of ``by``, of ``?client=`` alone where it is named; 404 for one out of reach.

        ``what`` names the list in the access log; ``show``: rows → JSON.
        """
        if client_id := self.uuid("client"):
            client = client_for(self.actor, client_id, self.capabilities["GET"])
            audit.log_access(client.pk, what)
            shared = rows if isinstance(rows, JointQuerySet | HouseholdQuerySet) else None
            rows = rows.filter(client=client) if shared is None else shared.of(client)
        after = self.request.query_params.get("after", "")
        found, following = keyset_page(rows, by, after, parse=parse, descending=descending)
        if client_id:  # what a household shares belongs to its other members too
            groups = (row.people_ids if isinstance(row, Joint | Household) else [row.client_id] for row in found)
            for other in {person for group in groups for person in group} - {client_id}:
                audit.log_access(other, what)
        return Response({"results": show(found), "next": following})


SIZE = OpenApiParameter(
    "size", str, enum=[LARGE], description="Large type, for whoever reads small type with difficulty."
)
PAPER: dict[int | tuple[int, str], Any] = {
    (200, "application/pdf"): OpenApiTypes.BINARY,
    404: OpenApiResponse(description="No such record, or none in reach."),
}


class PaperView(PracticeAPIView):
    """Something for a client to take home, as PDF. That it was made is logged."""

    def printed(self, client: Client, make: Callable[[], Sequence[Sheet]], what: str) -> HttpResponse:
        """The PDF of the sheets; raises ValidationError for a size that there is not."""
        size = self.text("size")
        if size not in {"", LARGE}:
            raise exceptions.ValidationError({"size": [f"One of: {LARGE}."]})
        return pdf_response(f"{what}.pdf", client_pdf(client, make, what=f"api {what} pdf", size=size))


def many(serializer: type[serializers.BaseSerializer[Any]]) -> Callable[[list[Any]], object]:
    """Rows → JSON by this serializer."""
    return lambda rows: serializer(rows, many=True).data
