"""What responses of the API say about who is told of an act."""

from collections.abc import Sequence

from rest_framework import serializers

from clinic.core.access import Actor
from clinic.core.models import Message
from interventions.notices.outcome import PRIVATE, REASONS, Outcome
from interventions.notices.outlook import for_actor

TELL = "Tell the clients, each as they have agreed: one message for all sessions of the call."


class ToldSerializer(serializers.Serializer[object]):
    """A message to one client."""

    client = serializers.UUIDField(source="client.pk")
    channel = serializers.ChoiceField(choices=Message.Channel.choices)
    due_at = serializers.DateTimeField(help_text="Now, or after the client's night.")
    subject = serializers.CharField(allow_blank=True)
    body = serializers.CharField()


class NotToldSerializer(serializers.Serializer[object]):
    """Somebody who gets no message, and why."""

    client = serializers.UUIDField(source="client.pk")
    reason = serializers.ChoiceField(source="why", choices=sorted(set(REASONS) - {PRIVATE}))
    reminded = serializers.BooleanField(help_text="A reminder of the old time has gone out and is not corrected.")


class NoticesMixin(serializers.Serializer[object]):
    """The two lists of an answer."""

    told = ToldSerializer(many=True)
    not_told = NotToldSerializer(many=True)


def serialize_outcomes(found: Sequence[Outcome], actor: Actor) -> dict[str, object]:
    """Both lists, as the actor may see them: whoever is not in their care is in neither."""
    shown = [one for one in for_actor(found, actor) if one.why != PRIVATE]
    return {
        "told": ToldSerializer([one for one in shown if one.told], many=True).data,
        "not_told": NotToldSerializer([one for one in shown if not one.told], many=True).data,
    }
