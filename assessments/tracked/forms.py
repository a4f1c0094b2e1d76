"""The forms of what is followed, and of setting "no reliable change" aside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import TrackedChoice
from assessments.tracked.models import LEAST_REASON, MOST_REASON
from assessments.tracked.queries import can_be_followed
from assessments.wording.queries import short_name
from clinic.core.edit_forms import RevisedForm
from clinic.core.forms import PlainText, day_field


class TrackedForm(RevisedForm, forms.Form):
    """Which instruments are followed; none ticked leaves it to the wider rule."""

    instruments = forms.MultipleChoiceField(
        label=_("Follow only these"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, row: TrackedChoice, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        known = [(one.key, one.short) for one in can_be_followed().values()]
        retired = [(key, short_name(key)) for key in row.instruments if key not in dict(known)]
        self.fields["instruments"].choices = known + retired  # type: ignore[attr-defined]
        self.fields["instruments"].help_text = (
            _("None ticked: as the practice has chosen.")
            if row.client_id
            else _("None ticked: every instrument given in the client's current treatment.")
        )


class SetAsideForm(forms.Form):
    """Until when, and why."""

    until = day_field(label=_("Show it again on"), help_text=_("At most twelve months from now."))
    reason = PlainText(
        label=_("Why it is no concern now"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
    )
