"""What a client has agreed to, and the sign-in for pages of their own, over the API: the actions of the file's page."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.actions import give_consent, invite_to_portal, withdraw_consent
from clients.models import Client, Consent
from clients.portal_access import PortalState, portal_access_of
from clients.queries import client_for, consents_of
from clinic.accounts.actions import AddressTaken
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from clinic.core.models import Message

GONE = OpenApiResponse(description="No such client, or none in reach.")


class GivenConsentSerializer(serializers.Serializer[object]):
    """One agreement. It is kept when it is withdrawn, and when it is given again."""

    version = serializers.IntegerField(help_text="Of the text that the client was shown.")
    given_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class ConsentSerializer(serializers.Serializer[object]):
    """One kind of agreement, as it is now and as it was."""

    kind = serializers.ChoiceField(Consent.Kind.choices)
    agreed = serializers.BooleanField(help_text="Whether it holds now.")
    history = GivenConsentSerializer(many=True, help_text="The newest first; none where it was never given.")


class WithdrawnConsentSerializer(ConsentSerializer):
    sign_in_ended = serializers.BooleanField(help_text="`portal`: whether a sign-in has ended with it.")


class NewConsentSerializer(Strict):
    kind = serializers.ChoiceField(Consent.Kind.choices)


class PortalLinkSerializer(serializers.Serializer[object]):
    """The newest mail with a link to choose a password."""

    state = serializers.ChoiceField(Message.State.choices)
    state_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when the link can be used.")


class PortalAccessSerializer(serializers.Serializer[object]):
    state = serializers.ChoiceField(
        [(one.value, one.value) for one in PortalState],
        help_text="`invited`: no password chosen yet. `ended`: the invitation opens it again, from a new password.",
    )
    email = serializers.CharField(allow_blank=True, help_text="The address to sign in with; empty without an account.")
    link = PortalLinkSerializer(allow_null=True)


def _of_kind(kind: str, given: Sequence[Consent]) -> dict[str, object]:
    """The JSON of one kind; ``given``: of all kinds, in order of time."""
    rows = [one for one in given if one.kind == kind]
    newest = {key: consent for key, _name, consent in consents_of(rows)}[kind]
    agreed = newest is not None and newest.withdrawn_at is None
    return {"kind": kind, "agreed": agreed, "history": GivenConsentSerializer(rows[::-1], many=True).data}


def _all_given(client: Client) -> list[Consent]:
    return list(client.consents.order_by("given_at"))


class ConsentsView(PracticeAPIView):
    """What a client has agreed to (mail, text messages, the portal, touch); recording an agreement."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.KEEP_FILE}

    @extend_schema(responses={200: ConsentSerializer(many=True), 404: GONE}, operation_id="consents_list")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.SEE_CLIENT)
        audit.log_access(client.pk, "api consents")
        given = _all_given(client)
        return Response([_of_kind(kind, given) for kind in Consent.Kind.values])

    @extend_schema(
        request=NewConsentSerializer,
        responses={
            200: ConsentSerializer,
            400: OpenApiResponse(description="By field; at `kind` where the sign-in for the portal has ended."),
            404: GONE,
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client, found = client_for(self.actor, client_id, May.KEEP_FILE), self.body(NewConsentSerializer)
        give_consent(client=client, kind=Consent.Kind(found["kind"]))
        return Response(_of_kind(found["kind"], _all_given(client)))


class ConsentWithdrawalView(PracticeAPIView):
    """The client withdraws an agreement: what was queued on that way is taken back, and without the portal's the
    sign-in ends. Twice changes nothing."""

    capabilities: ClassVar = {"POST": May.KEEP_FILE}

    @extend_schema(
        request=None,
        responses={
            200: WithdrawnConsentSerializer,
            404: OpenApiResponse(description="No such client, none in reach, or no such kind of agreement."),
        },
    )
    def post(self, request: Request, client_id: UUID, kind: str) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_FILE)
        if kind not in Consent.Kind.values:
            raise Http404("no such consent")
        ended = withdraw_consent(client=client, kind=Consent.Kind(kind))
        return Response(_of_kind(kind, _all_given(client)) | {"sign_in_ended": ended})


class PortalAccessView(PracticeAPIView):
    """A client's sign-in for pages of their own; ending it, or a pending invitation."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "DELETE": May.KEEP_FILE}

    @extend_schema(responses={200: PortalAccessSerializer, 404: GONE})
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.SEE_CLIENT)
        audit.log_access(client.pk, "api portal access")
        return Response(PortalAccessSerializer(portal_access_of(client)).data)

    @extend_schema(responses={204: OpenApiResponse(description="Ended, and the agreement withdrawn."), 404: GONE})
    def delete(self, request: Request, client_id: UUID) -> Response:
        withdraw_consent(client=client_for(self.actor, client_id, May.KEEP_FILE), kind=Consent.Kind.PORTAL)
        return Response(status=204)


class PortalInvitationView(PracticeAPIView):
    """Invites a client to the portal, or again: a mail with a link to choose a password. The agreement is recorded with
    it. An ended sign-in opens again, and what opened it before does so no more."""

    capabilities: ClassVar = {"POST": May.KEEP_FILE}

    @extend_schema(
        request=None,
        responses={
            200: PortalAccessSerializer,
            400: OpenApiResponse(
                description="At `email`: there is none, or another account has it. `code` `treatment_closed` while none"
                " is open and the client cannot sign in. Under `detail`: the client has died."
            ),
            404: GONE,
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_FILE)
        try:
            invite_to_portal(client=client)
        except AddressTaken as error:
            taken = "Another account has this address. Use a different one for this client."
            raise exceptions.ValidationError({"email": [taken]}) from error
        return Response(PortalAccessSerializer(portal_access_of(client)).data)
