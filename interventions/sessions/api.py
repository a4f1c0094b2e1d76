"""Sessions and free times over the API: the page's queries and actions, with ETag and If-Match."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, OfClients, many
from clients.households.joint import people_of
from clients.households.queries import household_to_join
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import (
    AFTER,
    PlainField,
    PortalAPIView,
    PracticeAPIView,
    RefusalSerializer,
    Strict,
    pages_of,
)
from clinic.core.models import Room
from clinic.core.rest import Conflict
from clinic.core.types import Checked
from interventions.api import HOUSEHOLD, MEMBERS
from interventions.models import TherapySession
from interventions.notices import acts
from interventions.notices.acts import Done
from interventions.notices.api import TELL, NoticesMixin, NotToldSerializer, ToldSerializer, serialize_outcomes
from interventions.plans.queries import plan_for
from interventions.sessions import calendar_settings
from interventions.sessions.actions import (
    NewSession,
    OnRecord,
    SlotTaken,
    build_session,
    minutes_of,
    note_attendance,
)
from interventions.sessions.calendar import Search, free_slots
from interventions.sessions.durations import LONGEST, SHORTEST, USUAL
from interventions.sessions.giving import give_session
from interventions.sessions.queries import day_bounds, portal_appointments, session_for, sessions
from interventions.sessions.recurrence import MOST
from interventions.sessions.series import Which

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


class NewSessionSerializer(Strict):
    client = serializers.UUIDField()
    starts_at = serializers.DateTimeField(help_text="With offset, for example 2027-03-01T10:00:00+01:00.")
    minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=USUAL)
    therapist = serializers.UUIDField(required=False, help_text="Oneself when absent.")
    household = serializers.UUIDField(required=False, allow_null=True, help_text=HOUSEHOLD)
    room = serializers.UUIDField(required=False, allow_null=True, help_text="Online when absent.")
    plan = serializers.UUIDField(required=False, allow_null=True)
    link = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="Of the video room.")
    despite = serializers.BooleanField(default=False, help_text="Also outside of the hours, on leave, without a pause.")
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class NewSingleSerializer(NewSessionSerializer):
    attendance = serializers.ChoiceField(
        choices=TherapySession.OUTCOMES,
        required=False,
        help_text="For a session that has begun, up to 90 days ago: its outcome. Open when absent.",
    )


class NewSeriesSerializer(NewSessionSerializer):
    rule = serializers.CharField(max_length=200, help_text="RFC 5545, for example FREQ=WEEKLY;COUNT=12.")
    skip_taken = serializers.BooleanField(default=False, help_text="Leave out the times that are taken.")


class SeriesSerializer(NoticesMixin):
    series = serializers.UUIDField()
    sessions = SessionSerializer(many=True)
    left_out = serializers.ListField(child=serializers.DateField())


class ExtensionSerializer(Strict):
    times = serializers.IntegerField(min_value=1, max_value=MOST, help_text="How many more.")
    last_on = serializers.DateField(required=False, help_text="The last day that was read; 412 where it is another.")
    skip_taken = serializers.BooleanField(default=False, help_text="Leave out the times that are taken.")
    despite = serializers.BooleanField(default=False)
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class MoveSerializer(Strict):
    starts_at = serializers.DateTimeField(required=False)
    minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, required=False)
    room = serializers.UUIDField(required=False, allow_null=True, help_text="null: online. Stays when absent.")
    link = serializers.CharField(max_length=300, required=False, allow_blank=True)
    which = serializers.ChoiceField(choices=[one.value for one in Which], default=Which.THIS.value)
    despite = serializers.BooleanField(default=False)
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class GiveSerializer(Strict):
    therapist = serializers.UUIDField(help_text="Who holds it from now on; joins the care team if need be.")
    which = serializers.ChoiceField(choices=[one.value for one in Which], default=Which.THIS.value)
    despite = serializers.BooleanField(default=False, help_text="Also on leave, outside of the hours, without a pause.")


class CancelSerializer(Strict):
    by_client = serializers.BooleanField(default=True)
    reason = PlainField(max_length=200, required=False, allow_blank=True)
    which = serializers.ChoiceField(choices=[one.value for one in Which], default=Which.THIS.value)
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class RestoreSerializer(Strict):
    tell_client = serializers.BooleanField(required=False)


class AttendanceSerializer(Strict):
    state = serializers.ChoiceField(
        choices=[one.value for one in TherapySession.State if one != TherapySession.State.CANCELLED]
    )
    reason = PlainField(max_length=200, required=False, allow_blank=True)


class SlotSerializer(serializers.Serializer[object]):
    therapist = serializers.UUIDField(source="therapist.pk")
    room = serializers.UUIDField(source="room.pk", allow_null=True, default=None)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class AppointmentSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    therapist = serializers.CharField()
    room = serializers.CharField(allow_null=True)
    link = serializers.CharField(allow_blank=True)


@contextmanager
def _answered() -> Iterator[None]:
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

    def flag(self, name: str) -> bool | None:
        """A query parameter as yes or no, None when absent; raises ValidationError by name."""
        text = self.text(name).lower()
        if text not in {"", "true", "false"}:
            raise exceptions.ValidationError({name: ["true or false."]})
        return text == "true" if text else None


class Booking(Telling):
    """What booking over the API needs."""

    def _fields(self, found: Checked) -> NewSession:
        """What ``actions.build_session`` takes, each id looked up in reach."""
        client, wanted = client_for(self.actor, found["client"], May.BOOK), found.get("household")
        return {
            "client": client,
            "therapist_id": found.get("therapist") or self.actor.staff_id,
            "starts_at": found["starts_at"],
            "minutes": found["minutes"],
            "room": _room(found.get("room")),
            "plan": plan_for(self.actor, found["plan"]) if found.get("plan") else None,
            "household": household_to_join(self.actor, wanted, May.BOOK) if wanted else None,
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
        with _answered():
            done = acts.book(
                **self._fields(found), despite=found["despite"], attendance=attendance, tell=found["tell_client"]
            )
        return self.respond_with_notices(done, done.sessions[0], 201)


class SeriesView(Booking):
    """Booking a series by a rule of RFC 5545, on the practice's wall clock."""

    capabilities: ClassVar = {"POST": May.BOOK}

    @extend_schema(request=NewSeriesSerializer, responses={201: SeriesSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewSeriesSerializer)
        with _answered():
            done = acts.book_series(
                pattern=build_session(**self._fields(found)),
                rule=found["rule"],
                skip_taken=found["skip_taken"],
                despite=found["despite"],
                tell=found["tell_client"],
            )
        return self.respond_with_series(done)


class ExtensionView(Telling):
    """More sessions like this one, by the rule of its series."""

    capabilities: ClassVar = {"POST": May.BOOK}

    @extend_schema(request=ExtensionSerializer, responses={201: SeriesSerializer})
    def post(self, request: Request, session_id: UUID) -> Response:
        row, found = session_for(self.actor, session_id), self.body(ExtensionSerializer)
        with _answered():
            return self.respond_with_series(acts.extend(session=row, tell=found.pop("tell_client"), **found))


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
        with _answered():
            done = acts.move(
                session=row,
                which=Which(found["which"]),
                starts_at=found.get("starts_at", row.starts_at),
                minutes=found.get("minutes", minutes_of(row)),
                link=found.get("link"),
                revision=revision,
                room=_room(found["room"]) if "room" in found else row.room,
                despite=found["despite"],
                tell=found["tell_client"],
            )
        return self.respond_with_notices(done, done.session(row.pk))


class HolderView(PracticeAPIView):
    """Giving a session to another therapist: time and place stay."""

    capabilities: ClassVar = {"POST": May.BOOK}
    etags: ClassVar = {"POST": True}

    @extend_schema(
        request=GiveSerializer,
        responses={
            200: SessionSerializer,
            400: OpenApiResponse(description="`therapist` or `despite`: why not."),
            404: OpenApiResponse(description="Not there, or not yours to change."),
            409: OpenApiResponse(description="Somebody was given this time at the same moment."),
        },
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = session_for(self.actor, session_id), self.expected_revision(), self.body(GiveSerializer)
        with _answered():
            given = give_session(
                session=row,
                to=found["therapist"],
                by=self.actor,
                which=Which(found["which"]),
                revision=revision,
                despite=found["despite"],
            )
        this = next(one for one in given if one.pk == row.pk)
        return self.respond_with_etag(SessionSerializer(this).data, this)


class CancellationView(Telling):
    """Cancelling a session, or taking that back."""

    capabilities: ClassVar = {"POST": May.BOOK, "DELETE": May.BOOK}
    etags: ClassVar = {"POST": True, "DELETE": True}

    @extend_schema(request=CancelSerializer, responses={200: ToldSessionSerializer, 409: REFUSED})
    def post(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = (
            session_for(self.actor, session_id),
            self.expected_revision(),
            self.body(CancelSerializer),
        )
        with _answered():
            done = acts.cancel(
                session=row,
                which=Which(found["which"]),
                by_client=found["by_client"],
                reason=found.get("reason", ""),
                revision=revision,
                tell=found["tell_client"],
            )
        return self.respond_with_notices(done, done.session(row.pk))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "tell_client",
                bool,
                description=(
                    "Tell the clients. When absent: those who were told of the cancellation. "
                    "Also taken from a JSON body."
                ),
            ),
        ],
        responses={200: ToldSessionSerializer, 409: REFUSED},
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        row, revision = session_for(self.actor, session_id), self.expected_revision()
        tell = self.flag("tell_client")
        if request._request.body.lstrip().startswith(b"{"):  # a DELETE needs no body; one that says something is read
            tell = self.body(RestoreSerializer).get("tell_client", tell)
        with _answered():
            done = acts.restore(session=row, revision=revision, tell=tell)
        return self.respond_with_notices(done, done.session(row.pk))


class AttendanceView(PracticeAPIView):
    """Whether the client came."""

    capabilities: ClassVar = {"POST": May.BOOK}
    etags: ClassVar = {"POST": True}

    @extend_schema(request=AttendanceSerializer, responses={200: SessionSerializer, 409: REFUSED})
    def post(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = (
            session_for(self.actor, session_id),
            self.expected_revision(),
            self.body(AttendanceSerializer),
        )
        with _answered():
            noted = note_attendance(
                session=row,
                state=TherapySession.State(found["state"]),
                reason=found.get("reason", ""),
                revision=revision,
            )
        return self.respond_with_etag(SessionSerializer(noted).data, noted)


class FreeSlotsView(Booking):
    """Times that are free for everybody who has to be there."""

    capabilities: ClassVar = {"GET": May.BOOK}

    @extend_schema(
        parameters=[
            OpenApiParameter("therapist", UUID, description="All whose calendar one may see when absent."),
            OpenApiParameter("client", UUID, description="Who has to be free as well."),
            OpenApiParameter("minutes", int, description=f"From {SHORTEST} to {LONGEST}; {USUAL} when absent."),
            OpenApiParameter("since", date),
            OpenApiParameter("until", date, description="Four weeks when absent."),
            OpenApiParameter("weekdays", str, description="0 is Monday; for example 0,2. Any day when absent."),
            OpenApiParameter("room", str, description="A room's id, or `any`; online when absent."),
        ],
        responses=SlotSerializer(many=True),
        operation_id="free_slots_list",
    )
    def get(self, request: Request) -> Response:
        therapists = calendar_settings.therapists_in_reach(self.actor, May.SEE_CALENDAR)
        if therapist_id := self.uuid("therapist"):
            therapists = therapists.filter(pk=therapist_id)
            if not therapists:
                raise exceptions.NotFound
        client_id, since = self.uuid("client"), self.day("since", timezone.localdate())
        people = frozenset({client_for(self.actor, client_id, May.BOOK).pk}) if client_id else frozenset()
        room = self.text("room")
        search = Search(
            therapists=list(therapists),
            minutes=(self._numbers("minutes", SHORTEST, LONGEST) or [USUAL])[0],
            since=max(since, timezone.localdate()),
            until=self.day("until", since + timedelta(weeks=4)),
            weekdays=frozenset(self._numbers("weekdays", 0, 6)),
            people=people,
            any_room=room == "any",
            room=_room(self.uuid("room")) if room and room != "any" else None,
        )
        return Response(SlotSerializer(free_slots(self.actor.practice_id, search), many=True).data)

    def _numbers(self, name: str, least: int, most: int) -> list[int]:
        """A query parameter as numbers with commas between them; raises ValidationError by name."""
        try:
            found = [int(part) for part in self.text(name).split(",") if part.strip()]
        except ValueError as error:
            raise exceptions.ValidationError({name: [f"From {least} to {most}."]}) from error
        if any(not least <= number <= most for number in found):
            raise exceptions.ValidationError({name: [f"From {least} to {most}."]})
        return found


def _room(room_id: UUID | None) -> Room | None:
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
