"""Who a client is."""

from typing import TYPE_CHECKING, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clients.finding.duplicates import PerhapsOnFile
from clients.models import Client, Consent, ViolenceScreen
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText
from clinic.core.models import Staff

if TYPE_CHECKING:
    ClientModelForm = forms.ModelForm[Client]
else:
    ClientModelForm = forms.ModelForm


class ClientDetailsForm(ClientModelForm):
    """Who a client is and how to reach them."""

    class Meta:
        model = Client
        fields = ["name", "pronouns", "birth_date", "email", "phone", "time_zone", "reference"]
        widgets = {"birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class ContactForm(RevisedForm, ClientDetailsForm):
    """The same of a client who is on file."""

    def _post_clean(self) -> None:
        """The action validates and saves; the client here stays as they are on file."""


class ClientForm(ClientDetailsForm):
    """A new client."""

    consents = forms.MultipleChoiceField(
        label=_("Agrees to be contacted by"),
        required=False,
        choices=[(kind.value, kind.label) for kind in Consent.CHANNELS],
        widget=forms.CheckboxSelectMultiple,
    )
    confirm_duplicate = forms.BooleanField(label=_("Create anyway: this is another person"), required=False)

    def __init__(self, data: Sent = None, *, staff: list[Staff] | None = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        if staff is not None:  # an admin says who takes the client; a therapist takes their own
            self.fields["therapist"] = forms.ModelChoiceField(
                Staff.objects.filter(pk__in=[s.pk for s in staff]), label=_("Therapist")
            )

        self.on_file: PerhapsOnFile | None = None
        if not self.data.get("confirm_duplicate"):  # the tick is shown when there is something to confirm
            del self.fields["confirm_duplicate"]

    def show_on_file(self, error: PerhapsOnFile) -> None:
        """Offers the tick; what was typed stays, and the page says who was found."""
        self.on_file = error
        self.fields["confirm_duplicate"] = self.base_fields["confirm_duplicate"]

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form."""
        return 409 if self.on_file else 200

    def clean_consents(self) -> list[str]:
        kinds: list[str] = self.cleaned_data["consents"]
        if Consent.Kind.EMAIL in kinds and not self.cleaned_data.get("email"):
            raise ValidationError(_("Add an e-mail address, or remove the agreement to be contacted by e-mail."))
        return kinds


class ViolenceForm(forms.Form):
    """What a client said about violence in the relationship."""

    answer = forms.ChoiceField(
        label=_("Asked alone about violence or fear of the partner"),
        widget=forms.RadioSelect,
        choices=[(value, capfirst(label)) for value, label in ViolenceScreen.Answer.choices],
    )
    note = PlainText(label=_("Note"), required=False, max_length=400)
