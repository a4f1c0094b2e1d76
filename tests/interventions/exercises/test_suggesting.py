"""Suggested exercises explain themselves, adherence and effect are counted, and you decide."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clients.models import RiskAlert
from clinic.core.messages import joined
from interventions import catalogue
from interventions.cautions import File
from interventions.dissociation import Dissociation
from interventions.exercises.queries import adherence_of, suggestions_for
from interventions.exercises.suggesting import suggest
from interventions.models import Assignment, ExerciseLog
from tests.factories import a_client, a_plan, a_practice, a_staff, an_assessment, an_assignment, inside, therapist_of
from tests.web import pages

LOGS = (  # days ago, tension before and after, done
    (0, 8, 4, "yes"),
    (1, 6, 5, "partly"),
    (8, 7, None, "yes"),
    (2, 5, 5, "no"),
    (70, 9, 3, "yes"),
)
LIBRARY = list(catalogue.exercises().values())
STYLES = st.sampled_from(["", "secure", "preoccupied", "dismissing", "fearful"])


@given(STYLES, st.sets(st.sampled_from(["eft", "ifs", "emdr", "schema", "se"])), st.booleans())
def test_each_says_why_and_none_is_there_that_the_client_has(style: str, running: set[str], at_risk: bool) -> None:
    given_now = {"orienting"}
    found = suggest(
        LIBRARY, style=style, modalities=running, given=given_now, file=File(alerts=("x",) if at_risk else ()), most=99
    )
    for one in found:
        assert one.reasons
        assert one.exercise.key not in given_now
        assert style in one.exercise.patterns or running & set(one.exercise.modalities) or at_risk
        assert bool(one.cautions) == bool(
            at_risk and (one.exercise.cautions or "open-risk" in one.exercise.caution_kinds)
        )
    if not (style or running or at_risk):
        assert found == []


def test_dissociation_brings_the_caution_up() -> None:
    high, low = (File(dissociation=Dissociation(on_file=True, total=total)) for total in (34, 19))
    careful = [one for one in suggest(LIBRARY, style="fearful", file=high, most=99) if one.exercise.cautions]
    assert careful
    assert all("The DES-II is 34" in joined(one.cautions) for one in careful)
    assert not any(one.cautions for one in suggest(LIBRARY, style="fearful", file=low, most=99))


@pytest.mark.django_db
def test_from_the_clients_own_file() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        assert suggestions_for(client, [], File()) == []
    an_assessment(client, "ecr-r", 6)
    a_plan(client, "se")
    made = an_assessment(client, "core-10", 1)
    with inside(client.practice):
        RiskAlert.objects.create(
            practice=client.practice, client=client, source="CORE-10 item 6", source_id=made.pk, reason="x"
        )
        found = suggestions_for(client, [], File(alerts=("CORE-10 item 6",)))
        assert str(found[0].reasons[0]) == "steadies while an alert is open"
        assert not Assignment.objects.exists()
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/exercises/").content.decode()
    assert "steadies while an alert is open" in page


@pytest.mark.django_db
def test_adherence_by_week_and_effect() -> None:
    client = a_client(a_staff(a_practice()))
    row, now = an_assignment(client, "paced-breathing", times_per_week=5), timezone.now()
    with inside(client.practice):
        for days, before, after, done in LOGS:
            log = ExerciseLog.objects.create(
                practice=client.practice,
                assignment=row,
                client=client,
                at=now - timedelta(days=days),
                before=before,
                after=after,
                done=done,
                key=f"00000000-0000-7000-8000-0000000000{days:02}",
            )
            assert log.pk
        (one,) = adherence_of(client)
        assert one.weeks == [0, 0, 0, 0, 0, 0, 1, 2]
        assert (one.effect, one.rated) == (3.7, 3)  # (4 + 1 + 6) / 3
    assert "<b>−3.7</b>" in pages(therapist_of(client)).get(f"/clients/{client.pk}/exercises/").content.decode()
