"""The form of a row of a plan's record, made from its table."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.text import capfirst

from clients.households.joint import people_of
from clients.models import Client
from clinic.core.edit_forms import RevisedForm
from clinic.core.forms import PlainText, day_field
from interventions.catalogue import Modality
from interventions.models import Plan
from interventions.records.kinds import Choices, Kind
from interventions.records.models import RecordRow
from interventions.records.row_forms import sessions_of


def record_form(
    plan: Plan,
    kind: Kind,
    modality: Modality,
    row: RecordRow | None = None,
    people: Iterable[Client] | None = None,
    **options: Any,
) -> forms.BaseForm:
    """The form of a new row, or of ``row``: the kind's own, or one made from the table.

    What a choice offers is of this plan and this client alone. ``people``: those of the plan whose record the reader
    may read, everybody without it.
    """
    made = kind.form or _form_of_table(plan, kind, modality, _offered_people(plan, people))
    if kind.form:
        options["plan"] = plan
    if row is None:
        return made(**options)
    changing = type("RecordEditForm", (RevisedForm, made), {"shown": lambda _self, row: fields_of(kind, row)})
    form: forms.BaseForm = changing(row=row, **options)
    return form


def fields_of(kind: Kind, row: RecordRow) -> dict[str, object]:
    """Field → what is saved."""
    return {name: getattr(row, name) for name in kind.fields}


def _offered_people(plan: Plan, people: Iterable[Client] | None) -> QuerySet[Client]:
    """Who can be chosen, in the plan's order of ids."""
    wanted = people_of(plan) if people is None else [person.pk for person in people]
    return Client.objects.filter(pk__in=wanted)


def _form_of_table(plan: Plan, kind: Kind, modality: Modality, people: QuerySet[Client]) -> type[forms.BaseForm]:
    fields: dict[str, forms.Field] = {}
    for name in kind.fields:
        column = kind.model._meta.get_field(name)
        assert isinstance(column, models.Field)  # noqa: S101 - kinds name columns only
        chosen = _person(column, people) or _choice(plan, kind, name, column, modality, people)
        fields[name] = chosen or column.formfield() or forms.CharField()
        if isinstance(fields[name], forms.CharField) and not isinstance(column, models.TextField):
            label, most, needed = capfirst(column.verbose_name), column.max_length, not column.blank
            fields[name] = PlainText(label=label, max_length=most, required=needed)
        if isinstance(column, models.DateField):
            day = None if column.blank else timezone.localdate  # a day that may be empty is no day until it is chosen
            fields[name] = day_field(label=capfirst(column.verbose_name), required=not column.blank, initial=day)
        if name in kind.labels:
            fields[name].label = capfirst(str(kind.labels[name]))
    return type("RecordForm", (forms.Form,), fields)


def _person(column: Any, people: QuerySet[Client]) -> forms.Field | None:
    """A field that names one of those who take part."""
    if not isinstance(column, models.ForeignKey) or column.related_model is not Client:
        return None
    empty = BLANK_CHOICE_DASH[0][1] if column.blank else None
    return forms.ModelChoiceField(
        people, label=capfirst(column.verbose_name), required=not column.blank, empty_label=empty
    )


def _choice(
    plan: Plan, kind: Kind, name: str, column: Any, modality: Modality, people: QuerySet[Client]
) -> forms.Field | None:
    """Fields that offer something: related rows of the plan, the client's sessions, names from the modality's file."""
    label, needed = capfirst(column.verbose_name), not column.blank
    if name == "session":
        offered = sessions_of(plan, people if kind.person else ())
        return forms.ModelChoiceField(offered, label=label, required=False)
    if isinstance(column, models.ForeignKey) and issubclass(column.related_model, RecordRow):
        related: Any = column.related_model
        rows_of_plan = related._default_manager.filter(plan=plan, removed_at__isnull=True)
        empty = None if needed else BLANK_CHOICE_DASH[0][1]
        return forms.ModelChoiceField(rows_of_plan, label=label, required=needed, empty_label=empty)
    if name in kind.choices:
        return _offered(column, label, kind.choices[name](modality))
    if column.choices:
        nothing = [] if needed else BLANK_CHOICE_DASH
        return forms.ChoiceField(label=label, choices=[*nothing, *column.choices], required=needed)
    return None


def _offered(column: Any, label: str, choices: Choices) -> forms.Field:
    """One of the choices, or several where the column is a list: boxes to tick where they are not grouped."""
    if isinstance(column, models.IntegerField):
        return forms.TypedChoiceField(label=label, choices=choices, coerce=int)
    if not isinstance(column, ArrayField):
        return forms.ChoiceField(label=label, choices=choices)
    grouped = any(isinstance(inner, list) for _key, inner in choices)
    widget = forms.SelectMultiple if grouped else forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)
