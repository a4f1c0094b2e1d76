"""The part of a form that asks whether the clients are told of what it does."""

from typing import Any, TypedDict

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SHOWN, WARNED = "1", "reminded"


class TellInput(forms.CheckboxInput):
    """A tick box that says it was shown: a form without it (a program's) tells the clients, as the API does.

    ``warned``: it says that a reminder of the old time has gone out.
    """

    warned = False

    def render(
        self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        shown = WARNED if self.warned else SHOWN
        hidden = format_html('<input type="hidden" name="{}_shown" value="{}">', name, shown)
        return hidden + super().render(name, value, attrs, renderer)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return super().value_from_datadict(data, files, name) if f"{name}_shown" in data else True


class Tell(TypedDict):
    """Whether the clients are told."""

    tell: bool


class TellForm(forms.Form):
    """Ticked unless somebody unticks it."""

    tell_client = forms.BooleanField(label=_("Tell the client"), required=False, initial=True, widget=TellInput)

    @property
    def telling(self) -> Tell:
        """What the acts of ``interventions.notices`` take, of a checked form."""
        return {"tell": self.cleaned_data["tell_client"]}

    @property
    def knowing(self) -> bool:
        """Whether the form was sent with the warning that a reminder has gone out."""
        return self.data.get(f"{self.add_prefix('tell_client')}_shown") == WARNED

    def warn(self) -> None:
        """Shows it with the warning."""
        self.fields["tell_client"].widget.warned = True
