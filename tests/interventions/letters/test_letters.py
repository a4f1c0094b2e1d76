"""Letters: drafted from the file, edited, signed for good, released, handed over; never what a partner said."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from clients.care_team.actions import add_second, transfer
from clients.models import Client
from clinic.core.access import Role
from clinic.core.revisions import EditConflict
from clinic.core.signatures import problems
from interventions.exercises.actions import log_exercise
from interventions.letters.actions import (
    LetterReplaced,
    LetterSigned,
    deliver_letter,
    discard_letter,
    draft_letter,
    save_letter,
    sign_letter,
    write_new_version,
)
from interventions.letters.kinds import PARTS
from interventions.letters.models import Letter, Release
from interventions.letters.paper import letter_pdf, letter_text
from interventions.letters.releases import record_release, withdraw_release
from interventions.letters.sealing import letter_hash
from interventions.letters.verifying import LETTERS
from interventions.models import ExerciseLog, Plan
from tests.factories import (
    a_client,
    a_goal,
    a_household,
    a_plan,
    a_practice,
    a_safety_plan,
    a_staff,
    actor,
    an_assessment,
    an_assignment,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db


def somebody(**fields: Any) -> Client:
    return a_client(a_staff(a_practice(name="Harbour Practice"), name="Thea Therapist"), **fields)


def errors(refused: "pytest.ExceptionInfo[ValidationError]") -> set[str]:
    return set(refused.value.message_dict)


def test_a_summary_says_what_the_file_says_of_each_part() -> None:
    client = somebody(name="Ann Lee", birth_date="1990-05-03")
    by = actor(therapist_of(client))
    plan = a_plan(client, "emdr")
    goal = a_goal(plan)
    a_safety_plan(client)
    an_assessment(client, "core-10", 3, on=timezone.localdate())
    an_assessment(client, "core-10", 1, on=timezone.localdate())
    with inside(client.practice, by):
        letter = draft_letter(client=client, by=by, kind="summary")
    said = letter.parts
    assert said["identity"].startswith("Ann Lee, born 3 May 1990")
    assert "goes on. Sessions so far: 0." in said["treatment"]
    assert "Eye Movement Desensitization" in said["method"]
    assert "History and target sequence (since" in said["method"]
    assert goal.words in said["goals"]
    assert said["measures"].startswith("CORE-10 went from 23 on")
    assert "There is a safety plan" in said["risk"]
    assert "outcome" not in letter.told  # nothing is written there yet


def test_what_is_over_is_not_told_as_going_on_or_coming() -> None:
    client = somebody()
    by, plan, today = actor(therapist_of(client)), a_plan(client, "emdr"), timezone.localdate()
    with inside(client.practice, by):
        plan.phases.filter(phase="1-history").update(left_on=today)
        for days, words in ((-1, "A review of the plan was due on "), (0, "We review the plan on ")):
            Plan.objects.filter(pk=plan.pk).update(
                started_on=today - timedelta(days=9), review_on=today + timedelta(days=days)
            )
            said = draft_letter(client=client, by=by, kind="summary").parts
            assert words in said["next"]
        day = date_format(today, "j F Y")
        assert f"History and target sequence ({day} to {day})" in said["method"]


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_summary_counts_what_was_practised(times: int) -> None:
    client = somebody()
    by = actor(therapist_of(client))
    given = [an_assignment(client, key) for key in ("paced-breathing", "safe-place")]
    with inside(client.practice, by):
        for _ in range(times):
            log_exercise(assignment=given[0])
        log_exercise(assignment=given[1], done=ExerciseLog.Done.NO)
        said = draft_letter(client=client, by=by, kind="summary").parts["exercises"].splitlines()
    counts = sorted(line.partition(", since ")[2].partition(":")[2] for line in said)
    assert counts == ["", {0: "", 1: " done once.", 3: " done 3 times."}[times]]


def test_a_draft_is_its_authors_alone_and_a_signed_one_stays_for_good() -> None:
    client = somebody()
    thea, colleague = therapist_of(client), a_staff(client.practice)
    admin = a_staff(client.practice, Role.ADMIN)
    by = actor(thea)
    with inside(client.practice, by):
        draft = draft_letter(client=client, by=by, kind="client")
    path = f"/letters/{draft.pk}/"
    assert pages(thea).get(f"{path}write/").status_code == 200
    assert "No letters yet." in pages(admin).get(f"/clients/{client.pk}/letters/").content.decode()
    with inside(client.practice, by):
        saved = save_letter(letter=draft, by=by, parts={"next": "See you in May."}, head={"signature": "Psychologist"})
        with pytest.raises(EditConflict):
            sign_letter(letter=draft, by=by, revision=draft.revision)
        with pytest.raises(PermissionDenied):
            sign_letter(letter=saved, by=actor(colleague))
        signed = sign_letter(letter=saved, by=by, revision=saved.revision)
        assert sign_letter(letter=signed, by=by).content_hash == signed.content_hash == letter_hash(signed)
        with pytest.raises(LetterSigned):
            save_letter(letter=signed, by=by, parts={}, head={})
        with pytest.raises(LetterSigned):
            discard_letter(letter=signed, by=by)
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=signed.pk).update(recipient="Somebody else")
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=signed.pk).delete()
    with inside(client.practice):
        assert list(problems(LETTERS)) == []
    assert "See you in May." in pages(thea).get(path).content.decode()
    assert pages(admin).get(path).status_code == 403
    listed = pages(admin).get(f"/clients/{client.pk}/letters/").content.decode()
    assert "Letter to the client" in listed
    assert f'href="{path}"' not in listed
    assert pages(colleague).get(path).status_code == 404


def test_a_draft_goes_along_when_its_author_hands_the_client_over_and_stays_with_who_still_cares() -> None:
    client = somebody()
    thea, new = therapist_of(client), a_staff(client.practice, name="Nadia New")
    by = actor(thea)
    with inside(client.practice, by):
        draft = draft_letter(client=client, by=by, kind="client")
    given = {
        "lead": str(thea.pk),
        "to": str(new.pk),
        "reason": "Moves to another town",
        "note": "Where things stand: a letter is begun.",
    }
    said = pages(thea).post(f"/clients/{client.pk}/care/transfer/", given, follow=True).content.decode()
    assert "1 unsigned letter goes along." in said
    assert pages(new).get(f"/letters/{draft.pk}/write/").status_code == 200
    assert pages(thea).get(f"/letters/{draft.pk}/write/").status_code == 404
    with inside(client.practice, actor(new)) as scope:
        add_second(client=client, staff_id=thea.pk, by=scope.actor, reason="Knows the client")
        mine = draft_letter(client=client, by=by, kind="client")
        admin = actor(a_staff(client.practice, Role.ADMIN))
        to = a_staff(client.practice).pk
        found = transfer(client=client, to=to, by=admin, reason="Ill", lead=new.pk, note="Where things stand.")
        assert found.moved["letters"] == 1, "the lead's draft; the second therapist still cares and keeps theirs"
        mine.refresh_from_db()
        assert mine.author_id == thea.pk


def test_a_new_version_takes_the_place_and_the_old_one_stays() -> None:
    client = somebody()
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        with pytest.raises(ValidationError):
            write_new_version(letter=draft_letter(client=client, by=by, kind="client"), by=by)
        first = sign_letter(letter=draft_letter(client=client, by=by, kind="client"), by=by)
        second = write_new_version(letter=first, by=by)
        assert write_new_version(letter=first, by=by).pk == second.pk
        assert (second.version, second.parts) == (2, first.parts)
        deliver_letter(letter=first, by=by, way="post")  # until the new one is signed
        sign_letter(letter=second, by=by)
        with pytest.raises(LetterReplaced):
            write_new_version(letter=first, by=by)
        with pytest.raises(ValidationError, match="newer version"):
            deliver_letter(letter=first, by=by, way="post")


def test_nobody_outside_is_told_more_than_the_client_has_released() -> None:
    client, other = somebody(), somebody()
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        draft = draft_letter(client=client, by=by, kind="gp")
        with pytest.raises(ValidationError) as refused:
            sign_letter(letter=draft, by=by)
        assert errors(refused) == {"release"}
        narrow = record_release(client=client, by=by, kind="gp", recipient="Dr Gray", covers=["treatment"])
        draft = draft_letter(client=client, by=by, kind="gp", release=narrow.pk)
        assert (draft.told, draft.recipient) == (["treatment"], "Dr Gray")
        wide = save_letter(letter=draft, by=by, parts={"risk": "None now."}, head={})
        with pytest.raises(ValidationError, match="does not cover: Risk"):
            sign_letter(letter=wide, by=by)
        court = record_release(client=client, by=by, kind="court", recipient="The court", covers=["treatment", "risk"])
        with pytest.raises(ValidationError, match="another kind"):
            sign_letter(letter=save_letter(letter=wide, by=by, parts={}, head={}, release=court.pk), by=by)
    with inside(other.practice, actor(therapist_of(other))) as scope, pytest.raises(ValidationError) as refused:
        draft_letter(client=other, by=scope.actor, kind="gp", release=narrow.pk)
    assert errors(refused) == {"release"}


def test_the_database_refuses_it_too() -> None:
    client = somebody()
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        release = record_release(client=client, by=by, kind="gp", recipient="Dr Gray", covers=["treatment"])
        draft = draft_letter(client=client, by=by, kind="gp", release=release.pk)
        signed = {"state": "signed", "signed_at": timezone.now(), "signed_name": "T", "content_hash": "a" * 64}
        rows = Letter.objects.filter(pk=draft.pk)
        for wrong in ({"release": None}, {"told": ["treatment", "risk"]}, {"kind": "court"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**signed | wrong)
        withdraw_release(release=release)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**signed)


def test_a_release_that_was_taken_back_stops_signing_and_handing_over() -> None:
    client = somebody()
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        release = record_release(client=client, by=by, kind="gp", recipient="Dr Gray", covers=["treatment"])
        signed = sign_letter(letter=draft_letter(client=client, by=by, kind="gp", release=release.pk), by=by)
        waiting = draft_letter(client=client, by=by, kind="gp", release=release.pk)
        deliver_letter(letter=signed, by=by, way="post", note="first class")
        withdraw_release(release=release)
        for act in (
            lambda: deliver_letter(letter=signed, by=by, way="post"),
            lambda: sign_letter(letter=waiting, by=by),
        ):
            with pytest.raises(ValidationError, match="does not hold any more"):
                act()
        assert signed.deliveries.count() == 1
        for change in ({"withdrawn_at": None}, {"covers": ["risk"]}):  # what letters rest on stays
            with pytest.raises(DatabaseError), transaction.atomic():
                Release.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            signed.deliveries.update(note="x")


def test_a_partner_is_neither_named_nor_told_of_without_their_agreement() -> None:
    client = somebody(name="Ann Lee")
    partner = a_client(therapist_of(client), name="Benedict Marsh")
    household = a_household(client, partner)
    plan = a_plan(client, "eft", household=household)
    theirs = a_goal(plan)
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        summary = draft_letter(client=client, by=by, kind="summary", parts=PARTS)
        assert "Benedict" not in str(summary.parts)
        assert theirs.words not in str(summary.parts)
        covers = ["treatment", "joint"]
        release = record_release(client=client, by=by, kind="gp", recipient="Dr Gray", covers=covers)
        draft = draft_letter(client=client, by=by, kind="gp", release=release.pk, parts=covers)
        assert "Benedict" not in str(draft.parts)
        with pytest.raises(ValidationError) as refused:
            sign_letter(letter=draft, by=by)
        assert errors(refused) == {"joint"}
        named = save_letter(letter=draft, by=by, parts={"joint": "", "treatment": "With benedict’s help."}, head={})
        with pytest.raises(ValidationError) as refused:
            sign_letter(letter=named, by=by)
        assert errors(refused) == {"treatment"}
        record_release(client=partner, by=by, kind="gp", recipient="Dr Gray", covers=["joint"])
        assert sign_letter(letter=named, by=by).state == "signed"
        joint = draft_letter(client=client, by=by, kind="gp", release=release.pk, parts=covers)
        assert sign_letter(letter=joint, by=by).told == ["treatment", "joint"]


def test_the_paper_says_what_it_rests_on_and_what_it_leaves_out() -> None:
    client = somebody(name="Ann Lee")
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        release = record_release(
            client=client, by=by, kind="court", recipient="Family court", covers=["treatment"], reference="FC 12/27"
        )
        draft = draft_letter(client=client, by=by, kind="court", release=release.pk)
        assert "Draft: not signed" in letter_text(draft)
        signed = sign_letter(letter=draft, by=by)
        text, content = letter_text(signed), letter_pdf(signed)
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    for words in ("Harbour Practice", "Family court", "FC 12/27", "Thea Therapist", "Left out of this letter: Method"):
        assert words in text
        assert words in " ".join(printed.split())
    assert "answers to single questions" in text
    assert "Joint work" not in text  # its name alone would tell of somebody else
    assert signed.content_hash[:16] in text
    with inside(client.practice, by):
        mine = letter_text(sign_letter(letter=draft_letter(client=client, by=by, kind="client"), by=by))
    assert "Left out" not in mine


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_half_saved() -> None:
    client = somebody()
    thea = therapist_of(client)
    api, path = Api(thea), f"clients/{client.pk}/releases/"
    wrong = {"kind": "gp", "recipient": "x", "covers": [], "until": "2020-01-01", "given_on": "2999-01-01"}
    assert "covers" in read(api.post(path, wrong))
    assert {"recipient", "given_on", "until"} <= set(read(api.post(path, wrong | {"covers": ["risk"]})))
    assert set(read(api.post(path, wrong | {"covers": ["nothing"]}))) >= {"covers"}
    with inside(client.practice):
        assert not Release.objects.exists()
    assert set(read(api.post(f"clients/{client.pk}/letters/", {"kind": "poem"}))) == {"kind"}
    assert set(read(api.post(f"clients/{client.pk}/letters/", {"kind": "client", "measures": ["x"]}))) == {"measures"}
    made = api.post(f"clients/{client.pk}/letters/", {"kind": "client"})
    one = f"letters/{read(made)['id']}/"
    assert api.patch(one, {"salutation": "Dear Ann"}).status_code == 428
    sent = {"parts": {"treatment": "x" * 8001, "poem": "y"}, "recipient": "Ann Lee"}
    assert set(read(api.patch(one, sent, revision=1))) & {"parts", "poem", "treatment"}
    assert read(api.get(one))["recipient"] == client.name


def test_the_page_drafts_edits_signs_and_notes_the_delivery() -> None:
    client = somebody()
    thea = therapist_of(client)
    browser = pages(thea)
    new = f"/clients/{client.pk}/letters/new/?kind=gp"
    assert "No release for such a recipient" in browser.get(new).content.decode()
    covers = {"kind": "gp", "recipient": "Dr Gray", "basis": "consent", "covers": ["treatment"]}
    released = browser.post(f"/clients/{client.pk}/releases/new/", covers | {"given_on": str(timezone.localdate())})
    assert released.status_code == 302
    with inside(client.practice):
        release = Release.objects.get()
    drafted = browser.post(new, {"parts": ["treatment"], "release": str(release.pk)})
    form = {"recipient": "Dr Gray", "treatment": "Ten sessions.", "release": str(release.pk), "revision": "1"}
    refused = browser.post(drafted["Location"], form | {"recipient": "x", "sign": "1"})
    assert "Ten sessions." in refused.content.decode()  # nothing typed is lost
    signed = browser.post(drafted["Location"], form | {"sign": "1"}, follow=True)
    assert "Letter signed." in signed.content.decode()
    with inside(client.practice):
        letter = Letter.objects.get()
    assert letter.state == "signed"
    sent = browser.post(f"/letters/{letter.pk}/delivery/", {"way": "post", "on": "2020-01-01"})
    assert "from the signature up to today" in sent.content.decode()
    sent = browser.post(
        f"/letters/{letter.pk}/delivery/", {"way": "post", "on": str(timezone.localdate())}, follow=True
    )
    assert "By post" in sent.content.decode()
    assert browser.get(f"/letters/{letter.pk}/letter.pdf").content.startswith(b"%PDF")
    assert "Ten sessions." in browser.get(f"/letters/{letter.pk}/letter.txt").content.decode()
