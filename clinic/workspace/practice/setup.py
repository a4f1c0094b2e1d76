"""The first practice and its first admin, on an empty system."""

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clinic.accounts.staff.actions import add_staff
from clinic.core.access import Role
from clinic.core.models import Practice
from clinic.core.practices import open_practice
from clinic.workspace.practice.forms import SetUpForm

SETUP_SALT, SETUP_SECONDS = "setup", 3600


def set_up_token() -> str:
    """The token of the one-time link: good for an hour, and only while there is no practice."""
    return signing.dumps("first practice", salt=SETUP_SALT)


def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first practice and its first admin, on an empty system."""
    try:
        signing.loads(token, salt=SETUP_SALT, max_age=SETUP_SECONDS)
    except signing.BadSignature as error:
        raise Http404("no such link") from error
    if Practice.objects.exists():
        raise Http404("set up already")
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        found = form.cleaned_data
        try:
            with transaction.atomic():
                practice = open_practice(
                    name=found["practice"],
                    time_zone=found["time_zone"],
                    sender_name=found["sender_name"],
                    crisis_contacts=found["crisis_contacts"],
                )
                staff = add_staff(
                    practice_id=practice.pk,
                    email=found["email"],
                    name=found["name"],
                    password=found["password"],
                    roles={Role.ADMIN, Role.THERAPIST} if found["therapist"] else {Role.ADMIN},
                )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            login(request, staff.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("workspace:today")
    return render(request, "practice/setup.html", {"form": form})
