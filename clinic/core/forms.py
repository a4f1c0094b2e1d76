"""What forms share: errors at their fields, days, reasons."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import RevisedForm
from clinic.core.fields import PlainText
from clinic.core.refusals import LinkedRefusal
from clinic.core.revisions import EditConflict
from clinic.core.text import MOST_REASON

__all__ = ["PlainText", "Refusals", "day_field", "errors_as_message", "errors_at_fields", "errors_into", "reason_field"]

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9990, 12, 31)

# A named error of an action → its message in a form.
Refusals = Mapping[type[Exception], Callable[[Any], ValidationError]]


def errors_into(form: forms.BaseForm, error: ValidationError) -> None:
    """Puts an action's errors beside the fields they are about, the rest on top of the form, a link with it."""
    if isinstance(error, LinkedRefusal):
        form.add_error(None, error.as_html())
        return
    details = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, errors in details.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


@contextmanager
def errors_at_fields(form: forms.BaseForm, refusals: Refusals | None = None) -> Iterator[None]:
    """Runs an action with a form's values; if it refuses, nothing is saved and its errors appear at their fields.

    What follows the action is written inside, so that after the block the page is shown again::

        if form.is_valid():
            with errors_at_fields(form):
                close_episode(client=client, **form.cleaned_data)
                messages.success(request, _("The treatment is closed."))
                return redirect("clients:client-file", client.pk)
        return render(request, "episodes/episode_close.html", {"form": form})

    ``refusals`` says which named errors of the action are about the form; all others are raised as they are. Somebody
    else's change meanwhile is shown by a :class:`RevisedForm`, whose ``status`` the page is then answered with.
    """
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        errors_into(form, error)
    except EditConflict as error:
        if not isinstance(form, RevisedForm):
            raise
        form.show_conflict(error)
    except tuple(refusals or ()) as error:
        errors_into(form, _as_said(error, refusals or {}))


@contextmanager
def errors_as_message(request: HttpRequest, refusals: Refusals | None = None) -> Iterator[None]:
    """The same for a button that has no form to show again: the errors are in the message on the next page."""
    try:
        with transaction.atomic():
            yield
    except LinkedRefusal as error:
        messages.error(request, error.as_html())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except EditConflict as error:
        messages.error(request, str(error))
    except tuple(refusals or ()) as error:
        messages.error(request, " ".join(_as_said(error, refusals or {}).messages))


def named_apart(forms_shown: Mapping[str, object]) -> None:
    """Gives the fields of forms that stand on one page ids of their own: two of them may ask for a name."""
    for name, form in forms_shown.items():
        if isinstance(form, forms.BaseForm):
            form.auto_id = f"{name}_%s"


def _as_said(error: Exception, refusals: Refusals) -> ValidationError:
    return next(said(error) for kind, said in refusals.items() if isinstance(error, kind))


def refuse_impossible_day(value: date) -> None:
    """Refuses days around which nothing can be worked out: the day after, or the same moment in another zone."""
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(_("Enter a possible date."))


def day_field(**options: Any) -> forms.DateField:
    """A day, chosen in the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, validators=[refuse_impossible_day], **options)


def reason_field() -> PlainText:
    """A few words that are kept with the change."""
    return PlainText(
        label=_("Reason"),
        min_length=3,
        max_length=MOST_REASON,
        help_text=_("Kept with the care team, for example: parental leave from March."),
    )
