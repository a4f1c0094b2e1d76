"""The desk's forms. They check what a person typed; the rules are the actions'."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.catalogue import Instrument
from clients.models import Client, Consent
from clinic.core.access import May, Role, roles_with
from clinic.core.models import Practice, Room, Staff, validate_zone
from clinic.core.text import plain
from interventions.catalogue import exercises, modalities
from interventions.models import Plan

if TYPE_CHECKING:
    ClientModelForm = forms.ModelForm[Client]
else:
    ClientModelForm = forms.ModelForm


class PlainText(forms.CharField):
    """A text field that refuses invisible control characters."""

    def clean(self, value: Any) -> str:
        return plain(super().clean(value) or "")


def errors_into(form: forms.BaseForm, error: ValidationError) -> None:
    """Puts an action's errors beside the fields they are about, the rest on top of the form."""
    details = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in details.items():
        form.add_error(name if name in form.fields else None, texts)


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


class ContactForm(ClientModelForm):
    """Who a client is and how to reach them."""

    class Meta:
        model = Client
        fields = ["name", "pronouns", "birth_date", "email", "phone", "time_zone"]
        widgets = {"birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class ClientForm(ContactForm):
    """A new client."""

    consents = forms.MultipleChoiceField(
        label=_("Agrees to be contacted by"), choices=Consent.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, staff: list[Staff] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if staff is not None:  # an admin says who takes the client; a therapist takes their own
            self.fields["therapist"] = forms.ModelChoiceField(
                Staff.objects.filter(pk__in=[s.pk for s in staff]), label=_("Therapist")
            )

    def clean_consents(self) -> list[str]:
        kinds: list[str] = self.cleaned_data["consents"]
        if Consent.Kind.EMAIL in kinds and not self.cleaned_data.get("email"):
            raise ValidationError(_("Add an e-mail address, or take the agreement to e-mail out."))
        return kinds


class AnswerForm(forms.Form):
    """All items of an instrument on one screen. Item fields are named ``item-N``."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    completed_on = _day(label=_("Answered on"))

    def __init__(self, instrument: Instrument, *args: Any, with_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.fields["completed_on"].initial = timezone.localdate()
        choices = [(str(v), str(v)) for v in instrument.choices]
        for number in range(1, instrument.items + 1):
            self.fields[f"item-{number}"] = forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": _("out of range: %(a)s to %(b)s") % {"a": instrument.min, "b": instrument.max}
                },
            )  # fmt: skip
        if instrument.targets:
            self.fields["target"] = forms.ChoiceField(label=_("About"), choices=[(t, t) for t in instrument.targets])
        if instrument.forced_choice:
            chosen = [("", _("not asked")), *((name, name) for name in instrument.forced_choice)]
            self.fields["forced_choice"] = forms.ChoiceField(label=_("Fits best"), choices=chosen, required=False)
        if with_reason:
            self.fields["reason"] = PlainText(label=_("Why it is corrected"), min_length=3, max_length=300)

    def answers(self) -> dict[str, Any]:
        """What ``record_assessment`` takes of it."""
        found = self.cleaned_data
        return {
            "responses": self.responses(), "completed_on": found["completed_on"], "target": found.get("target", ""),
            "forced_choice": found.get("forced_choice", ""),
        }  # fmt: skip

    def responses(self) -> dict[str, int | None]:
        """Item number as text → value, None when not answered."""
        return {
            str(number): int(value) if (value := self.cleaned_data[f"item-{number}"]) else None
            for number in range(1, self.instrument.items + 1)
        }

    def rows(self) -> list[dict[str, Any]]:
        """What the template draws: number, prompt, choices with what is chosen, error."""
        found = []
        prompts = self.instrument.prompts["en"]
        for number in range(1, self.instrument.items + 1):
            bound = self[f"item-{number}"]
            chosen = str(bound.value() or "") if bound.value() != 0 else "0"
            found.append(
                {
                    "number": number,
                    "name": bound.html_name,
                    "prompt": prompts[number - 1],
                    "choices": [(value, value == chosen) for value in map(str, self.instrument.choices)],
                    "errors": bound.errors,
                }
            )
        return found


class PlanForm(forms.Form):
    """A plan: modality, phase to begin in, day to look again."""

    modality = forms.ChoiceField(label=_("Modality"), widget=forms.RadioSelect)
    partner = forms.ModelChoiceField(
        Client.objects.none(), label=_("Partner"), required=False, help_text=_("Couple work only.")
    )
    review_on = _day(label=_("Look again on"), required=False)
    formulation = PlainText(label=_("Formulation"), required=False, max_length=4000, widget=forms.Textarea)

    def __init__(self, *args: Any, partners: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modality"].choices = [(m.key, m.name) for m in modalities().values()]  # type: ignore[attr-defined]
        if partners is not None:
            self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        self.fields["review_on"].initial = timezone.localdate() + timedelta(weeks=12)


class BookForm(forms.Form):
    """One session."""

    day = _day(label=_("Day"))
    time = forms.TimeField(
        label=_("Start"), widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=240, initial=50)
    therapist = forms.ModelChoiceField(Staff.objects.none(), label=_("Therapist"))
    room = forms.ModelChoiceField(
        Room.objects.none(), label=_("Room"), required=False, empty_label=_("online, no room")
    )
    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"), required=False)

    def __init__(self, *args: Any, therapists: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["therapist"].queryset = therapists  # type: ignore[attr-defined]
        self.fields["room"].queryset = Room.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        names = {key: value.short for key, value in modalities().items()}
        self.fields["plan"].label_from_instance = lambda plan: names.get(plan.modality, plan.modality)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Adds ``starts_at``, in the practice's zone; says so when the clocks leave this time out."""
        found = super().clean() or {}
        day, time = found.get("day"), found.get("time")
        if day and time:
            naive = datetime.combine(day, time)
            moment = naive.replace(tzinfo=timezone.get_current_timezone())
            back = timezone.localtime(moment.astimezone(timezone.get_fixed_timezone(0)))
            if back.replace(tzinfo=None) != naive:
                self.add_error("time", _("The clocks go forward that night: this time does not exist."))
            found["starts_at"] = moment
        return found


class ExerciseForm(forms.Form):
    """An exercise of the library for a client."""

    exercise = forms.ChoiceField(label=_("Exercise"))
    times_per_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=21, required=False)
    ends_on = _day(label=_("Until"), required=False)
    note = PlainText(label=_("A line for the client"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for exercise in exercises().values():
            grouped.setdefault(exercise.kind, []).append((exercise.key, f"{exercise.title} · {exercise.minutes} min"))
        self.fields["exercise"].choices = list(grouped.items())  # type: ignore[attr-defined]


class AcknowledgeForm(forms.Form):
    """What was done about an alert."""

    acknowledgement = PlainText(
        label=_("What you did"), max_length=2000, widget=forms.Textarea,
        help_text=_("Stays in the record with your name and the time."),
    )  # fmt: skip


class PeriodForm(forms.Form):
    """A period, both days included, and what to group by."""

    since = _day(label=_("From"))
    until = _day(label=_("To"))
    group = forms.ChoiceField(label=_("By"), choices=[("modality", _("modality")), ("therapist", _("therapist"))])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until:
            if since > until:
                self.add_error("until", _("The end lies before the beginning."))
            elif until - since > timedelta(days=3660) or since < date(1950, 1, 1):
                self.add_error("since", _("At most ten years."))
        return found


if TYPE_CHECKING:
    PracticeModelForm = forms.ModelForm[Practice]
else:
    PracticeModelForm = forms.ModelForm


class PracticeForm(PracticeModelForm):
    """The practice's details."""

    class Meta:
        model = Practice
        fields = ["name", "sender_name", "time_zone", "crisis_contacts"]
        widgets = {"crisis_contacts": forms.Textarea(attrs={"rows": 3})}


class AlertRulesForm(forms.Form):
    """Who is told of alerts, and when."""

    on_call = forms.ModelChoiceField(
        Staff.objects.none(), label=_("On call"), required=False, empty_label=_("nobody besides the lead therapist"),
        help_text=_("Is told of each alert at once, with the lead therapist."),
    )  # fmt: skip
    escalate_minutes = forms.IntegerField(
        label=_("Minutes until the supervisor is told"), min_value=5, max_value=1440,
        help_text=_("When nobody has written down what was done."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinical = Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.SEE_ALERTS))
        self.fields["on_call"].queryset = clinical.order_by("name")  # type: ignore[attr-defined]


class RoomForm(forms.Form):
    """A room."""

    room = PlainText(label=_("Another room"), max_length=60)


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


class SetUpForm(forms.Form):
    """The first practice and its first admin."""

    practice = PlainText(label=_("Name of the practice"), max_length=120)
    sender_name = PlainText(
        label=_("Sender of reminders"), max_length=80,
        help_text=_("What clients see in their mail. Keep it neutral: others may read it."),
    )  # fmt: skip
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, initial="Europe/London", validators=[validate_zone]
    )
    crisis_contacts = PlainText(
        label=_("Crisis contacts"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    name = PlainText(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    password = forms.CharField(
        label=_("A password"), widget=forms.PasswordInput, help_text=_("At least 12 characters.")
    )
    therapist = forms.BooleanField(label=_("I see clients myself"), required=False)

    def clean_password(self) -> str:
        from django.contrib.auth.password_validation import validate_password

        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if Practice.objects.exists():
            raise ValidationError(_("This system has its practice already."))
        return found
