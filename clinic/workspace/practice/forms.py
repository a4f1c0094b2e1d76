"""The practice itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from django import forms
from django.conf import global_settings, settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.care_team.former_models import MOST_DAYS
from clients.models import AlertRules
from clinic.core.access import May, roles_with
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText
from clinic.core.models import Practice, Staff, validate_zone
from clinic.core.types import Checked
from interventions.models import ReminderRules

if TYPE_CHECKING:
    PracticeModelForm = forms.ModelForm[Practice]
else:
    PracticeModelForm = forms.ModelForm


class PracticeForm(RevisedForm, PracticeModelForm):
    """The practice's details."""

    class Meta:
        model = Practice
        fields = ["name", "sender_name", "reply_to", "time_zone", "language", "crisis_contacts", "own_words_count"]
        widgets = {
            "crisis_contacts": forms.Textarea(attrs={"rows": 3}),
            "language": forms.Select(choices=[(code, _(name)) for code, name in global_settings.LANGUAGES]),
        }

    def _post_clean(self) -> None:
        """The action validates and saves; the practice here stays as it is."""


class AlertRulesForm(RevisedForm, forms.Form):
    """Who is notified of alerts, and when."""

    on_call = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("On call"),
        required=False,
        empty_label=_("nobody"),
        help_text=_(
            "Is notified of each alert at once, with the lead therapist, whenever the rota names nobody who can act. "
            "While nobody is on call, the supervisor or the admins are notified at once."
        ),
    )
    escalate_minutes = forms.IntegerField(
        label=_("Minutes until the supervisor is notified"),
        min_value=5,
        max_value=1440,
        help_text=_(
            "If nobody has written down by then what was done. For high risk half as long, but at least 5 minutes. "
            "Steps of your own take its place."
        ),
    )

    taken_minutes = forms.IntegerField(
        label=_("Minutes for whoever has taken an alert"),
        min_value=15,
        max_value=1440,
        help_text=_("Nobody else is notified of it during this time. If it is not closed by then, notifying goes on."),
    )

    text_high = forms.BooleanField(label=_("Also by text for high risk"), required=False)

    def __init__(self, data: Sent = None, *, row: AlertRules, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, row=row, **options)
        clinical = Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.SEE_ALERTS))
        self.fields["on_call"].queryset = clinical.order_by("name")  # type: ignore[attr-defined]
        self.fields["text_high"].help_text = (
            _("To staff who have a number on their account, beside the mail. It says that it is urgent, not why.")
            if settings.TEXT_URL
            else _("No provider of text messages is set up (TEXT_URL is empty): mails only.")
        )


class CareRulesForm(RevisedForm, forms.Form):
    """How long former therapists may still read."""

    former_days = forms.IntegerField(
        label=_("Days in which former therapists may still read"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_(
            "After their care of a client has ended, they read the record for so many days and change nothing. Each "
            "look is in the list of who looked. 0: not at all. A change holds at once, for former care too."
        ),
    )


class ReminderRulesForm(RevisedForm, forms.Form):
    """When clients are reminded of sessions, and staff of what waits."""

    offsets = PlainText(
        label=_("Remind of sessions, hours before"),
        required=False,
        max_length=40,
        help_text=_("For example 48, 3. Empty: no reminders."),
    )
    changes = forms.BooleanField(
        label=_("Tell clients when an appointment is booked, moved or cancelled"), required=False
    )
    questionnaires = forms.BooleanField(label=_("Write to clients when a questionnaire is waiting"), required=False)
    exercises = forms.BooleanField(label=_("Remind clients of exercises if they want that"), required=False)
    staff_digest = forms.BooleanField(label=_("Tell staff in the morning what is waiting"), required=False)
    no_contact_days = forms.IntegerField(
        label=_("Days without contact before a client is listed there"), min_value=1, max_value=365
    )

    def clean_offsets(self) -> list[int]:
        try:
            return [int(part) for part in self.cleaned_data["offsets"].split(",") if part.strip()]
        except ValueError as error:
            raise ValidationError(_("Write hours with commas between them, for example 48, 3.")) from error

    def shown(self, row: ReminderRules) -> Mapping[str, object]:
        return {**super().shown(row), "offsets": ", ".join(map(str, row.offsets))}


class TrialForm(forms.Form):
    """Where a trial goes."""

    number = PlainText(
        label=_("As a text to this number"),
        required=False,
        max_length=20,
        help_text=_("Empty: as a mail to your own address."),
    )


class RoomForm(forms.Form):
    """A room."""

    room = PlainText(label=_("Another room"), max_length=60)


class SetUpForm(forms.Form):
    """The first practice and its first admin."""

    practice = PlainText(label=_("Name of the practice"), max_length=120)
    sender_name = PlainText(
        label=_("Sender of reminders"),
        max_length=80,
        help_text=_("What clients see in their mail. Keep it neutral: others may read it."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, initial="Europe/London", validators=[validate_zone]
    )
    crisis_contacts = PlainText(
        label=_("Crisis contacts"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    name = PlainText(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("A password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
    )
    therapist = forms.BooleanField(label=_("I see clients myself"), required=False)

    def clean_password(self) -> str:
        from django.contrib.auth.password_validation import validate_password

        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> Checked:
        found = super().clean() or {}
        if Practice.objects.exists():
            raise ValidationError(_("This system already has its practice."))
        return found
