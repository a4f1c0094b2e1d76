"""What a page says of an act on sessions: who is told of it, or would be."""

from django.contrib import messages

from clinic.core.access import ActorRequest
from interventions.notices.acts import Done
from interventions.notices.outcome import in_words
from interventions.notices.outlook import for_actor


def asks_for_preview(request: ActorRequest) -> bool:
    """Whether only the words of the message are asked for."""
    return "preview" in request.POST


def describe_outcomes(request: ActorRequest, done: Done) -> str:
    """Who is told of what was done, and who is not and why."""
    return in_words(for_actor(done.outcomes, request.actor))


def say(request: ActorRequest, *parts: str) -> None:
    """A message of these parts, without the empty ones."""
    messages.success(request, " ".join(part for part in parts if part))
