"""A changed figure is a new criterion: it stops the process until it is one, and what it judges anew is on record."""

import tomllib
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments import catalogue
from assessments.actions import void_assessment
from assessments.catalogue import FOLDER, Instrument
from assessments.criterion import fingerprint
from assessments.models import Rupture, Score
from clients.models import Client
from clinic.core.datafiles import DataFileError, read
from interventions.models import TherapySession
from interventions.notes.actions import save_and_sign
from tests.factories import a_client, a_practice, a_session, a_staff, actor, an_assessment, inside, therapist_of
from tests.web import pages

TODAY = timezone.localdate()
CORE = (FOLDER / "core-10.toml").read_text()
NOW = catalogue.get("core-10").criterion
NEXT = NOW + 1


def changed(text: str, **subscale: object) -> Instrument:
    """The instrument of the file's text with other figures of its total, as the next criterion."""
    old = Instrument.model_validate(tomllib.loads(text))
    total = old.subscales["total"].model_copy(update=subscale)
    new = old.model_copy(update={"subscales": {"total": total}})
    return new.model_copy(update={"criteria": [*old.criteria, fingerprint(new.figures)]})


def install(monkeypatch: pytest.MonkeyPatch, instrument: Instrument) -> None:
    """As if the process had started with this instrument's file."""
    shipped = dict(catalogue.catalogue()) | {instrument.key: instrument}
    monkeypatch.setattr(catalogue, "catalogue", lambda: shipped)


def recompute(**options: object) -> str:
    out = StringIO()
    call_command("recompute_change", stdout=out, **options)
    return out.getvalue()


def judged(client: Client) -> list[tuple[str, str, int]]:
    with inside(client.practice):
        rows = Score.objects.filter(client=client).order_by("completed_on", "subscale")
        return [(row.verdict, row.verdict_last, row.criterion) for row in rows]


@pytest.fixture
def client() -> Client:
    """With CORE-10 of 23 and then 13: a difference of 10, and 6 is reliable."""
    client = a_client(a_staff(a_practice()))
    an_assessment(client, value=3, on=TODAY - timedelta(days=30))
    an_assessment(client, value=1, on=TODAY - timedelta(days=20))
    return client


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rci_published = 6", "rci_published = 7"),
        ("reliability = 0.90", "reliability = 0.91"),
        ("cutoff = 11", "cutoff = 10"),
        ("sd = 4.8", "sd = 4.9"),
        ("mean = 19.7", "mean = 19.6"),
        ('[11, 14, "mild"], [15,', '[11, 13, "mild"], [14,'),
    ],
)
def test_a_changed_figure_without_a_new_criterion_stops_with_file_and_what_to_do(
    tmp_path: Path, old: str, new: str
) -> None:
    assert CORE.count(old) == 1
    path = tmp_path / "core-10.toml"
    path.write_text(CORE.replace(old, new))
    with pytest.raises(DataFileError, match=rf"core-10\.toml.*not those of criterion {NOW}: add") as refused:
        read(path, Instrument)
    added = str(refused.value).split('"')[1]
    path.write_text(CORE.replace(old, new).replace('criteria = ["', f'criteria = ["{"0" * 12}", "{added}"]\n# ["'))
    assert read(path, Instrument).criterion == 2


def test_an_instrument_without_criteria_stops_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = "\n".join(line for line in CORE.splitlines() if not line.startswith("criteria"))
    (tmp_path / "core-10.toml").write_text(without)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(DataFileError, match=r"core-10\.toml: criteria: missing"):
        catalogue.catalogue.__wrapped__()


@pytest.mark.django_db
def test_every_score_keeps_the_criterion_it_was_judged_by(client: Client) -> None:
    assert judged(client) == [("", "", NOW), ("improved", "improved", NOW)]


