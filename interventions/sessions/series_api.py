"""Series of sessions over the API: booked by a rule, and made longer."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import Strict
from interventions.notices import acts
from interventions.notices.api import TELL, NoticesMixin
from interventions.sessions.actions import build_session
from interventions.sessions.api import (
    Booking,
    NewSessionSerializer,
    SessionSerializer,
    Telling,
    answer_conflicts,
)
from interventions.sessions.queries import session_for
from interventions.sessions.recurrence import MOST


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


class SeriesView(Booking):
    """Booking a series by a rule of RFC 5545, on the practice's wall clock."""

    capabilities: ClassVar = {"POST": May.BOOK}

    @extend_schema(request=NewSeriesSerializer, responses={201: SeriesSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewSeriesSerializer)
        with answer_conflicts():
            done = acts.book_series(
                pattern=build_session(**self.session_fields(found)),
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
        with answer_conflicts():
            return self.respond_with_series(acts.extend(session=row, tell=found.pop("tell_client"), **found))
