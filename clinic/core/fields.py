"""Fields for text that people write: of forms and of tables. What they accept is defined in ``clinic.core.text``."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from clinic.core.messages import Message, as_data, from_data
from clinic.core.text import plain, shown_length

if TYPE_CHECKING:
    CharColumn = models.CharField[str, str]
    TextColumn = models.TextField[str, str]
    JSONColumn = models.JSONField[Sequence[Message], list[Message]]
else:
    CharColumn, TextColumn, JSONColumn = models.CharField, models.TextField, models.JSONField


def check_shown(text: str, least: int) -> None:
    """Raises ValidationError for text of which fewer characters than ``least`` can be seen."""
    if (shown := shown_length(text)) < least:
        message = _("Write at least %(least)s characters that can be seen (%(shown)s so far).")
        raise ValidationError(message % {"least": least, "shown": shown}, code="min_length")


class PlainText(forms.CharField):
    """A text field that cleans what is pasted; a text area keeps its line breaks, another field makes them spaces."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, MinLengthValidator)]

    def to_python(self, value: object) -> str:
        text = plain(super().to_python(value) or "", lines=isinstance(self.widget, forms.Textarea))
        return text or self.empty_value  # type: ignore[return-value]  # None only where a column says so

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value and self.min_length:
            check_shown(value, self.min_length)


class PlainCharField(CharColumn):
    """A column of one line that people write (``lines``: of several), cleaned with the rest of its row.

    To migrations it is a plain CharField: what is cleaned does not concern the table.
    """

    def __init__(self, *args: Any, lines: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value: object, model_instance: models.Model | None) -> Any:
        return super().clean(plain(value, lines=self.lines) if isinstance(value, str) else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PlainText} | kwargs)


class PlainTextField(TextColumn):
    """The same for longer texts."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def clean(self, value: object, model_instance: models.Model | None) -> Any:
        return super().clean(plain(value) if isinstance(value, str) else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PlainText, "widget": forms.Textarea} | kwargs)


class MessagesField(JSONColumn):
    """Messages of pure modules, kept as their codes and parameters: a list of :class:`Message`."""

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> list[Message]:
        return list(map(from_data, super().from_db_value(value, expression, connection) or []))

    def get_prep_value(self, value: Iterable[object]) -> Any:
        return super().get_prep_value([as_data(one) if isinstance(one, Message) else one for one in value])

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class IsBlank(Exact):
    """The one comparison that a text allows which may be encrypted: whether it is empty."""

    def __init__(self, lhs: object, rhs: object) -> None:
        if rhs != "":
            raise FieldError("A text that may be encrypted is compared with nothing but the empty text.")
        super().__init__(lhs, rhs)


class EncryptableTextField(PlainCharField):
    """A column for what is written about a client: free text, which can later be encrypted with a key of the client's.

    Today it is kept as it is. What is kept and what is read pass through :meth:`keep` and :meth:`read`, and through
    nothing else; ADR 22 says what encryption will need besides. So that it stays possible, the database compares such
    a text with the empty one alone, which stays empty. ``searched``: why this one may be searched even so.
    """

    def __init__(self, *args: Any, searched: str = "", **kwargs: Any) -> None:
        self.searched = searched
        super().__init__(*args, **kwargs)

    @staticmethod
    def keep(text: str) -> str:
        """What is stored for a text."""
        return text

    @staticmethod
    def read(stored: str) -> str:
        """The text of what is stored."""
        return stored

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "clinic.core.fields.EncryptableTextField", args, kwargs

    def get_internal_type(self) -> str:
        return "TextField"  # of any length in the database: what is encrypted is longer than what was written

    def get_prep_value(self, value: object) -> Any:
        text = super().get_prep_value(value)
        return self.keep(text) if isinstance(text, str) and text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return self.read(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if self.searched or lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        return IsBlank if lookup_name == "exact" else None

    def get_transform(self, lookup_name: str) -> Any:
        return super().get_transform(lookup_name) if self.searched else None
