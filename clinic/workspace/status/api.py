"""How the installation is, over the API: the page's checks with their figures."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from clinic.core.status.checks import Check, Code, Level, worst
from clinic.core.status.queries import status_here
from clinic.core.status.words import text_of, title_of

LEVELS = [(level.name.lower(), level.name.lower()) for level in Level]
CODES = [(code.value, str(code.value)) for code in Code]


class StatusCheckSerializer(serializers.Serializer[object]):
    code = serializers.ChoiceField(CODES)
    subject = serializers.CharField(allow_blank=True, help_text="Tells apart several of a code: the task, the disk.")
    level = serializers.ChoiceField(LEVELS)
    since = serializers.DateTimeField(
        allow_null=True,
        help_text="Since when it is amiss, where that is known; of a backup, the last one.",
    )
    title = serializers.CharField()
    text = serializers.CharField()
    figures = serializers.DictField(help_text="Sizes are bytes, times seconds.")


class StatusSerializer(serializers.Serializer[object]):
    at = serializers.DateTimeField(help_text="When this was found: about every half minute.")
    level = serializers.ChoiceField(LEVELS, help_text="The worst of all checks.")
    versions = serializers.DictField(child=serializers.CharField())
    checks = StatusCheckSerializer(many=True)


def _row(check: Check) -> dict[str, object]:
    return {
        "code": check.code.value,
        "subject": check.subject,
        "level": check.level.name.lower(),
        "since": check.since,
        "title": title_of(check),
        "text": text_of(check),
        "figures": check.figures,
    }


class StatusView(PracticeAPIView):
    """How the installation is. Messages are those of the practice, all else is nobody's in particular."""

    capabilities: ClassVar = {"GET": May.SEE_STATUS}

    @extend_schema(responses=StatusSerializer, operation_id="status")
    def get(self, request: Request) -> Response:
        facts, checks = status_here()
        found = {
            "at": facts.at,
            "level": worst(checks).name.lower(),
            "versions": facts.versions,
            "checks": [_row(check) for check in checks],
        }
        return Response(StatusSerializer(found).data)
