"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest

from clinic.core.access import Actor, May, may


def actor_context(request: HttpRequest) -> dict[str, object]:
    """The actor, what the navigation may show, and whether the mailbox of the sink exists here."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "may": {capability.name.lower(): may(actor, capability) for capability in May} if actor else {},
        "embedded": not settings.PRODUCTION,
    }
