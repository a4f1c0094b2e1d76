"""An empty practice is told what to do first; each step ticks itself, and can be put away."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.alerts.actions import set_alert_rules
from clinic.core.access import Role
from clinic.core.models import Message, Practice, Room, Staff
from clinic.core.practices import add_room, change_practice
from clinic.workspace.first_steps.steps import STEPS, first_steps, put_step_away
from interventions.models import Hours
from interventions.reminders.actions import send_trial
from tests.factories import a_client, a_practice, a_session, a_staff, actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
ADMINS = ["contacts", "mail", "staff", "rooms", "on-call", "wordings", "client"]
THERAPISTS = ["hours", "client", "session", "measure"]


def open_steps(staff: Staff) -> list[str]:
    with inside(staff.practice, actor(staff)) as scope:
        return [one.key for one in first_steps(scope.actor) if not (one.done or one.put_away)]


@pytest.fixture
def practice() -> Practice:
    found = a_practice()
    found.crisis_contacts = ""
    found.save(update_fields=["crisis_contacts"])
    return found


def test_each_step_is_done_when_the_data_say_so(practice: Practice) -> None:
    admin = a_staff(practice, Role.ADMIN)
    assert open_steps(admin) == ADMINS
    with inside(practice, actor(admin)):
        change_practice(practice=practice, crisis_contacts="Call 112")
        add_room(practice_id=practice.pk, name="Blue room")
    assert open_steps(admin) == ["mail", "staff", "on-call", "wordings", "client"]
    with inside(practice, actor(admin)):
        send_trial(by=actor(admin))
    assert "mail" in open_steps(admin), "only queued"
    with inside(practice):
        Message.objects.update(state=Message.State.SENT)
    assert "mail" not in open_steps(admin)
    therapist = a_staff(practice)
    assert "staff" not in open_steps(admin)
    assert open_steps(therapist) == THERAPISTS
    with inside(practice, actor(admin)):
        set_alert_rules(practice_id=practice.pk, on_call=therapist)
    assert "on-call" not in open_steps(admin)
    with inside(practice):
        Hours.objects.create(practice=practice, therapist=therapist, weekday=0, starts=540, ends=1020)
    client = a_client(therapist)
    a_session(client, despite=True)
    assert open_steps(therapist) == ["measure"]
    assert "client" not in open_steps(admin)


def test_a_colleagues_client_and_another_practices_room_tick_nothing(practice: Practice) -> None:
    therapist, colleague = a_staff(practice), a_staff(practice)
    a_session(a_client(colleague))
    assert open_steps(therapist) == THERAPISTS
    other = a_practice()
    with inside(other):
        Room.objects.create(practice=other, name="Theirs")
    admin = a_staff(practice, Role.ADMIN)
    assert "rooms" in open_steps(admin)


def test_who_works_alone_has_both_lists_and_a_supervisor_none(practice: Practice) -> None:
    alone = a_staff(practice, Role.ADMIN, Role.THERAPIST)
    assert open_steps(alone) == [key for key in STEPS if key in {*ADMINS, *THERAPISTS}]
    assert open_steps(a_staff(practice, Role.SUPERVISOR)) == []


def test_a_step_is_put_away_by_oneself_for_oneself_and_back(practice: Practice) -> None:
    one, two = a_staff(practice, Role.ADMIN), a_staff(practice, Role.ADMIN)
    before = one.revision
    browser = pages(one)
    assert "Name your rooms" in browser.get("/").content.decode()
    for _twice in range(2):
        assert browser.post("/first-steps/put-away/", {"step": "rooms"})["Location"] == "/"
    assert "rooms" not in open_steps(one)
    assert "rooms" in open_steps(two)
    page = browser.get("/").content.decode()
    assert "Put back" in page
    with inside(practice):
        one.refresh_from_db()
        assert one.steps_put_away == ["rooms"]
        assert one.revision == before, "nobody's open form about them is refused for it"
    browser.post("/first-steps/put-away/", {"step": "rooms", "away": "0"})
    assert "rooms" in open_steps(one)


def test_a_step_that_is_not_ones_own_is_refused(practice: Practice) -> None:
    therapist = a_staff(practice)
    for sent in ({"step": "rooms"}, {"step": "nothing"}, {}):
        page = pages(therapist).post("/first-steps/put-away/", sent, follow=True)
        assert "There is no such step." in page.content.decode()
    with inside(practice):
        therapist.refresh_from_db()
        assert therapist.steps_put_away == []
    with inside(practice, actor(therapist)) as scope, pytest.raises(ValidationError):
        put_step_away(scope.actor, "rooms")


def test_each_step_leads_to_a_page_that_opens(practice: Practice) -> None:
    alone = a_staff(practice, Role.ADMIN, Role.THERAPIST)
    with inside(practice, actor(alone)) as scope:
        steps = first_steps(scope.actor)
    for step in steps:
        assert pages(alone).get(step.url).status_code == 200, step


def test_the_api_lists_and_puts_away(practice: Practice) -> None:
    admin = a_staff(practice, Role.ADMIN)
    api = Api(admin)
    assert [row["key"] for row in read(api.get("first-steps/"))] == ADMINS
    answer = api.post("first-steps/", {"step": "rooms", "put_away": True})
    assert [row["put_away"] for row in read(answer) if row["key"] == "rooms"] == [True]
    for body in ({"step": "nothing", "put_away": True}, {"step": "hours", "put_away": True}):
        refused = api.post("first-steps/", body)
        assert refused.status_code == 400, body
        assert list(read(refused)) == ["step"]
    assert api.post("first-steps/", {"step": "rooms"}).status_code == 400


def test_a_trial_mail_is_sent_from_today_and_over_the_api(practice: Practice) -> None:
    admin = a_staff(practice, Role.ADMIN)
    answer = pages(admin).post("/practice/trial/", {"from": "today"}, follow=True)
    assert "It is on its way" in answer.content.decode()
    assert answer.request["PATH_INFO"] == "/"
    assert Api(admin).post("practice/trial/", {}).status_code == 202
    assert Api(admin).post("practice/trial/", {"number": "12"}).status_code == 400
    with inside(practice):
        rows = Message.objects.filter(kind=Message.Kind.TEST)
        assert [row.to_address for row in rows] == [admin.user.email] * 2
        assert all(row.occasion_at and row.occasion_at <= timezone.now() for row in rows)


def test_a_practice_at_work_sees_no_list(practice: Practice) -> None:
    admin = a_staff(practice, Role.ADMIN)
    with inside(practice):
        admin.steps_put_away = list(ADMINS)
        admin.save(update_fields=["steps_put_away"])
    page = pages(admin).get("/").content.decode()
    assert "First steps" not in page
