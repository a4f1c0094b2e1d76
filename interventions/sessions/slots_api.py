"""Free times over the API."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.queries import client_for
from clinic.core.access import May
from interventions.sessions import calendar_settings
from interventions.sessions.api import (
    Booking,
    room_for,
)
from interventions.sessions.calendar import Search, free_slots
from interventions.sessions.durations import LONGEST, SHORTEST, USUAL


class SlotSerializer(serializers.Serializer[object]):
    therapist = serializers.UUIDField(source="therapist.pk")
    room = serializers.UUIDField(source="room.pk", allow_null=True, default=None)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


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
            room=room_for(self.uuid("room")) if room and room != "any" else None,
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
