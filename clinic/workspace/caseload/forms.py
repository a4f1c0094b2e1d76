"""What a list of the caseload is asked for with, and the name that it is kept under."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.pictures import STYLE_NAMES
from clinic.core.forms import PlainText
from clinic.core.list_models import LONGEST_LIST_NAME
from clinic.workspace.caseload.listing import COLUMNS, Listing
from clinic.workspace.caseload.statements import NO_PLAN
from interventions.catalogue import Modality

ORDERS = (
    ("name", _("Name, from A")),
    ("-name", _("Name, from Z")),
    ("course", _("Course: worse first")),
    ("-course", _("Course: better first")),
    ("next", _("Next session: soonest first")),
    ("-next", _("Next session: furthest off first")),
    ("seen", _("Last seen: longest ago first")),
    ("-seen", _("Last seen: newest first")),
    ("exercises", _("Exercises: least done first")),
    ("-exercises", _("Exercises: most done first")),
    ("plan", _("Plan, from A")),
    ("-plan", _("Plan, from Z")),
    ("style", _("Style, from A")),
    ("-style", _("Style, from Z")),
)


class ListingForm(forms.Form):
    """Whom the list shows, in which order, with which columns. It is only shown: the address says what was asked."""

    plan = forms.ChoiceField(label=_("Plan"), required=False)
    style = forms.ChoiceField(label=_("Style"), required=False, choices=[("", _("any")), *STYLE_NAMES.items()])
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS)
    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, choices=list(COLUMNS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, listing: Listing, modalities: Mapping[str, Modality], **options: Any) -> None:
        super().__init__(
            initial={name: getattr(listing, name) for name in ("plan", "style", "order", "columns")}, **options
        )
        plans = [(key, modality.short) for key, modality in modalities.items()]
        self.fields["plan"].choices = [("", _("any")), *plans, (NO_PLAN, _("no plan"))]  # type: ignore[attr-defined]


class KeepForm(forms.Form):
    """The name of a list."""

    name = PlainText(
        label=_("Name of this list"),
        max_length=LONGEST_LIST_NAME,
        help_text=_("Only you see it. Under a name that you have used, it takes that list's place."),
    )
    opens = forms.BooleanField(label=_("Open the caseload with it"), required=False)
