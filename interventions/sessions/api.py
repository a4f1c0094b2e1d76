"""Sessions over the API: the page's queries and actions, with ETag and If-Match."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, PAPER, SIZE, OfClients, PaperView, many
from clients.households.joint import people_of
from clients.households.queries import household_to_join
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import (
    AFTER,
    PortalAPIView,
    PracticeAPIView,
    RefusalSerializer,
    Strict,
    pages_of,
)
from clinic.core.models import Room
from clinic.core.moments import current_zone
from clinic.core.rest import Conflict
from clinic.core.types import Checked
from clinic.core.wallclock import comes_twice
from interventions.api import HOUSEHOLD, MEMBERS
from interventions.models import TherapySession
from interventions.notices import acts
from interventions.notices.acts import Done
from interventions.notices.api import TELL, NotToldSerializer, ToldSerializer, serialize_outcomes
from interventions.plans.queries import plan_for
from interventions.sessions.actions import (
    NewSession,
    OnRecord,
    SlotTaken,
    minutes_of,
)
from interventions.sessions.durations import LONGEST, SHORTEST, USUAL
from interventions.sessions.paper import appointment_sheets
from interventions.sessions.people import TakesPart
from interventions.sessions.queries import day_bounds, portal_appointments, session_for, sessions
from interventions.sessions.series import Which

ALONE = (
    "Of a joint plan, the one person who comes alone; everybody when absent. The session is that person's alone: "
    "`client` and `members` say so, `household` is null, nobody else of the plan is told of it."
)
FROM_NOW_ON = (
    "Of a session of a joint plan: the one person who comes alone from now on; null: everybody in the plan. Stays when "
    "absent. Whoever comes no more is told of a cancellation, whoever comes now of a booking. It leaves its series."
)
REFUSED = OpenApiResponse(
    RefusalSerializer, "The time is taken, or the outcome of the session is on record: it has begun, or has a note."
)


class SessionSerializer(serializers.ModelSerializer[TherapySession]):
    members = serializers.ListField(child=serializers.UUIDField(), source="people_ids", help_text=MEMBERS)

    class Meta:
        model = TherapySession
        fields = [
            "id",
            "client",
            "household",
            "members",
            "therapist",
            "room",
            "plan",
            "series",
            "link",
            "starts_at",
            "ends_at",
            "state",
            "cancelled_how",
            "outcome_at",
            "reason",
            "revision",
        ]


class ToldSessionSerializer(SessionSerializer):
    """A session after an act, and who is told of it."""

    told = ToldSerializer(many=True)
    not_told = NotToldSerializer(many=True)

    class Meta(SessionSerializer.Meta):
        fields = [*SessionSerializer.Meta.fields, "told", "not_told"]


OFFSET = (
    "With offset, for example 2027-03-01T10:00:00+01:00: it says which is meant "
    "as the clocks go back. Without it, by the practice's clock; refused where that skips the time or shows it twice."
)


class StartField(serializers.DateTimeField):
    """When a session begins. Without an offset a time that the clocks skip or show twice is refused."""

    default_error_messages: ClassVar = {
        "make_aware": _("The clocks change that night: in {timezone} this is skipped or comes twice. Send its offset.")
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """The moment in UTC: in a zone, the end of a session would be counted by the hands of the clock."""
        try:
            found: datetime = super().enforce_timezone(value)
            in_utc = found.astimezone(UTC)
        except OverflowError:  # at the ends of the calendar
            self.fail("overflow", timezone=current_zone())
        if timezone.is_naive(value) and comes_twice(found):
            self.fail("make_aware", timezone=found.tzinfo)
        return in_utc


class NewSessionSerializer(Strict):
    client = serializers.UUIDField()
    starts_at = StartField(help_text=OFFSET)
    minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=USUAL)
    therapist = serializers.UUIDField(required=False, help_text="Oneself when absent.")
    household = serializers.UUIDField(required=False, allow_null=True, help_text=HOUSEHOLD)
    room = serializers.UUIDField(required=False, allow_null=True, help_text="Online when absent.")
    plan = serializers.UUIDField(required=False, allow_null=True)
    alone_with = serializers.UUIDField(required=False, allow_null=True, help_text=ALONE)
    link = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="Of the video room.")
    despite = serializers.BooleanField(default=False, help_text="Also outside of the hours, on leave, without a pause.")
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class NewSingleSerializer(NewSessionSerializer):
    attendance = serializers.ChoiceField(
        choices=TherapySession.OUTCOMES,
        required=False,
        help_text="For a session that has begun, up to 90 days ago: its outcome. Open when absent.",
    )


class MoveSerializer(Strict):
    starts_at = StartField(required=False, help_text=OFFSET)
    minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, required=False)
    room = serializers.UUIDField(required=False, allow_null=True, help_text="null: online. Stays when absent.")
    link = serializers.CharField(max_length=300, required=False, allow_blank=True)
    which = serializers.ChoiceField(choices=[one.value for one in Which], default=Which.THIS.value)
    alone_with = serializers.UUIDField(required=False, allow_null=True, help_text=FROM_NOW_ON)
    despite = serializers.BooleanField(default=False)
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class AppointmentSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    therapist = serializers.CharField()
    room = serializers.CharField(allow_null=True)
    link = serializers.CharField(allow_blank=True)


@contextmanager
def answer_conflicts() -> Iterator[None]:
    """A conflict becomes 409."""
    try:
        yield
    except (SlotTaken, OnRecord) as error:
        raise Conflict(str(error)) from error


class Telling(PracticeAPIView):
    """The response to an act over the API: the session or the series, and who is told."""

    def respond_with_notices(self, done: Done, session: TherapySession, status: int = 200) -> Response:
        data = {**SessionSerializer(session).data, **serialize_outcomes(done.outcomes, self.actor)}
        return self.respond_with_etag(data, session, status)

    def respond_with_series(self, done: Done) -> Response:
        rows = SessionSerializer(done.sessions, many=True).data
        found = {"series": done.series and done.series.pk, "sessions": rows, "left_out": done.left_out}
        return Response({**found, **serialize_outcomes(done.outcomes, self.actor)}, status=201)


class Booking(Telling):
    """What booking over the API needs."""

    def session_fields(self, found: Checked) -> NewSession:
        """What ``actions.build_session`` takes, each id looked up in reach."""
        client, wanted = client_for(self.actor, found["client"], May.BOOK), found.get("household")
        alone = found.get("alone_with")
        return {
            "client": client,
            "therapist_id": found.get("therapist") or self.actor.staff_id,
            "starts_at": found["starts_at"],
            "minutes": found["minutes"],
            "room": room_for(found.get("room")),
            "plan": plan_for(self.actor, found["plan"]) if found.get("plan") else None,
            "household": household_to_join(self.actor, wanted, May.BOOK) if wanted else None,
            "alone_with": client_for(self.actor, alone, May.BOOK) if alone else None,
            "link": found.get("link", ""),
        }

    def day(self, name: str, otherwise: date) -> date:
        """A query parameter as a day; raises ValidationError by name."""
        text = self.text(name)
        try:
            day = date.fromisoformat(text) if text else otherwise
        except ValueError as error:
            raise exceptions.ValidationError({name: ["Must be a day, for example 2027-03-01."]}) from error
        if not 1950 <= day.year <= 2200:
            raise exceptions.ValidationError({name: ["Must be a day between 1950 and 2200."]})
        return day


class AppointmentCardView(PaperView):
    """The next appointments on paper, by the client's own clock. Neutral: not what they are for."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT}

    @extend_schema(parameters=[SIZE], responses=PAPER, operation_id="appointment_card")
    def get(self, request: Request, client_id: UUID) -> HttpResponse:
        client = client_for(self.actor, client_id, May.SEE_CLIENT)
        return self.printed(client, lambda: appointment_sheets(client), "appointments")


