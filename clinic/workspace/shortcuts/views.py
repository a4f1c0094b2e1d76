"""The list of keys, on which each can be changed."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.core.access import ActorRequest, May, page
from clinic.core.models import User
from clinic.workspace.shortcuts.keys import GROUPS, IN_FORMS, KEYS, choose_keys, keys_of

NAMES = {key: f"key-{number}" for number, key in enumerate(KEYS)}  # of the fields: a key itself may be a quotation mark


@page(May.SEE_DESK)
def keys(request: ActorRequest) -> HttpResponse:
    """The keys of all pages; what is sent is kept for the person, wherever they sign in."""
    user, errors = cast("User", request.user), {}
    works, own = user.single_keys, keys_of(user)
    if request.method == "POST":
        if "shipped" in request.POST:
            works, own = True, {}
        else:
            works = "single_keys" in request.POST
            own = {key: request.POST.get(name, key).strip() for key, name in NAMES.items()}
        try:
            choose_keys(user, single_keys=works, keys=own)
        except ValidationError as error:
            errors = error.message_dict
        else:
            messages.success(request, _("Saved.") if works else _("Saved. Single keys are off."))
            return redirect("shortcuts:keys")
    context = {
        "section": "keys",
        "works": works,
        "groups": [
            (title, [(NAMES[key], key, own[key], words, errors.get(key)) for key, words in rows.items()])
            for title, rows in GROUPS
        ],
        "in_forms": IN_FORMS,
        "has_errors": bool(errors),
    }
    return render(request, "shortcuts/keys.html", context)
