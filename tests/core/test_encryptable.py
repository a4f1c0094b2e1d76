"""Free text about a client goes through one place on its way into the database and out, so that it can be encrypted."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, models

from clinic.core.fields import EncryptableTextField
from interventions.models import Plan
from tests.factories import a_client, a_plan, a_practice, a_staff, actor, inside

OURS = ("clients", "assessments", "interventions")
# Texts of some length that are not encryptable, and why.
PLAIN = {
    "assessments.Wording": "public wording",
    "assessments.CustomInstrument": "the practice's library, of no client",
    "interventions.CustomExercise": "the practice's library, of no client",
    "clients.CareRelation": "why somebody was given to a colleague: administration",
    "clients.Episode.closing_reason": "administration",
    "clients.Client.merge_reason": "administration",
    "clients.Episode.opening_reason": "administration",
    "clients.Contact": "why a way of reaching somebody was closed: administration",
    "clients.SearchKey.key": "what a name is found by: compared by the database (ADR 27)",
    "clients.RiskAlert.reason": "made from the answers, which are kept beside it",
    "interventions.Series.rule": "a rule of recurrence",
    "interventions.SessionNotice": "links and keys",
    "assessments.InterviewCoding.certification": "about the coder",
}


def fields() -> "list[models.Field[Any, Any]]":
    return [
        field
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.endswith("Event")
        for field in model._meta.concrete_fields
    ]


def test_every_long_text_of_the_clinical_tables_is_encryptable_or_named() -> None:
    long = [
        field
        for field in fields()
        if isinstance(field, models.CharField | models.TextField)
        and (field.max_length or 9999) >= 200
        and not isinstance(field, EncryptableTextField | models.EmailField | models.URLField)
    ]
    named = [f"{field.model._meta.label}.{field.name}" for field in long]
    assert [name for name in named if name not in PLAIN and name.rpartition(".")[0] not in PLAIN] == []
    assert len([field for field in fields() if isinstance(field, EncryptableTextField)]) >= 40


def test_none_is_searched_or_part_of_an_index() -> None:
    found = [field for field in fields() if isinstance(field, EncryptableTextField)]
    assert [f"{field.model._meta.label}.{field.name}" for field in found if field.searched] == []
    for field in found:
        indexed = {name for index in field.model._meta.indexes for name in index.fields}
        assert field.name not in indexed
        assert not field.unique


def test_their_history_keeps_them_in_the_same_form() -> None:
    event = apps.get_model("interventions", "PlanEvent")
    assert isinstance(event._meta.get_field("formulation"), EncryptableTextField)


@pytest.mark.parametrize(
    "lookup",
    [{"formulation__icontains": "x"}, {"formulation": "x"}, {"formulation__in": ["x"]}, {"formulation__gt": ""}],
)
def test_the_database_is_asked_for_nothing_but_whether_there_is_one(lookup: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        str(Plan.objects.filter(**lookup).query)
    assert "formulation" in str(Plan.objects.exclude(formulation="").query)
    assert "formulation" in str(Plan.objects.filter(formulation__isnull=True).query)


@pytest.mark.django_db
def test_what_is_kept_passes_through_one_place_and_so_does_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for encryption: table and history hold its form, whoever reads the model gets the text."""
    monkeypatch.setattr(EncryptableTextField, "keep", staticmethod(lambda text: f"sealed {text[::-1]}"))
    monkeypatch.setattr(EncryptableTextField, "read", staticmethod(lambda kept: kept.removeprefix("sealed ")[::-1]))
    practice = a_practice()
    therapist = a_staff(practice)
    plan = a_plan(a_client(therapist))
    with inside(practice, actor(therapist)):
        Plan.objects.filter(pk=plan.pk).update(formulation="avoids when alone")
        assert Plan.objects.get(pk=plan.pk).formulation == "avoids when alone"
        assert Plan.objects.values_list("formulation", flat=True).get(pk=plan.pk) == "avoids when alone"
        event = apps.get_model("interventions", "PlanEvent").objects.filter(pgh_obj_id=plan.pk).latest("pgh_id")
        assert event.formulation == "avoids when alone"
        with connection.cursor() as cursor:
            for table in ("interventions_plan", "interventions_planevent"):
                cursor.execute(f"SELECT formulation, outcome FROM {table} WHERE formulation <> ''")
                assert cursor.fetchall() == [("sealed enola nehw sdiova", "")], table


def test_a_form_and_a_check_still_know_the_length() -> None:
    field = Plan._meta.get_field("outcome")
    assert isinstance(field, EncryptableTextField)
    form = field.formfield()
    assert form.max_length == 400
    with pytest.raises(Exception, match="400"):
        field.clean("x" * 401, None)
