"""Published wordings, and custom instruments."""

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.catalogue import Instrument
from assessments.wording.encodings import AUTOMATIC, ENCODINGS
from assessments.wording.fitting import CustomScoring
from assessments.wording.texts import encoding_name
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText

SCORES = [("sum", _("sum")), ("mean", _("mean")), ("checklist", _("none: a checklist"))]
RIGHTS = _("The practice's right to use it")
RIGHTS_HELP = _("For example a licence number, or that the authors allow its use. It is saved with your name.")


class FileForm(forms.Form):
    """A file with the wording of one instrument."""

    file = forms.FileField(
        label=_("CSV, or FHIR Questionnaire (JSON)"),
        max_length=200,
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.json"}),
        help_text=_("CSV: one row for each item (number and text), one for each answer (=0 and its wording)."),
    )

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["encoding"] = encoding_field()


def encoding_field(known: list[str] | None = None) -> forms.ChoiceField:
    """In which encoding a file is to be read; ``known``: these only, without "automatic"."""
    choices = [(name, encoding_name(name)) for name in known or ENCODINGS]
    if known is None:
        choices.insert(0, (AUTOMATIC, str(_("Automatic"))))
    return forms.ChoiceField(
        label=_("Encoding"),
        required=known is not None,
        choices=choices,
        help_text=_("How the file was saved. The preview shows the letters."),
    )


class EncodingForm(forms.Form):
    """Another encoding for a file that is previewed."""

    def __init__(self, data: Sent = None, *, known: list[str], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["encoding"] = encoding_field(known)


class WordingForm(forms.Form):
    """The confirmation: of which instrument, in which language, by what right."""

    instrument = forms.ChoiceField(label=_("Instrument"))
    language = forms.CharField(label=_("Language"), max_length=10, initial="en")
    rights = PlainText(label=RIGHTS, min_length=10, max_length=500, help_text=RIGHTS_HELP)

    def __init__(self, data: Sent = None, *, known: list[Instrument], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["instrument"].choices = [(one.key, one.short) for one in known]  # type: ignore[attr-defined]


class CustomInstrumentForm(forms.Form):
    """The key of a custom instrument."""

    short = PlainText(label=_("Short name"), max_length=20)
    name = PlainText(label=_("Name"), max_length=120)
    about = PlainText(label=_("What it measures"), max_length=120)
    aggregate = forms.ChoiceField(label=_("Score"), choices=SCORES)
    higher_is = forms.ChoiceField(label=_("Higher is"), choices=[("worse", _("worse")), ("better", _("better"))])
    reverse = PlainText(label=_("Reversed items"), required=False, max_length=400, help_text=_("As 3, 7, 12."))
    bands = PlainText(
        label=_("Bands"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line, from the lowest score to the highest without gaps: 0-4 minimal"),
    )
    further = PlainText(
        label=_("Further parts of the key"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "As in the shipped files (TOML): subscales with items, reverse, recode and bands; item_max; unscored;"
            ' rules; alerts; next_steps; branches; times. Example: [subscales.calm] name = "Calm" items = [1, 2]'
            ' higher_is = "better", each on a line of its own.'
        ),
    )
    max_missing = forms.IntegerField(label=_("Missing items allowed"), min_value=0, max_value=50, initial=0)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=120, initial=5)
    rights = PlainText(label=RIGHTS, min_length=10, max_length=500, help_text=RIGHTS_HELP)

    def key(self) -> CustomScoring:
        """What ``add_custom_instrument`` takes."""
        return CustomScoring(**self.cleaned_data)
