"""Forms of one's own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.accounts.programs import LONGEST, USUAL
from clinic.core.forms import PlainText
from clinic.core.scopes import Scope


class ProgramForm(forms.Form):
    """A token for a program."""

    name = PlainText(
        label=_("Name of the program"), max_length=80, help_text=_("As you want to find it again under Devices.")
    )
    scope = forms.TypedChoiceField(
        label=_("What it may do"), choices=Scope.choices, coerce=Scope, initial=Scope.READ, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label=_("Days that it holds"),
        min_value=1,
        max_value=LONGEST,
        initial=USUAL,
        help_text=_("It ends sooner with a new password or second factor, and when you end it."),
    )
