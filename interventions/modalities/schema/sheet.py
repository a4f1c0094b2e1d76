"""All schemas on one sheet beside the note, by domain with the need behind it; what is filled in is rated."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.core.access import Actor
from clinic.core.edit_forms import Sent
from interventions.catalogue import Modality
from interventions.library.queries import modality_of_plan
from interventions.modalities.schema.kinds import SCHEMA, domains
from interventions.modalities.schema.models import SchemaRating
from interventions.plans.models import Plan
from interventions.records.actions import save_row
from interventions.sessions.models import TherapySession

LEVELS = [("", "–"), *((str(level), str(level)) for level in range(1, 7))]


@dataclass(frozen=True)
class Domain:
    """A domain with the need behind it, and a field for each of its schemas."""

    name: str
    need: str
    fields: list[BoundField]


class SchemaForm(forms.Form):
    """A rating from 1 to 6 for each schema of both lists; those that are left empty are not rated."""

    use_required_attribute = False

    def __init__(self, data: Sent = None, *, modality: Modality) -> None:
        super().__init__(data, prefix="schemas")
        self._domains, self._needs = domains(modality), modality.schema_needs
        revised = {name for names in modality.schemas_revised.values() for name in names}
        first = {name for names in modality.schemas.values() for name in names}
        self._names: dict[str, str] = {}
        for name in (name for names in self._domains.values() for name in names):
            key = f"s{len(self._names)}"
            self._names[key] = name
            label = name
            if revised and name not in revised:
                label = _("%(schema)s (list of 18)") % {"schema": name}
            elif name not in first:
                label = _("%(schema)s (list of 20)") % {"schema": name}
            self.fields[key] = forms.TypedChoiceField(
                label=label.capitalize(), choices=LEVELS, required=False, coerce=int, empty_value=None
            )
            self.fields[key].widget.attrs["form"] = "note-form"

    @property
    def domains(self) -> list[Domain]:
        """The fields as they are drawn."""
        keys = {name: key for key, name in self._names.items()}
        return [
            Domain(domain, self._needs.get(domain, ""), [self[keys[name]] for name in names])
            for domain, names in self._domains.items()
        ]

    def rated(self) -> dict[str, int]:
        """Schema → rating, of those that were filled in."""
        found = {self._names[key]: self.cleaned_data.get(key) for key in self._names}
        return {name: value for name, value in found.items() if value is not None}

    def clean(self) -> dict[str, object]:
        if not self.errors and not self.rated():
            raise forms.ValidationError(_("Rate at least one schema."))
        return self.cleaned_data


class SchemaSheet:
    """See :class:`interventions.modalities.package.SessionSheet`."""

    template = "schema/_sheet.html"

    def form(self, *, session: TherapySession, minute: int | None, data: Sent = None) -> SchemaForm:
        """The sheet, empty or as it was sent."""
        assert session.plan is not None  # noqa: S101 - only a session with a plan has a sheet
        return SchemaForm(data, modality=modality_of_plan(session.plan))

    def save(self, form: SchemaForm, *, session: TherapySession, plan: Plan, by: Actor) -> str:
        """A rating of the session's day for each schema that was filled in; raises ValidationError."""
        rated, on = form.rated(), timezone.localdate(session.starts_at)
        for name, rating in rated.items():
            save_row(plan=plan, kind=SCHEMA, by=by, values={"schema": name, "on": on, "rating": rating})
        return ngettext("%(n)s schema rated.", "%(n)s schemas rated.", len(rated)) % {"n": len(rated)}

    def rows(self, *, session: TherapySession) -> Sequence[SchemaRating]:
        """The ratings of the session's day."""
        on = timezone.localdate(session.starts_at)
        found = SchemaRating.objects.filter(plan=session.plan_id, on=on, removed_at__isnull=True)
        return list(found.order_by("-rating", "schema"))