class SessionsView(OfClients, Booking):
    """Sessions from a day on, in order of time; booking one."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.BOOK}
    etags: ClassVar = {"POST": None}

    @extend_schema(
        parameters=[AFTER, CLIENT, OpenApiParameter("since", date, description="First day; today when absent.")],
        responses=pages_of(SessionSerializer),
        operation_id="sessions_list",
    )
    def get(self, request: Request) -> Response:
        return self.listed(
            sessions(self.actor).filter(starts_at__gte=day_bounds(self.day("since", timezone.localdate()))[0]),
            many(SessionSerializer),
            by="starts_at",
            what="api sessions",
            descending=False,
        )

    @extend_schema(request=NewSingleSerializer, responses={201: ToldSessionSerializer, 409: REFUSED})
    def post(self, request: Request) -> Response:
        """Also one of the last 90 days, entered afterwards: nobody is told of it."""
        found = self.body(NewSingleSerializer)
        attendance = TherapySession.State(found["attendance"]) if "attendance" in found else None
        with answer_conflicts():
            done = acts.book(
                **self.session_fields(found), despite=found["despite"], attendance=attendance, tell=found["tell_client"]
            )
        return self.respond_with_notices(done, done.sessions[0], 201)


class SessionView(Telling):
    """One session; moving it needs the ETag that was read."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "PATCH": May.BOOK}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request, session_id: UUID) -> Response:
        row = sessions(self.actor).filter(pk=session_id).first()
        if row is None:
            raise exceptions.NotFound
        for person in people_of(row):
            audit.log_access(person, "api session")
        return self.respond_with_etag(SessionSerializer(row).data, row)

    @extend_schema(request=MoveSerializer, responses={200: ToldSessionSerializer, 409: REFUSED})
    def patch(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = session_for(self.actor, session_id), self.expected_revision(), self.body(MoveSerializer)
        with answer_conflicts():
            done = acts.move(
                session=row,
                which=Which(found["which"]),
                starts_at=found.get("starts_at", row.starts_at),
                minutes=found.get("minutes", minutes_of(row)),
                link=found.get("link"),
                revision=revision,
                room=room_for(found["room"]) if "room" in found else row.room,
                despite=found["despite"],
                takes_part=self._takes_part(found),
                tell=found["tell_client"],
            )
        return self.respond_with_notices(done, done.session(row.pk))

    def _takes_part(self, found: Checked) -> TakesPart | None:
        if "alone_with" not in found:
            return None
        alone = found["alone_with"]
        return TakesPart(client_for(self.actor, alone, May.BOOK) if alone else None)


def room_for(room_id: UUID | None) -> Room | None:
    if room_id is None:
        return None
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        raise exceptions.ValidationError({"room": ["No such room."]})
    return room


class PortalAppointmentsView(PortalAPIView):
    """The appointments to come."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=AppointmentSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(
            [
                {
                    "id": row.pk,
                    "starts_at": row.starts_at,
                    "ends_at": row.ends_at,
                    "therapist": row.therapist.name,
                    "room": row.room.name if row.room else None,
                    "link": row.link,
                }
                for row in portal_appointments(self.portal_client_id)[:50]
            ]
        )
