"""What the caseload is measured against: a plain ModelViewSet with the same fields, as a tutorial would write it."""

from datetime import timedelta
from typing import Any

from django.urls import include, path
from django.utils import timezone
from rest_framework import routers, serializers, viewsets
from rest_framework.pagination import PageNumberPagination

from assessments.models import Assessment, Score
from clients.models import Client
from interventions.models import TherapySession


class ScoreSerializer(serializers.ModelSerializer[Score]):
    class Meta:
        model = Score
        fields = ["value", "verdict", "completed_on"]


class PlainSerializer(serializers.ModelSerializer[Client]):
    style = serializers.SerializerMethodField()  # type: ignore[assignment]
    plan = serializers.SerializerMethodField()
    course = serializers.SerializerMethodField()
    next_session = serializers.SerializerMethodField()
    last_seen = serializers.SerializerMethodField()
    exercises = serializers.SerializerMethodField()
    open_alerts = serializers.SerializerMethodField()

    class Meta:
        model = Client
        fields = [
            "id",
            "name",
            "sort_name",
            "pronouns",
            "style",
            "plan",
            "course",
            "next_session",
            "last_seen",
            "exercises",
            "open_alerts",
        ]

    def get_style(self, client: Client) -> object:
        found = client.assessments.exclude(style="").order_by("-completed_on", "-id").first()
        return (found.style, found.style_near) if found else None

    def get_plan(self, client: Client) -> object:
        plan = client.plans.filter(state="active").order_by("-started_on").first()
        return (plan.modality, plan.phase, [one.name for one in plan.people[1:]]) if plan else None

    def get_course(self, client: Client) -> object:
        rows = Score.objects.filter(client=client, instrument="core-10", subscale="total").order_by("-completed_on")[:8]
        return ScoreSerializer(rows, many=True).data

    def get_next_session(self, client: Client) -> object:
        row = client.sessions.filter(state="booked", starts_at__gte=timezone.now()).order_by("starts_at").first()
        return row.starts_at if row else None

    def get_last_seen(self, client: Client) -> object:
        row = client.sessions.filter(state=TherapySession.State.ATTENDED).order_by("-starts_at").first()
        return row.starts_at if row else None

    def get_exercises(self, client: Client) -> object:
        week = timezone.now() - timedelta(days=7)
        given = list(client.assignments.all())
        return sum(a.times_per_week for a in given), sum(a.logs.filter(at__gte=week).count() for a in given)

    def get_open_alerts(self, client: Client) -> int:
        return client.alerts.filter(closed_at__isnull=True).count()


class PlainAssessmentSerializer(serializers.ModelSerializer[Assessment]):
    total = serializers.DecimalField(6, 2, write_only=True)

    class Meta:
        model = Assessment
        fields = ["client", "episode", "instrument", "version", "responses", "completed_on", "total"]

    def create(self, validated_data: Any) -> Assessment:
        total, practice = validated_data.pop("total"), validated_data["client"].practice_id
        row = Assessment.objects.create(practice_id=practice, **validated_data)
        Score.objects.create(
            practice_id=practice,
            assessment=row,
            client=row.client,
            episode=row.episode,
            instrument=row.instrument,
            subscale="total",
            completed_on=row.completed_on,
            value=total,
            answered=10,
            of=10,
            criterion=1,
        )
        return row


class PlainAssessmentViewSet(viewsets.ModelViewSet[Assessment]):
    """Keeps what it is sent: no check of an answer, no score, no comparison, no alert."""

    queryset = Assessment.objects.all()
    serializer_class = PlainAssessmentSerializer


class Pages(PageNumberPagination):
    page_size = 25


class PlainViewSet(viewsets.ModelViewSet[Client]):
    queryset = Client.objects.order_by("sort_name", "id")
    serializer_class = PlainSerializer
    pagination_class = Pages


router = routers.SimpleRouter()
router.register("caseload", PlainViewSet)
router.register("assessments", PlainAssessmentViewSet)
urlpatterns = [path("", include("clinic.config.urls")), path("api/plain/", include(router.urls))]
