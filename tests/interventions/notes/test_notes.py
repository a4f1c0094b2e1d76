"""Notes: saved as they are written, never overwritten unseen, and fixed by a signature."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clients.models import CareRelation, Client
from clinic.core.access import Role
from clinic.core.revisions import EditConflict
from interventions.models import Addendum, Cosignature, Note, TherapySession
from interventions.notes.actions import (
    MOST_CHARACTERS,
    NoteSigned,
    add_addendum,
    cosign_note,
    save_note,
    sign_note,
)
from interventions.notes.note_templates import add_template
from interventions.notes.queries import notes, notes_to_cosign, without_note
from tests import servers
from tests.factories import a_client, a_goal, a_plan, a_practice, a_session, a_staff, actor, inside, therapist_of
from tests.web import Api, pages

JSON = {"Accept": "application/json"}
ATTENDED = TherapySession.State.ATTENDED
SOAP = {"subjective": "slept badly", "plan": "calm place again"}


@pytest.fixture
def client() -> Client:
    practice = a_practice()
    return a_client(a_staff(practice, supervisor=a_staff(practice, Role.SUPERVISOR)))


def supervisor_of(client: Client) -> Any:
    with inside(client.practice):
        return therapist_of(client).supervisor


def a_past_session(client: Client, days: int = 2, **fields: Any) -> TherapySession:
    return a_session(client, timezone.now() - timedelta(hours=10) + timedelta(minutes=days * 55), **fields)


def a_note(client: Client, sign: bool = False, session: TherapySession | None = None, **parts: str) -> Note:
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        note = save_note(session=session or a_past_session(client), by=by, form="soap", parts=parts or SOAP)
        return sign_note(note=note, by=by, revision=note.revision, attendance=ATTENDED) if sign else note


# --- drafts -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_workspace_shows_what_one_needs_and_saves_with_and_without_a_script(client: Client) -> None:
    plan = a_plan(client)
    a_goal(plan, words="sleep through")
    a_note(client, sign=True, session=a_past_session(client, 0), subjective="first time here")
    session = a_past_session(client, 3, plan=plan)
    desk, path = pages(therapist_of(client)), f"/sessions/{session.pk}/note/"
    page = desk.get(path).content.decode()
    assert "first time here" in page  # the last note
    assert "sleep through" in page
    assert not Note.objects.filter(session=session).exists()  # looking makes nothing
    kept = desk.post(path, {"form": "soap", "revision": "0", **SOAP}, headers=JSON).json()
    assert kept["revision"] == 1
    assert kept["message"].startswith("Saved ")
    again = desk.post(path, {"form": "soap", "revision": "1", **SOAP, "plan": "more"}, headers=JSON).json()
    assert again["revision"] == 2
    same = desk.post(path, {"form": "soap", "revision": "1", **SOAP, "plan": "more"}, headers=JSON)
    assert (same.status_code, same.json()["revision"]) == (200, 2)  # what is there already is no conflict
    assert desk.post(path, {"form": "soap", "revision": "2", **SOAP, "plan": "most"}).status_code == 302
    assert "most" in desk.get(path).content.decode()


@pytest.mark.django_db
def test_two_tabs_the_second_is_told_sees_both_and_chooses(client: Client) -> None:
    session = a_past_session(client)
    desk, path = pages(therapist_of(client)), f"/sessions/{session.pk}/note/"
    desk.post(path, {"form": "soap", "revision": "0", "subjective": "one"})
    desk.post(path, {"form": "soap", "revision": "1", "subjective": "from the first tab"})
    late = {"form": "soap", "revision": "1", "subjective": "from the second tab"}
    told = desk.post(path, late, headers=JSON)
    assert (told.status_code, told.json()["revision"]) == (409, 2)
    both = desk.post(path, late)
    shown = both.content.decode()
    assert both.status_code == 409
    assert "from the first tab" in shown
    assert "from the second tab" in shown
    assert 'name="revision" value="2"' in shown
    with inside(client.practice):
        assert Note.objects.get().parts == {"subjective": "from the first tab"}
    desk.post(path, late | {"revision": "2"})
    with inside(client.practice):
        assert Note.objects.get().parts == {"subjective": "from the second tab"}


@pytest.mark.django_db
def test_another_form_carries_the_text_over(client: Client) -> None:
    note = a_note(client)
    page = pages(therapist_of(client)).get(f"/sessions/{note.session_id}/note/?form=free").content.decode()
    assert "slept badly" in page
    assert "calm place again" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"subjective": "x" * (MOST_CHARACTERS + 1)}, 400),
        ({"subjective": "x" * 1_000_000}, 400),
        ({"subjective": "a\x00b"}, 400),
        ({"subjective": "a\u202eb"}, 400),
        ({"revision": "-1"}, 400),
        ({"revision": "x"}, 400),
        ({"subjective": "<script>alert(1)</script> שלום"}, 200),
    ],
)
def test_hostile_text_is_refused_or_shown_as_text(client: Client, parts: dict[str, str], status: int) -> None:
    session = a_past_session(client)
    desk, path = pages(therapist_of(client)), f"/sessions/{session.pk}/note/"
    answer = desk.post(path, {"form": "soap", "revision": "0"} | parts, headers=JSON)
    assert answer.status_code == status
    if status == 400:
        assert not Note.objects.filter(session=session).exists()
        assert answer.json()["message"]
    else:
        assert "<script>alert" not in desk.get(path).content.decode()


@pytest.mark.django_db
def test_a_part_that_the_form_does_not_have_is_named_with_the_right_ones_and_nothing_is_saved(client: Client) -> None:
    session, by = a_past_session(client), therapist_of(client)
    api = Api(by)
    path, first = f"sessions/{session.pk}/note/", api.headers | {"If-None-Match": "*"}

    def put(body: Any, headers: dict[str, str] = first) -> Any:
        return api.browser.put(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    for parts in ({"subjectiv": "typed for an hour"}, {**SOAP, "cycle": "x"}, {"": "x"}, {"subjective\x0b": "x"}):
        answer = put({"form": "soap", "parts": parts})
        assert answer.status_code == 400, parts
        told = " ".join(answer.json()["parts"])
        assert f"“{next(key for key in parts if key not in SOAP)}”" in told
        assert "subjective, objective, assessment, plan" in told
    assert "cycle, emotion, encounter, plan" in " ".join(put({"form": "eft", "parts": SOAP}).json()["parts"])
    assert "soap, dap" in " ".join(put({"form": "soup", "parts": {}}).json()["form"])
    hostile: list[Any] = [[], "text", None, {"plan": ["a"]}, {"plan": {"a": "b"}}, {"plan": None}, {"plan": True}]
    for wrong in hostile:
        assert list(put({"form": "soap", "parts": wrong}).json()) == ["parts"]
    unknown = put({"form": "soap", "parts": SOAP, "text": "lost?"})
    assert unknown.json() == {"text": ["Unknown field. Known: form, parts."]}
    assert api.get(path).status_code == 404
    good = put({"form": "soap", "parts": {"subjective": "from slides\x0bsecond line", "plan": "\u200b"}})
    assert good.status_code == 201
    assert good.json()["parts"] == {"subjective": "from slides\nsecond line"}
    with inside(client.practice), pytest.raises(ValidationError):
        add_template(practice_id=client.practice_id, name="Usual", form="dap", parts={"date": "x", "data": "y"})


@pytest.mark.django_db
def test_a_line_break_from_slides_stops_no_note(client: Client) -> None:
    session = a_past_session(client)
    desk, path = pages(therapist_of(client)), f"/sessions/{session.pk}/note/"
    text = "slide one\x0bslide two\u2028three\x0cfour\x85five"
    answer = desk.post(path, {"form": "soap", "revision": "0", "subjective": text}, headers=JSON)
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    with inside(client.practice):
        assert Note.objects.get().parts == {"subjective": "slide one\nslide two\nthree\nfour\nfive"}


# --- signing ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_signed_it_stays_as_it_is(client: Client) -> None:
    note, by = a_note(client), actor(therapist_of(client))
    desk, path = pages(therapist_of(client)), f"/sessions/{note.session_id}/note/"
    signed = desk.post(
        path, {"form": "soap", "revision": "1", **SOAP, "sign": "1", "attendance": "attended"}, follow=True
    ).content.decode()
    assert "Note signed. It can no longer be changed" in signed
    assert "SHA-256" in signed
    assert desk.post(path, {"form": "soap", "revision": "1", "subjective": "other"}, headers=JSON).status_code == 410
    assert desk.get(path)["Location"] == f"/notes/{note.pk}/"
    with inside(client.practice, by):
        note.refresh_from_db()
        assert note.signed_name == by.name
        with pytest.raises(NoteSigned):
            save_note(session=note.session, by=by, form="soap", parts={"plan": "x"}, revision=note.revision)
        assert sign_note(note=note, by=by, revision=1).signed_at == note.signed_at


@pytest.mark.django_db
def test_the_history_of_a_note_holds_what_was_signed_and_no_draft(client: Client) -> None:
    session, desk = a_past_session(client), pages(therapist_of(client))
    path = f"/sessions/{session.pk}/note/"
    desk.post(path, {"form": "soap", "revision": "0", "subjective": "what was taken out"})
    desk.post(path, {"form": "soap", "revision": "1", "subjective": "what stayed"})
    history = apps.get_model("interventions", "NoteEvent").objects
    with inside(client.practice):
        assert not history.exists()
    desk.post(
        path, {"form": "soap", "revision": "2", "subjective": "what stayed", "sign": "1", "attendance": "attended"}
    )
    with inside(client.practice):
        (row,) = history.all()
        assert (row.state, row.parts, row.revision) == ("signed", {"subjective": "what stayed"}, 3)


@pytest.mark.django_db
def test_what_cannot_be_signed_is_not_saved_either_and_the_next_save_is_no_conflict(client: Client) -> None:
    session = a_past_session(client)
    desk, path = pages(therapist_of(client)), f"/sessions/{session.pk}/note/"
    refused = desk.post(path, {"form": "soap", "revision": "0", "sign": "1"})
    assert "nothing to sign" in refused.content.decode()
    assert not Note.objects.filter(session=session).exists()
    kept = desk.post(path, {"form": "soap", "revision": "0", **SOAP}, headers=JSON)
    assert (kept.status_code, kept.json()["revision"]) == (200, 1)


@pytest.mark.django_db
def test_who_reads_a_note_by_one_role_does_not_add_or_cosign_by_another(client: Client) -> None:
    """A supervisor who sees clients too: no addendum to a supervisee's note, no cosigning of a colleague's."""
    practice, note = client.practice, a_note(client, sign=True)
    both = a_staff(practice, Role.THERAPIST, Role.SUPERVISOR)
    with inside(practice):
        lead = therapist_of(client)
        lead.supervisor = both
        lead.save()
    desk = pages(both)
    assert "Save addendum" not in desk.get(f"/notes/{note.pk}/").content.decode()
    assert desk.post(f"/notes/{note.pk}/addendum/", {"text": "not mine to add"}).status_code == 404
    colleague = a_client(a_staff(practice))
    theirs = a_note(colleague, sign=True)
    with inside(practice):
        CareRelation.objects.create(
            practice=practice, client=colleague, staff=both, part="second", since=timezone.localdate()
        )
    assert desk.get(f"/notes/{theirs.pk}/").status_code == 200
    assert desk.post(f"/notes/{theirs.pk}/cosign/").status_code == 404
    with inside(practice):
        assert not Addendum.objects.exists()
        assert not Cosignature.objects.exists()


@pytest.mark.django_db
def test_only_what_was_shown_is_signed(client: Client) -> None:
    note, by = a_note(client), actor(therapist_of(client))
    with inside(client.practice, by):
        save_note(session=note.session, by=by, form="soap", parts={"plan": "newer"}, revision=1)
        with pytest.raises(EditConflict):
            sign_note(note=note, by=by, revision=1, attendance=ATTENDED)
        empty = save_note(session=a_past_session(client, 5), by=by, form="dap", parts={})
        with pytest.raises(ValidationError, match="nothing to sign"):
            sign_note(note=empty, by=by, revision=1, attendance=ATTENDED)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"parts": {"plan": "forged"}}, {"state": "draft"}, {"signed_name": "Somebody"}])
def test_the_database_refuses_to_change_a_signed_note(client: Client, change: dict[str, Any]) -> None:
    note = a_note(client, sign=True)
    with inside(client.practice), pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**change)


@pytest.mark.django_db
def test_the_database_refuses_to_delete_or_to_change_what_was_added(client: Client) -> None:
    draft, by = a_note(client), actor(therapist_of(client))
    with inside(client.practice, by):
        signed = sign_note(note=draft, by=by, revision=1, attendance=ATTENDED)
        row = add_addendum(note=signed, by=by, text="the date was wrong")
        supervisor = actor(supervisor_of(client))
        word = cosign_note(note=signed, by=supervisor)
        for act in (
            lambda: Note.objects.filter(pk=signed.pk).delete(),
            lambda: Addendum.objects.filter(pk=row.pk).update(text="forged"),
            lambda: Addendum.objects.filter(pk=row.pk).delete(),
            lambda: Cosignature.objects.filter(pk=word.pk).update(word="returned"),
            lambda: Note.objects.create(
                practice=client.practice,
                client=client,
                session=a_past_session(client, 9),
                author=therapist_of(client),
                form="free",
                state="signed",
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


@pytest.fixture
def signed(own_database: str) -> Note:
    """A signed note with an addendum, committed: an intruder changes it from outside."""
    client = a_client(a_staff(a_practice()))
    note, by = a_note(client, sign=True), actor(therapist_of(client))
    with inside(client.practice, by):
        add_addendum(note=note, by=by, text="the date was wrong")
    return note


def _verify() -> str:
    from io import StringIO

    out = StringIO()
    try:
        call_command("verify_notes", stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ('UPDATE interventions_note SET parts = \'{"plan": "forged"}\'', "was altered after it was signed"),
        ("UPDATE interventions_note SET signed_at = signed_at - interval '1 day'", "was altered after it was signed"),
        ("UPDATE interventions_note SET content_hash = repeat('a', 64)", "was altered after it was signed"),
        ("UPDATE interventions_addendum SET text = 'forged'", "was altered"),
        ("DELETE FROM interventions_addendum", "is missing: read 2 of the access log names it"),
        (
            "DELETE FROM interventions_addendum; DELETE FROM interventions_note",
            "is missing: read 1 of the access log names it",
        ),
    ],
)
def test_verify_notes_finds_what_a_superuser_changed(signed: Note, statement: str, message: str) -> None:
    assert "1 signed notes hold" in _verify()
    with servers.superuser(str(connection.settings_dict["NAME"])) as intruder:
        intruder.execute("SET session_replication_role = replica")  # no trigger stands in the way
        for one in statement.split("; "):
            intruder.execute(one)
    assert message in _verify()


def test_a_forged_addendum_with_a_fitting_hash_is_found_by_the_access_log(signed: Note) -> None:
    from interventions.notes.sealing import addendum_hash

    with inside(signed.practice):
        row = Addendum.objects.get()
    row.text = "forged"
    with servers.superuser(str(connection.settings_dict["NAME"])) as intruder:
        intruder.execute("SET session_replication_role = replica")
        intruder.execute("UPDATE interventions_addendum SET text = 'forged', content_hash = %s", [addendum_hash(row)])
    assert "the access log names another content" in _verify()


def test_a_forged_text_with_a_fitting_hash_is_found_by_the_access_log(signed: Note) -> None:
    from interventions.notes.sealing import note_hash

    signed.parts = {"plan": "forged"}
    with servers.superuser(str(connection.settings_dict["NAME"])) as intruder:
        intruder.execute("SET session_replication_role = replica")
        intruder.execute(
            'UPDATE interventions_note SET parts = \'{"plan": "forged"}\', content_hash = %s', [note_hash(signed)]
        )
    assert "the access log names another content" in _verify()


# --- addenda, cosigning, who reads ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_note_is_added_to_returned_added_to_again_and_cosigned(client: Client) -> None:
    note = a_note(client, sign=True)
    desk, above = pages(therapist_of(client)), pages(supervisor_of(client))
    assert client.name in above.get("/notes/").content.decode()
    refused = above.post(f"/notes/{note.pk}/cosign/", {"return": "1"}).content.decode()
    assert "what should be added" in refused
    above.post(f"/notes/{note.pk}/cosign/", {"return": "1", "text": "risk is not mentioned"})
    assert client.name not in above.get("/notes/").content.decode()  # it waits for the author
    assert "risk is not mentioned" in desk.get(f"/notes/{note.pk}/").content.decode()
    assert "at least 3" in desk.post(f"/notes/{note.pk}/addendum/", {"text": "x"}).content.decode()
    desk.post(f"/notes/{note.pk}/addendum/", {"text": "No thoughts of death; asked."})
    assert client.name in above.get("/notes/").content.decode()
    above.post(f"/notes/{note.pk}/cosign/")
    page = desk.get(f"/notes/{note.pk}/").content.decode()
    assert "No thoughts of death" in page
    assert "Cosigned" in page
    by = actor(supervisor_of(client))
    with inside(client.practice, by):
        assert not notes_to_cosign(by).exists()
        with pytest.raises(ValidationError, match="It is cosigned"):
            cosign_note(note=note, by=by)
        with pytest.raises(PermissionDenied):
            cosign_note(note=note, by=actor(therapist_of(client)))
    assert above.post(f"/notes/{note.pk}/cosign/").status_code == 404  # it waits no longer


@pytest.mark.django_db
def test_a_draft_is_its_authors_alone_and_no_id_opens_anothers_note(client: Client) -> None:
    draft = a_note(client)
    above, colleague = pages(supervisor_of(client)), pages(a_staff(client.practice))
    admin, stranger = pages(a_staff(client.practice, Role.ADMIN)), pages(a_staff(a_practice()))
    assert above.get(f"/notes/{draft.pk}/").status_code == 404
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        sign_note(note=draft, by=by, revision=1, attendance=ATTENDED)
    assert above.get(f"/notes/{draft.pk}/").status_code == 200
    for other in (colleague, stranger):
        assert other.get(f"/notes/{draft.pk}/").status_code == 404
        assert other.get(f"/sessions/{draft.session_id}/note/").status_code == 404
        assert other.post(f"/notes/{draft.pk}/addendum/", {"text": "not mine"}).status_code == 404
    assert admin.get(f"/notes/{draft.pk}/").status_code == 403
    assert "slept badly" not in admin.get(f"/clients/{client.pk}/sessions/").content.decode()


@pytest.mark.django_db
def test_search_finds_words_in_ones_own_notes(client: Client) -> None:
    a_note(client, sign=True, session=a_past_session(client, 0), plan="imagery of the lighthouse")
    a_note(client, session=a_past_session(client, 3), plan="breathing at night")
    desk = pages(therapist_of(client))

    def found(text: str) -> int:
        return len(desk.get("/notes/", {"search": text}).context["found"])

    assert found("lighthouse") == 1
    assert found("night breathing") == 1
    assert found('"at night"') == 1
    assert found("lighthouse night") == 0
    assert found("imagery -lighthouse") == 0
    assert found("plan") == 0  # the parts' names are no text of the note
    assert found("' OR 1=1 --") == 0
    assert len(pages(supervisor_of(client)).get("/notes/", {"search": "lighthouse"}).context["found"]) == 0


@pytest.mark.django_db
def test_today_names_unsigned_notes_and_two_sessions_missed_in_a_row(client: Client) -> None:
    desk = pages(therapist_of(client))
    note = a_note(client)
    assert "1 note is not signed" in desk.get("/").content.decode()
    assert "not signed" not in pages(supervisor_of(client)).get("/").content.decode()
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        sign_note(note=note, by=by, revision=1, attendance=ATTENDED)
        start = timezone.now() - timedelta(days=30)
        for days, state in ((0, "missed"), (7, "attended"), (14, "missed")):
            at = start + timedelta(days=days)
            TherapySession.objects.create(
                practice=client.practice,
                client=client,
                therapist_id=by.as_staff(),
                starts_at=at,
                state=state,
                ends_at=at + timedelta(minutes=50),
            )
    page = desk.get("/").content.decode()
    assert "not signed" not in page
    assert "twice in a row" not in page
    with inside(client.practice):
        TherapySession.objects.filter(state="attended").update(state="missed")
    assert "did not attend twice in a row" in desk.get("/").content.decode()


@pytest.mark.django_db
def test_sessions_that_were_held_and_have_no_note_are_named_to_their_therapist_alone(client: Client) -> None:
    therapist = therapist_of(client)

    def a_day(days: int, state: str = "attended") -> TherapySession:
        start = timezone.now() - timedelta(days=days)
        with inside(client.practice):
            return TherapySession.objects.create(
                practice=client.practice,
                client=client,
                therapist=therapist,
                state=state,
                starts_at=start,
                ends_at=start + timedelta(minutes=50),
            )

    held, written, missed, long_ago = a_day(1), a_day(2), a_day(3, "missed"), a_day(31)
    a_note(client, session=written)
    page = pages(therapist).get("/notes/").content.decode()
    assert f"/sessions/{held.pk}/note/" in page
    for other in (missed, long_ago):
        assert f"/sessions/{other.pk}/note/" not in page
    assert page.count(f"/sessions/{written.pk}/note/") == 1  # among those that are not signed
    for somebody in (a_staff(client.practice), supervisor_of(client)):
        assert str(held.pk) not in pages(somebody).get("/notes/").content.decode()
    assert "there are more" not in page
    for days in range(4, 24):
        a_day(days)
    page = pages(therapist).get("/notes/").content.decode()
    assert "there are more" in page
    assert page.count("/note/") == 1 + 20
    with inside(client.practice):
        assert without_note().count() == 21
        CareRelation.objects.update(until=timezone.localdate())  # somebody else takes over: nothing can be written
        assert not without_note().exists()
    assert "held in the last 30 days has its note" in pages(therapist).get("/notes/").content.decode()


@pytest.mark.django_db
def test_in_an_empty_practice_no_note_is_missing() -> None:
    page = pages(a_staff(a_practice())).get("/notes/").content.decode()
    assert "held in the last 30 days has its note" in page
    assert "Nothing waits for your signature" in page


@pytest.mark.django_db
def test_the_sessions_tab_leads_to_notes(client: Client) -> None:
    session = a_session(client, timezone.now() - timedelta(hours=2))
    desk, tab = pages(therapist_of(client)), f"/clients/{client.pk}/sessions/"
    assert f"/sessions/{session.pk}/note/" in desk.get(tab).content.decode()
    note = a_note(client, session=session)
    page = desk.get(tab).content.decode()
    assert f"/notes/{note.pk}/" in page
    assert "Write a note" not in page
    assert client.name in desk.get("/notes/").content.decode()
    with inside(client.practice):
        assert notes(actor(therapist_of(client))).count() == 1
