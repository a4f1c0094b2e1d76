"""Forms of what others may save meanwhile: the revision that was shown goes along, and a conflict is shown."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypedDict

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from clinic.core.revisions import EditConflict, revision_of

if TYPE_CHECKING:
    BaseForm = forms.Form
else:
    BaseForm = forms.BaseForm

Sent: TypeAlias = Mapping[str, object] | None  # what was posted to a form, or none for one that is only shown


class FormOptions(TypedDict, total=False):
    """What a form takes by name beside what was posted."""

    files: "MultiValueDict[str, UploadedFile[Any]] | None"
    auto_id: bool | str
    prefix: str | None
    initial: dict[str, Any] | None


class KeyedForm(forms.Form):
    """A form that adds something under a ``key`` of its own, so that sending it twice is harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput({"id": False}), required=False)  # no label names it

    def begin_anew(self) -> None:
        """Gives what is typed a new key, after the old one turned out to be that of another entry: saved again, it is
        an entry of its own."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # what was sent cannot be changed
        self.data["key"] = str(uuid7())  # type: ignore[index]
        self.add_error(
            None, _("You have saved an entry here before, with other words. Save again to add this as a new one.")
        )


UNKNOWN = -1  # no revision of anything


class RevisionField(forms.IntegerField):
    """The revision that was shown, hidden. Anything that is not a revision matches none, and is a conflict."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput({"id": False}))  # no label names it

    def clean(self, value: object) -> int | None:
        text = str(value or "")
        if not text:
            return None
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else UNKNOWN


class RevisedForm(BaseForm):
    """A form that changes ``row``. Left of a Form or ModelForm; its view hands ``cleaned_data["revision"]`` on.

    Where somebody else was first, ``errors_at_fields`` calls :meth:`show_conflict`: what was typed stays, what is
    saved now is shown beside it, and the next press saves over that.
    """

    needs_revision: ClassVar[bool] = False  # sent without one, it is a conflict
    repeatable: ClassVar[bool] = True  # what is already saved may be sent again: pressing twice is not a conflict

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        self.row, self.conflict = row, False
        kwargs["initial"] = self.initial_of(row) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["revision"] = RevisionField()

    def shown(self, row: Any) -> Mapping[str, object]:
        """Field → what is saved of the row, as the form shows it."""
        return forms.model_to_dict(row, fields=[*self.base_fields])

    def initial_of(self, row: Model) -> dict[str, object]:
        """The same with the row's revision."""
        return {**self.shown(row), "revision": revision_of(row)}

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or "revision" not in self.cleaned_data:
            return
        if self.cleaned_data["revision"] is None and self.needs_revision:
            self.cleaned_data["revision"] = UNKNOWN
        if self.repeatable and not self.errors and not self.differing():
            self.cleaned_data["revision"] = self.initial["revision"]

    def differing(self) -> list[str]:
        """The fields in which what was typed is not what is saved."""
        return [name for name in self.changed_data if name != "revision"]

    def show_conflict(self, error: EditConflict) -> None:
        """Shows what is saved now at the fields that differ from it, and takes the new revision."""
        self.row, self.conflict = error.row, True
        self.initial = {**self.initial, **self.initial_of(error.row)}
        data: dict[str, object] = self.data.copy()  # type: ignore[attr-defined]  # what was sent, or a mapping of a test
        data[self.add_prefix("revision")] = str(error.revision)
        self.data = data
        self.__dict__.pop("changed_data", None)  # worked out from what was saved before
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.add_error(
            None,
            _(
                "This was changed meanwhile. What you entered is kept below, and what is saved now is shown"
                " beside each entry that differs. Send it again to replace that with yours."
            ),
        )
        for name in self.differing():
            if name in self.shown(error.row):
                self.add_error(name, _("Saved now: %(value)s") % {"value": as_text(self[name], self.initial.get(name))})

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form."""
        return 409 if self.conflict else 200


def status_of(forms_shown: Iterable[object]) -> int:
    """The HTTP status of a page with several forms, not all of them of this kind."""
    return max((form.status for form in forms_shown if isinstance(form, RevisedForm)), default=200)


def as_text(field: BoundField, value: object) -> str:
    """A value as the form's reader knows it: the name of a choice, a day in words, a dash for nothing."""
    value = field.field.prepare_value(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple | set):
        return ", ".join(_named(field, one) for one in value) or "–"
    return "–" if value in (None, "") else _named(field, value)


def _named(field: BoundField, value: object) -> str:
    for key, label in getattr(field.field, "choices", None) or ():
        if str(key) == str(value):
            return str(label)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return time_format(value, "H:i") if isinstance(value, time) else str(value)
