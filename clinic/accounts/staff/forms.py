"""Forms of staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.access import Role
from clinic.core.forms import PlainText
from clinic.core.models import Staff


class StaffForm(forms.Form):
    """Somebody who is to work here."""

    name = PlainText(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=[c for c in Role.choices if c[0] != Role.CLIENT], widget=forms.CheckboxSelectMultiple
    )
    supervisor = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Supervised by"), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supervisors = Staff.objects.filter(is_active=True, roles__contains=[Role.SUPERVISOR]).order_by("name")
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]


class StaffEditForm(StaffForm):
    """Somebody who works here; ``revision`` is the one that was shown."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        initial = {
            "name": staff.name,
            "email": staff.user.email,
            "roles": staff.roles,
            "supervisor": staff.supervisor_id,
            "revision": staff.revision,
        }
        super().__init__(*args, initial=initial, **kwargs)
        supervisors = self.fields["supervisor"]
        supervisors.queryset = supervisors.queryset.exclude(pk=staff.pk)  # type: ignore[attr-defined]
        self.fields["email"].help_text = _(
            "With another address, this person is signed out everywhere and gets a link to sign in there."
        )
