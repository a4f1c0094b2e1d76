"""What an action refuses stands at its fields, nothing of it is kept, and what is no refusal goes on."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.models import Room
from tests.factories import a_practice, inside

pytestmark = pytest.mark.django_db


class FullError(Exception):
    pass


class RoomForm(forms.Form):
    name = forms.CharField()


def _form() -> RoomForm:
    form = RoomForm({"name": "Blue"})
    assert form.is_valid()
    return form


def _refused(error: Exception, **options: Any) -> tuple[RoomForm, list[str]]:
    """The form after an action that saved something before it refused, and the names of the rooms that are kept."""
    practice, form = a_practice(), _form()
    with inside(practice):
        with errors_at_fields(form, **options):
            Room.objects.create(practice=practice, name="Blue")
            raise error
        return form, [room.name for room in Room.objects.all()]


def test_errors_stand_at_their_fields_and_the_rest_on_top_and_nothing_is_half_saved() -> None:
    form, kept = _refused(ValidationError({"name": "Taken.", "colour": "Too bright.", "__all__": "No."}))
    assert form.errors["name"] == ["Taken."]
    assert set(form.non_field_errors()) == {"Too bright.", "No."}
    assert kept == []


def test_a_named_error_is_said_as_its_view_says() -> None:
    form, kept = _refused(FullError("12"), refusals={FullError: lambda e: ValidationError({"name": f"{e} at most."})})
    assert form.errors == {"name": ["12 at most."]}
    assert kept == []


def test_an_error_that_nobody_named_goes_on() -> None:
    with pytest.raises(FullError):
        _refused(FullError(), refusals={KeyError: lambda error: ValidationError("no")})


def test_what_was_done_without_an_error_is_kept() -> None:
    practice, form = a_practice(), _form()
    with inside(practice):
        with errors_at_fields(form):
            Room.objects.create(practice=practice, name="Blue")
        assert not form.errors
        assert Room.objects.count() == 1


def test_a_button_without_a_form_says_on_the_next_page_why_it_did_nothing() -> None:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    practice = a_practice()
    with inside(practice):
        for error in (ValidationError(["One.", "Two."]), FullError("Three.")):
            with errors_as_message(request, {FullError: lambda full: ValidationError(str(full))}):
                Room.objects.create(practice=practice, name="Blue")
                raise error
        assert Room.objects.count() == 0
    assert [(message.level_tag, str(message)) for message in get_messages(request)] == [
        ("error", "One. Two."),
        ("error", "Three."),
    ]
