"""An account is closed once what its owner holds is handed over or knowingly left; nobody closes past that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.alerts.actions import set_alert_rules
from clients.care_team import actions as care
from clients.care_team.covers import name_cover
from clients.models import AlertRules, CareRelation
from clients.queries import lead_of
from clinic.accounts.closing.actions import ITEMS, ChecklistChanged, Decision, checklist, close_staff
from clinic.core.access import Role
from clinic.core.models import AccountClosing, Practice, Staff
from interventions.letters.actions import LetterReplaced, draft_letter, save_letter, sign_letter, write_new_version
from interventions.models import Letter, Plan, TherapySession, Waiting
from interventions.notes.actions import save_note
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.unheld import sessions_without_outcome
from interventions.sessions.waiting import wait
from tests.factories import a_client, a_plan, a_practice, a_session, a_staff, actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db

WHY = "Moves to another town"


class Office:
    """A practice in which one person holds one of everything."""

    def __init__(self) -> None:
        self.practice: Practice = a_practice()
        self.admin = a_staff(self.practice, Role.ADMIN)
        self.leaver = a_staff(self.practice, Role.THERAPIST, Role.SUPERVISOR, name="Ines Gone")
        self.new = a_staff(self.practice, Role.THERAPIST, Role.SUPERVISOR, name="Noor New")
        self.supervisee = a_staff(self.practice, supervisor=self.leaver)
        self.client = a_client(self.leaver, name="Quill Person")
        self.other = a_client(self.new, name="Second Person")
        self.plan = a_plan(self.client, "se")
        start = timezone.now().replace(minute=0, second=0, microsecond=0)
        self.coming = a_session(self.client, start + timedelta(days=3))
        self.past = a_session(self.client, start - timedelta(hours=2))
        with inside(self.practice, actor(self.leaver)):
            set_alert_rules(practice_id=self.practice.pk, on_call=self.leaver, escalate_minutes=45)
            care.add_second(client=self.other, staff_id=self.leaver.pk, by=actor(self.admin), reason="Joint work")
            wait(client=self.client, therapist=self.leaver)
            away = (start + timedelta(days=9), start + timedelta(days=12))
            add_leave(therapist=self.supervisee, starts_at=away[0], ends_at=away[1])
            name_cover(
                therapist=self.supervisee,
                staff_id=self.leaver.pk,
                starts_at=away[0],
                ends_at=away[1],
                by=actor(self.admin),
            )
            save_note(session=self.past, by=actor(self.leaver), form="free", parts={"text": "secret words"})
            self.letter = draft_letter(client=self.client, by=actor(self.leaver), kind=Letter.Kind.CLIENT)

    @property
    def path(self) -> str:
        return f"staff/{self.leaver.pk}/closing/"


ALL = ["supervisees", "clients", "second", "on_call", "sessions", "plans", "waiting", "drafts", "covers", "letters"]


def test_the_checklist_names_all_that_is_held_and_no_word_of_a_note() -> None:
    office = Office()
    found = read(Api(office.admin).get(office.path))
    assert sorted(item["kind"] for item in found["items"]) == sorted(ALL) == sorted(item.kind for item in ITEMS)
    assert "secret words" not in str(found)
    page = pages(office.admin).get(f"/practice/staff/{office.leaver.pk}/close/").content.decode()
    for words in ("Quill Person", "Second Person", "On-call duty", "Supervisees", "Running plans"):
        assert words in page
    assert "secret words" not in page


def test_nothing_is_closed_while_something_is_neither_handed_over_nor_left() -> None:
    office = Office()
    seen = read(Api(office.admin).get(office.path))["seen"]
    answer = Api(office.admin).post(office.path, {"seen": seen, "reason": WHY})
    assert answer.status_code == 400
    assert sorted(read(answer)) == sorted(ALL)
    leave = [{"kind": kind, "leave": True} for kind in ALL if kind != "drafts"]
    answer = Api(office.admin).post(office.path, {"seen": seen, "reason": WHY, "decisions": leave})
    assert list(read(answer)) == ["drafts"]
    with inside(office.practice):
        assert Staff.objects.get(pk=office.leaver.pk).is_active
        assert lead_of(office.client) == office.leaver  # nothing half done
    form = {"seen": seen, "reason": WHY}
    page = pages(office.admin).post(f"/practice/staff/{office.leaver.pk}/close/", form).content.decode()
    assert page.index("The account is still open.") < page.index("Not handed over: Quill Person")
    assert '<a href="#held-clients">' in page  # a list of errors on top leads to each
    assert pages(office.admin).post(f"/practice/staff/{office.leaver.pk}/", {"active": "0"}).status_code in {302, 400}
    with inside(office.practice):
        assert Staff.objects.get(pk=office.leaver.pk).is_active  # the old way in closes nothing


def test_everything_is_handed_over_and_the_account_closed_in_one_act() -> None:
    office = Office()
    seen, to = read(Api(office.admin).get(office.path))["seen"], str(office.new.pk)
    decisions: list[dict[str, object]] = [
        {"kind": kind, "to": to} for kind in ALL if kind not in {"drafts", "sessions"}
    ]
    decisions += [{"kind": "sessions", "with_client": True}, {"kind": "drafts", "leave": True}]
    answer = Api(office.admin).post(office.path, {"seen": seen, "reason": WHY, "decisions": decisions})
    assert answer.status_code == 201, answer.content
    kept = read(answer)
    assert (kept["closed_by"], kept["reason"], list(kept["left"])) == (str(office.admin.pk), WHY, ["drafts"])
    with inside(office.practice):
        assert not Staff.objects.get(pk=office.leaver.pk).is_active
        assert lead_of(office.client) == office.new
        assert TherapySession.objects.get(pk=office.coming.pk).therapist_id == office.new.pk
        assert Plan.objects.get(pk=office.plan.pk).therapist_id == office.new.pk
        assert Waiting.objects.get().therapist_id == office.new.pk
        assert Staff.objects.get(pk=office.supervisee.pk).supervisor_id == office.new.pk
        assert AlertRules.objects.get().on_call_id == office.new.pk
        assert not CareRelation.objects.filter(staff=office.leaver, until__isnull=True).exists()
        assert Letter.objects.get().author_id == office.new.pk
        assert AccountClosing.objects.count() == 1
        assert list(care.unassigned_clients()) == []
    assert Api(office.admin).post(office.path, {"seen": seen, "reason": WHY}).status_code == 400  # closed already


def test_what_is_knowingly_left_is_kept_and_stands_on_the_admins_today() -> None:
    office = Office()
    browser, path = pages(office.admin), f"/practice/staff/{office.leaver.pk}/close/"
    with inside(office.practice):
        seen = checklist(office.leaver).seen
    form = {"seen": seen, "reason": WHY} | dict.fromkeys(ALL, "on")
    answer = browser.post(path, form)
    assert answer.status_code == 302, answer.content.decode()
    today = browser.get("/").content.decode()
    assert "Unassigned clients" in today
    assert "Sessions that nobody will hold" in today
    assert "Quill Person" in today
    with inside(office.practice):
        assert [row.pk for row in sessions_without_outcome()] == [office.coming.pk]
        kept = AccountClosing.objects.get()
        assert kept.left["clients"][0]["text"] == "Quill Person"
        assert kept.closed_by_id == office.admin.pk
        assert Staff.objects.get(pk=office.supervisee.pk).supervisor_id is None
        assert AlertRules.objects.get().on_call_id is None
        assert Waiting.objects.get().therapist_id is None


def test_what_was_booked_between_looking_and_closing_is_noticed() -> None:
    office = Office()
    with inside(office.practice):
        seen = checklist(office.leaver).seen
    a_session(office.client, timezone.now() + timedelta(days=9))
    form = {"seen": seen, "reason": WHY} | dict.fromkeys(ALL, "on")
    page = pages(office.admin).post(f"/practice/staff/{office.leaver.pk}/close/", form).content.decode()
    assert "Something was added or changed" in page
    assert WHY in page  # nothing typed is lost
    body = {"seen": seen, "reason": WHY, "decisions": [{"kind": kind, "leave": True} for kind in ALL]}
    assert Api(office.admin).post(office.path, body).status_code == 409
    with inside(office.practice, actor(office.admin)):
        everything = {kind: Decision(leave=True) for kind in ALL}
        with pytest.raises(ChecklistChanged):
            close_staff(staff=office.leaver, by=actor(office.admin), reason=WHY, decisions=everything, seen=seen)
        assert Staff.objects.get(pk=office.leaver.pk).is_active


def test_sessions_that_cannot_go_along_need_a_decision_of_their_own() -> None:
    office = Office()
    a_session(office.other, office.coming.starts_at)  # the new therapist is busy then
    with inside(office.practice):
        seen = checklist(office.leaver).seen
    everything = dict.fromkeys(ALL, Decision(to=office.new))
    everything |= {"drafts": Decision(leave=True), "sessions": Decision(with_client=True)}
    by = actor(office.admin)
    with inside(office.practice, by):
        with pytest.raises(ValidationError) as refused:
            close_staff(staff=office.leaver, by=by, reason=WHY, decisions=everything, seen=seen)
        assert list(refused.value.message_dict) == ["sessions"]
        assert "has another session or leave at these times" in refused.value.message_dict["sessions"][0]
        everything["sessions"] = Decision(with_client=True, leave=True)
        close_staff(staff=office.leaver, by=by, reason=WHY, decisions=everything, seen=seen)
        assert [row.pk for row in sessions_without_outcome()] == [office.coming.pk]


def test_who_was_chosen_for_sessions_plans_and_places_gets_them_also_where_the_client_goes_to_another() -> None:
    office = Office()
    third = a_staff(office.practice)
    with inside(office.practice):
        seen = checklist(office.leaver).seen
    decisions = dict.fromkeys(ALL, Decision(to=office.new)) | {"drafts": Decision(leave=True)}
    decisions |= dict.fromkeys(["sessions", "plans", "waiting"], Decision(to=third))
    by = actor(office.admin)
    with inside(office.practice, by):
        close_staff(staff=office.leaver, by=by, reason=WHY, decisions=decisions, seen=seen)
        assert lead_of(office.client) == office.new
        assert TherapySession.objects.get(pk=office.coming.pk).therapist_id == third.pk
        assert Plan.objects.get(pk=office.plan.pk).therapist_id == third.pk
        assert Waiting.objects.get().therapist_id == third.pk


@pytest.mark.parametrize("who", ["ADMIN", "SELF", "FOREIGN"])
def test_only_somebody_who_can_takes_over(who: str) -> None:
    office = Office()
    people = {"ADMIN": office.admin, "SELF": office.leaver, "FOREIGN": a_staff(a_practice())}
    seen = read(Api(office.admin).get(office.path))["seen"]
    decisions = [{"kind": "clients", "to": str(people[who].pk)}]
    answer = Api(office.admin).post(office.path, {"seen": seen, "reason": WHY, "decisions": decisions})
    assert answer.status_code == 400
    assert "Choose somebody who can take this over." in read(answer)["clients"]


def test_two_decisions_on_one_kind_are_refused() -> None:
    office = Office()
    seen = read(Api(office.admin).get(office.path))["seen"]
    twice = [{"kind": "clients", "to": str(office.new.pk)}, {"kind": "clients", "leave": True}]
    answer = Api(office.admin).post(office.path, {"seen": seen, "reason": WHY, "decisions": twice})
    assert (answer.status_code, read(answer)) == (400, {"clients": ["Decide once on each kind."]})


def test_ones_own_account_and_the_last_admins_stay_open_and_nothing_moves() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN, Role.THERAPIST), a_staff(practice)
    client = a_client(admin)
    with inside(practice, actor(admin)):
        seen = checklist(admin).seen
    body = {"seen": seen, "reason": WHY, "decisions": [{"kind": "clients", "to": str(therapist.pk)}]}
    answer = Api(admin).post(f"staff/{admin.pk}/closing/", body)
    assert answer.status_code == 400
    assert "your own account" in str(read(answer))
    with inside(practice):
        assert lead_of(client) == admin


def test_a_draft_letter_goes_only_to_who_cares_for_the_client() -> None:
    office = Office()
    third = a_staff(office.practice)
    with inside(office.practice):
        seen = checklist(office.leaver).seen
    decisions = dict.fromkeys(ALL, Decision(to=office.new)) | {"drafts": Decision(leave=True)}
    by = actor(office.admin)
    with inside(office.practice, by):
        wrong = decisions | {"letters": Decision(to=third)}
        with pytest.raises(ValidationError) as refused:
            close_staff(staff=office.leaver, by=by, reason=WHY, decisions=wrong, seen=seen)
        assert list(refused.value.message_dict) == ["letters"]
        assert "does not care for these clients" in refused.value.message_dict["letters"][0]
        with_client = decisions | {"letters": Decision(with_client=True)}
        close_staff(staff=office.leaver, by=by, reason=WHY, decisions=with_client, seen=seen)
        assert Letter.objects.get().author_id == office.new.pk
    assert Api(office.new).get(f"letters/{office.letter.pk}/").status_code == 200


def test_a_new_version_that_a_closed_account_was_left_with_blocks_nobody() -> None:
    office = Office()
    by, new = actor(office.admin), actor(office.new)
    with inside(office.practice, actor(office.leaver)):
        save_letter(letter=office.letter, by=actor(office.leaver), parts={"outcome": "What we did."}, head={})
        signed = sign_letter(letter=office.letter, by=actor(office.leaver))
        draft = write_new_version(letter=signed, by=actor(office.leaver))
    with inside(office.practice, new), pytest.raises(LetterReplaced):
        write_new_version(letter=signed, by=new)  # while its author can go on with it
    with inside(office.practice, by):
        left = dict.fromkeys(ALL, Decision(leave=True)) | {"clients": Decision(to=office.new)}
        close_staff(staff=office.leaver, by=by, reason=WHY, decisions=left, seen=checklist(office.leaver).seen)
        assert Letter.objects.get(pk=draft.pk).author_id == office.leaver.pk
    with inside(office.practice, new):
        assert write_new_version(letter=signed, by=new).pk == draft.pk
        assert Letter.objects.get(pk=draft.pk).author_id == office.new.pk
