"""Merged files over the API."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.merging.actions import merge_files, unmerge_file
from clients.merging.pointer import LONGEST_REASON
from clients.merging.queries import merged_file, merged_files
from clients.models import Client, Episode
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, RefusalSerializer, Strict


class TreatmentSerializer(serializers.ModelSerializer[Episode]):
    """A treatment of a merged file; it stays that file's."""

    class Meta:
        model = Episode
        fields = ["id", "opened_on", "closed_on", "ending"]


class MergedFileSerializer(serializers.Serializer[Client]):
    id = serializers.UUIDField(help_text="Of the file that was merged.")
    name = serializers.CharField(help_text="As it is written there.")
    birth_date = serializers.DateField(allow_null=True)
    phone = serializers.CharField()
    reference = serializers.CharField()
    merged_into = serializers.UUIDField(source="merged_into_id")
    merged_at = serializers.DateTimeField()
    merged_by = serializers.CharField(source="merged_by.name", help_text="Who merged it.")
    reason = serializers.CharField(source="merge_reason")
    treatments = TreatmentSerializer(many=True, help_text="Its treatments, the last one first.")


class MergedFilesSerializer(serializers.Serializer[object]):
    results = MergedFileSerializer(many=True)


class MergeSerializer(Strict):
    other = serializers.UUIDField(help_text="The file that is merged into this one.")
    reason = PlainField(max_length=LONGEST_REASON)
    confirm = serializers.BooleanField(default=False, help_text="That both files are the same person's.")


class FileMergedSerializer(RefusalSerializer):
    """The file was merged into another one: read and write there (409)."""

    code = serializers.CharField(help_text="`merged`")
    merged_into = serializers.UUIDField(help_text="The file that is kept.")


GONE = OpenApiResponse(description="No such file, or none in reach.")
MERGED = OpenApiResponse(FileMergedSerializer, description="One of them was merged already; `merged_into` says where.")
WRONG = OpenApiResponse(
    description="By field: what is wrong. `other` holds every reason why the two cannot be merged yet."
)


class MergedFilesView(PracticeAPIView):
    """The other files of this person, the newest merging first; merging one more into this one."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.KEEP_CARE}

    @extend_schema(responses={200: MergedFilesSerializer, 404: GONE, 409: MERGED}, operation_id="merged_files_list")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.SEE_CLIENT)
        audit.log_access(client.pk, "api merged files")
        return Response(MergedFilesSerializer({"results": merged_files(client)}).data)

    @extend_schema(request=MergeSerializer, responses={201: MergedFileSerializer, 400: WRONG, 404: GONE, 409: MERGED})
    def post(self, request: Request, client_id: UUID) -> Response:
        client, found = client_for(self.actor, client_id, May.KEEP_CARE), self.body(MergeSerializer)
        other = client_for(self.actor, found.pop("other"), May.KEEP_CARE)
        merge_files(kept=client, other=other, by=self.actor, **found)
        merged = next(one for one in merged_files(Client.objects.get(pk=client.pk)) if one.pk == other.pk)
        return Response(MergedFileSerializer(merged).data, status=201)


class MergedFileView(PracticeAPIView):
    """A file that was merged; undoing it makes it a file of its own again."""

    capabilities: ClassVar = {"DELETE": May.KEEP_CARE}

    @extend_schema(
        responses={
            204: OpenApiResponse(description="Undone."),
            400: OpenApiResponse(description="Somebody undid it meanwhile."),
            404: GONE,
            409: MERGED,
        }
    )
    def delete(self, request: Request, client_id: UUID, merged_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.KEEP_CARE)
        unmerge_file(other=merged_file(client, merged_id), by=self.actor)
        return Response(status=204)