@pytest.mark.django_db
def test_scores_are_judged_anew_and_their_history_says_by_what(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    other = a_client(a_staff(a_practice()))
    an_assessment(other, value=1)
    install(monkeypatch, changed(CORE, rci_published=12.0))
    said = recompute(instrument="core-10")
    assert f"core-10 criterion {NOW} → {NEXT}: 2 scores, 1 with another result" in said
    assert f"core-10 criterion {NOW} → {NEXT}: 1 scores, 0 with another result" in said
    assert "3 scores were judged again, 1 with another result" in said
    assert judged(client) == [("", "", NEXT), ("unchanged", "unchanged", NEXT)]
    assert judged(other) == [("", "", NEXT)]
    with inside(client.practice):
        events = apps.get_model("assessments", "ScoreEvent").objects.filter(client_id=client.pk).order_by("pgh_id")
        last = events.filter(completed_on=TODAY - timedelta(days=20)).last()  # one statement wrote both rows
        assert (last.verdict, last.criterion) == ("unchanged", NEXT)
        assert last.pgh_context["actor"] == "recompute_change"
        assert last.pgh_context["reason"] == f"recompute_change: core-10 criterion {NOW} → {NEXT}"
        assert [row.verdict for row in events if row.criterion == NOW] == ["", "improved"]  # what was judged before
    assert "0 scores were judged again" in recompute()


@pytest.mark.django_db
def test_bands_and_errors_follow_their_figures(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with inside(client.practice):
        assert [row.band for row in Score.objects.filter(client=client).order_by("completed_on")] == [
            "moderately severe",
            "mild",
        ]
    install(monkeypatch, changed(CORE, bands=[(0, 13, "low"), (14, 40, "high")], reliability=0.75))
    assert "2 scores, 2 with another result" in recompute(instrument="core-10")
    with inside(client.practice):
        rows = list(Score.objects.filter(client=client).order_by("completed_on"))
    assert [(row.band, float(row.sem or 0)) for row in rows] == [("high", 3.85), ("low", 3.85)]  # 7.7 x sqrt(1 - 0.75)


@pytest.mark.django_db
def test_a_dry_run_counts_and_keeps_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, changed(CORE, rci_published=12.0))
    assert "2 scores would be judged again; nothing was changed, 1 with another result" in recompute(dry_run=True)
    assert judged(client) == [("", "", NOW), ("improved", "improved", NOW)]


@pytest.mark.django_db
def test_until_then_earlier_verdicts_stay_and_new_ones_are_by_the_new_criterion(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, changed(CORE, rci_published=12.0))
    latest = an_assessment(client, value=2, on=TODAY)
    assert judged(client) == [("", "", NOW), ("improved", "improved", NOW), ("unchanged", "unchanged", NEXT)]
    with inside(client.practice, actor(therapist_of(client))) as scope:
        void_assessment(assessment=latest, by=scope.actor, reason="Somebody else's")
    assert judged(client) == [("", "", NOW), ("improved", "improved", NOW)]
    an_assessment(client, value=3, on=TODAY - timedelta(days=60))  # a new baseline: these are other differences
    assert [criterion for _verdict, _last, criterion in judged(client)] == [NEXT, NEXT, NOW]


@pytest.mark.django_db
def test_a_definition_that_makes_other_values_is_refused_whole(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, changed(CORE, rci_published=12.0, reverse=[2]))
    errors = StringIO()
    with pytest.raises(CommandError, match="Nothing was changed of 1 clients' scores"):
        recompute(instrument="core-10", stderr=errors)
    assert "core-10, total" in errors.getvalue()
    assert judged(client) == [("", "", NOW), ("improved", "improved", NOW)]
    with pytest.raises(CommandError, match="There is no instrument mmpi"):
        recompute(instrument="mmpi")


@pytest.mark.django_db
@pytest.mark.parametrize("which", [0, 1])
def test_a_client_whose_values_differ_stops_no_other(monkeypatch: pytest.MonkeyPatch, which: int) -> None:
    therapist = a_staff(a_practice())
    clients = [a_client(therapist), a_client(therapist)]
    for one in clients:
        an_assessment(one, value=3, on=TODAY - timedelta(days=30))
        an_assessment(one, value=1, on=TODAY - timedelta(days=20))
    with inside(therapist.practice):
        Score.objects.filter(client=clients[which]).update(value=5)
    install(monkeypatch, changed(CORE, rci_published=12.0))
    out, errors = StringIO(), StringIO()
    with pytest.raises(CommandError, match="Nothing was changed of 1 clients' scores"):
        call_command("recompute_change", stdout=out, stderr=errors)
    assert errors.getvalue().count("Nothing of this client was changed.") == 1
    assert f"core-10 criterion {NOW} → {NEXT}: 2 scores, 1 with another result" in out.getvalue()
    assert judged(clients[which]) == [("", "", NOW), ("improved", "improved", NOW)]
    assert judged(clients[1 - which]) == [("", "", NEXT), ("unchanged", "unchanged", NEXT)]


@pytest.mark.django_db
def test_the_explanation_names_the_figures_of_today_and_says_what_waits_for_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(client.practice):
        path = f"/assessments/{client.assessments.latest('completed_on').pk}/explain/total/"
    waits = f"Version {NEXT} is shown here; the score has not been judged by it yet."
    assert waits not in pages(therapist_of(client)).get(path).content.decode()
    install(monkeypatch, changed(CORE, rci_published=12.0))
    page = pages(therapist_of(client)).get(path).content.decode()
    assert "12, as published" in page
    assert waits in page
    recompute()
    page = pages(therapist_of(client)).get(path).content.decode()
    assert f"Judged by version {NEXT} of the figures." in page
    assert "has not been judged by it yet" not in page


@pytest.mark.django_db
def test_a_smaller_fall_that_counts_as_a_rupture_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    client = a_client(a_staff(a_practice()))
    known = catalogue.get("wai-sr")
    an_assessment(client, "wai-sr", 4, on=TODAY - timedelta(days=30))
    an_assessment(client, "wai-sr", 3, on=TODAY)
    drop = known.drops[0].model_copy(update={"by": 1000.0})
    far = known.model_copy(update={"drops": [drop]})
    with inside(client.practice):
        assert Rupture.objects.filter(client=client).exists()
    install(monkeypatch, far.model_copy(update={"criteria": [*known.criteria, fingerprint(far.figures)]}))
    recompute(instrument="wai-sr")
    with inside(client.practice):
        assert not Rupture.objects.filter(client=client).exists()  # nobody had written a repair


@pytest.mark.django_db
def test_a_signed_note_keeps_what_it_showed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    therapist = therapist_of(client)
    session = a_session(client, timezone.now() - timedelta(hours=2))
    with inside(client.practice, actor(therapist)) as scope:
        note = save_and_sign(
            session=session,
            by=scope.actor,
            form="soap",
            parts={"assessment": "CORE-10 23 → 13, reliably improved"},
            attendance=TherapySession.State.ATTENDED,
        )
    desk = pages(therapist)
    before = desk.get(f"/notes/{note.pk}/").content.decode().partition("<main")[2]
    assert "CORE-10 23 → 13, reliably improved" in before
    install(monkeypatch, changed(CORE, rci_published=12.0))
    recompute()
    assert "no reliable change" in desk.get(f"/clients/{client.pk}/assessments/").content.decode()
    shown = desk.get(f"/notes/{note.pk}/").content.decode().partition("<main")[2]
    assert "CORE-10 23 → 13, reliably improved" in shown
    with inside(client.practice):
        stored = type(note).objects.get(pk=note.pk)
        assert (stored.parts, stored.content_hash) == (note.parts, note.content_hash)
        assert apps.get_model("interventions", "NoteEvent").objects.filter(pgh_obj_id=note.pk).count() == 1
    call_command("verify_notes", stdout=StringIO())
