"""Forms of staff."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.access import Role
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText, day_field
from clinic.core.models import Staff


class StaffForm(forms.Form):
    """Somebody who is to work here."""

    name = PlainText(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.staff_choices(), widget=forms.CheckboxSelectMultiple
    )
    supervisor = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Supervised by"), required=False, empty_label=_("nobody")
    )

    phone = PlainText(
        label=_("Phone for urgent texts"),
        required=False,
        max_length=40,
        help_text=_("With the country code, for example +44 20 7946 0958."),
    )

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        supervisors = Staff.objects.filter(is_active=True, roles__contains=[Role.SUPERVISOR]).order_by("name")
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]


class StaffEditForm(RevisedForm, StaffForm):
    """Somebody who works here."""

    needs_revision = True

    works_until = day_field(
        label=_("Last day of work"),
        required=False,
        help_text=_("Where the end is agreed on: no leave and no cover reaches further. The account stays open."),
    )

    def __init__(self, data: Sent = None, *, row: Staff, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, row=row, **options)
        supervisors = self.fields["supervisor"]
        supervisors.queryset = supervisors.queryset.exclude(pk=row.pk)  # type: ignore[attr-defined]
        self.fields["email"].help_text = _(
            "With another address, this person is signed out everywhere and gets a link to sign in there."
        )

    def shown(self, row: Staff) -> Mapping[str, object]:
        account = {"name": row.name, "email": row.user.email, "phone": row.phone, "works_until": row.works_until}
        return {**account, "roles": row.roles, "supervisor": row.supervisor_id}
