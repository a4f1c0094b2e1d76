"""What every template knows."""

import json

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.core.access import Actor, May, may
from clinic.core.models import Practice


def actor_context(request: HttpRequest) -> dict[str, object]:
    """The actor, what the navigation may show, whose pages these are, and whether there is the sink's mailbox."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "may": {capability.name.lower(): may(actor, capability) for capability in May} if actor else {},
        "house": SimpleLazyObject(lambda: house_name(actor)),
        "own_keys": SimpleLazyObject(lambda: json.dumps(getattr(request.user, "own_keys", {}))),
        "embedded": not settings.PRODUCTION,
    }


def house_name(actor: Actor | None) -> str:
    """The name under which the practice writes: the actor's, or the only one that there is; else nothing."""
    practices = Practice.objects.filter(pk=actor.practice_id) if actor else Practice.objects.all()
    names = list(practices.values_list("sender_name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""
