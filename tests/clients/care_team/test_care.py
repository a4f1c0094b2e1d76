"""Who cares for a client: added, ended, handed over; who is left without anybody is seen."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clients.care_team import actions as care
from clients.episodes.actions import close_episode
from clients.models import CareRelation
from clients.queries import lead_of
from clinic.core.access import Role
from clinic.core.models import Practice, Staff
from interventions.models import Plan, TherapySession
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.waiting import wait
from tests.factories import a_client, a_plan, a_practice, a_session, a_staff, actor, inside
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db

WHY = "Parental leave from March"
NOTE = "Stable since spring; we agreed on a review in May."


def leads(practice: Practice) -> dict[str, str]:
    """Client's name → their lead's."""
    rows = CareRelation.objects.filter(until__isnull=True, part="lead")
    return dict(rows.values_list("client__name", "staff__name"))


def unassigned(practice: Practice) -> list[str]:
    with inside(practice):
        return [client.name for client in care.unassigned_clients()]


def close(staff: Staff) -> None:
    """The account as it was closed before there was a hand-over."""
    with inside(staff.practice):
        Staff.objects.filter(pk=staff.pk).update(is_active=False)


def test_an_admin_hands_a_client_over_and_sessions_plan_and_waiting_go_along() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(old)
    plan, session = a_plan(client, "se"), a_session(client)
    with inside(practice):
        waiting = wait(client=client, therapist=old)
    answer = Api(admin).post(f"clients/{client.pk}/transfer/", {"to": str(new.pk), "reason": WHY, "note": NOTE})
    assert answer.status_code == 200, answer.content
    assert read(answer) == {
        "clients": 1,
        "moved": {"sessions": 1, "plans": 1, "waiting": 1, "letters": 0},
        "stayed": [],
    }
    with inside(practice):
        assert lead_of(client) == new
        session.refresh_from_db()
        assert (session.therapist_id, session.revision) == (new.pk, 2)
        assert Plan.objects.get(pk=plan.pk).therapist_id == new.pk
        waiting.refresh_from_db()
        assert waiting.therapist_id == new.pk
    assert Api(old).get(f"clients/{client.pk}/").status_code == 404  # no longer theirs
    assert Api(new).get(f"clients/{client.pk}/").status_code == 200
    team = read(Api(new).get(f"clients/{client.pk}/care/"))
    assert team["unassigned"] is False
    now, before = team["results"]
    assert (now["staff"], now["part"], now["reason"], now["added_by"]) == (str(new.pk), "lead", WHY, str(admin.pk))
    assert (before["staff"], before["end_reason"], before["ended_by"]) == (str(old.pk), WHY, str(admin.pk))
    assert before["until"] == timezone.localdate().isoformat()


def test_sessions_at_times_that_the_new_therapist_has_not_stay_and_are_named() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    client = a_client(old, name="Quill Person")
    sessions = [a_session(client, start + timedelta(days=day)) for day in range(3)]
    a_session(a_client(new), start)
    with inside(practice):
        day = start + timedelta(days=1)
        add_leave(therapist=new, starts_at=day - timedelta(hours=2), ends_at=day + timedelta(hours=2))
        handed = care.transfer(client=client, to=new.pk, by=actor(admin), reason=WHY, lead=old.pk, note=NOTE)
        assert handed.moved["sessions"] == 1
        assert [row.id for row in handed.stayed] == [sessions[0].pk, sessions[1].pk]
        assert "Quill Person" in handed.stayed[0].text
        assert TherapySession.objects.filter(therapist=old).count() == 2


def test_all_of_a_therapists_clients_go_to_several_in_one_act(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    practice = a_practice()
    admin, old, one, two = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice), a_staff(practice)
    clients = [a_client(old) for _ in range(12)]
    for number, client in enumerate(clients):
        a_session(client, timezone.now() + timedelta(days=2 + number))
    with (
        inside(practice),
        django_assert_max_num_queries(63),
    ):  # two who take over, whatever the number of clients; both tell theirs
        handed = care.transfer_all(
            of=old,
            by=actor(admin),
            reason=WHY,
            note=NOTE,
            to=one.pk,
            each={clients[0].pk: two.pk, clients[1].pk: two.pk},
        )
    assert (handed.clients, handed.moved["sessions"]) == (12, 12)
    with inside(practice):
        assert lead_of(clients[0]) == two
        assert lead_of(clients[5]) == one
        assert not CareRelation.objects.filter(staff=old, until__isnull=True).exists()


def test_one_wrong_client_among_all_hands_over_nobody() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client, other = a_client(old), a_client(new)
    body = {"to": str(new.pk), "reason": WHY, "note": NOTE, "each": [{"client": str(other.pk), "to": str(new.pk)}]}
    answer = Api(admin).post(f"staff/{old.pk}/transfer/", body)
    assert answer.status_code == 400
    assert "each" in read(answer)
    with inside(practice):
        assert lead_of(client) == old


def test_a_lead_hands_over_their_own_client_and_no_others() -> None:
    practice = a_practice()
    lead, second, other = a_staff(practice), a_staff(practice), a_staff(practice)
    client, elsewhere = a_client(lead), a_client(other)
    body = {"staff": str(second.pk), "reason": "Joint work"}
    assert Api(lead).post(f"clients/{client.pk}/care/", body).status_code == 201
    assert Api(second).get(f"clients/{client.pk}/").status_code == 200
    body = {"to": str(other.pk), "reason": WHY, "note": NOTE}
    assert Api(second).post(f"clients/{client.pk}/transfer/", body).status_code == 404  # in the team, not the lead
    assert Api(lead).post(f"clients/{elsewhere.pk}/transfer/", body).status_code == 404
    assert Api(lead).post(f"staff/{other.pk}/transfer/", body).status_code == 404
    assert Api(lead).post(f"clients/{client.pk}/transfer/", body).status_code == 200
    assert Api(lead).get(f"clients/{client.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": WHY}, "to"),
        ({"to": "x", "reason": WHY}, "to"),
        ({"to": str(UNKNOWN), "reason": WHY}, "to"),
        ({"to": "ADMIN", "reason": WHY}, "to"),
        ({"to": "CLOSED", "reason": WHY}, "to"),
        ({"to": "FOREIGN", "reason": WHY}, "to"),
        ({"to": "OLD", "reason": WHY}, "to"),
        ({"to": "NEW"}, "reason"),
        ({"to": "NEW", "reason": "  x "}, "reason"),
        ({"to": "NEW", "reason": "x" * 401}, "reason"),
        ({"to": "NEW", "reason": WHY, "who": 1}, "who"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(body: dict[str, object], field: str) -> None:
    practice = a_practice()
    people = {
        "ADMIN": a_staff(practice, Role.ADMIN),
        "OLD": a_staff(practice),
        "NEW": a_staff(practice),
        "CLOSED": a_staff(practice),
        "FOREIGN": a_staff(a_practice()),
    }
    client = a_client(people["OLD"])
    close(people["CLOSED"])
    given = {key: str(people[value].pk) if value in people else value for key, value in body.items()}
    answer = Api(people["ADMIN"]).post(f"clients/{client.pk}/transfer/", given)
    assert answer.status_code == 400
    assert field in read(answer), read(answer)
    with inside(practice):
        assert lead_of(client) == people["OLD"]


def test_the_lead_of_a_client_in_care_is_not_ended_by_accident() -> None:
    practice = a_practice()
    admin, lead = a_staff(practice, Role.ADMIN), a_staff(practice)
    client = a_client(lead, name="Quill Person")
    with inside(practice):
        relation = CareRelation.objects.get(client=client)
    end = f"care/{relation.pk}/end/"
    assert "unassigned" in read(Api(admin).post(end, {"reason": WHY}))
    answer = Api(lead).post(end, {"reason": WHY, "unassigned": True})
    assert "Hand the lead over" in read(answer)["unassigned"][0]  # not the lead's to decide
    assert unassigned(practice) == []
    assert Api(admin).post(end, {"reason": WHY, "unassigned": True}).status_code == 200
    assert unassigned(practice) == ["Quill Person"]
    assert Api(admin).post(end, {"reason": WHY, "unassigned": True}).status_code == 409  # it has ended


def test_a_lead_ends_where_no_treatment_runs_and_nothing_is_booked() -> None:
    practice = a_practice()
    lead = a_staff(practice)
    client = a_client(lead)
    session = a_session(client)
    with inside(practice):
        close_episode(client=client, reason="as agreed")
        relation = CareRelation.objects.get(client=client)
    end = f"care/{relation.pk}/end/"
    assert Api(lead).post(end, {"reason": WHY}).status_code == 400  # somebody is expected to come
    with inside(practice):
        TherapySession.objects.filter(pk=session.pk).delete()
    assert Api(lead).post(end, {"reason": WHY}).status_code == 200
    assert unassigned(practice) == []


def test_sessions_of_a_second_therapist_who_ends_go_to_the_lead() -> None:
    practice = a_practice()
    lead, second = a_staff(practice), a_staff(practice)
    client = a_client(lead)
    with inside(practice):
        row = care.add_second(client=client, staff_id=second.pk, by=actor(lead), reason="Joint work")
    session = a_session(client)
    with inside(practice):
        TherapySession.objects.filter(pk=session.pk).update(therapist=second)
        handed = care.end_care(relation=row, by=actor(lead), reason=WHY)
        assert handed.moved["sessions"] == 1
        session.refresh_from_db()
        assert session.therapist_id == lead.pk


def test_who_becomes_unassigned_by_whatever_way_is_seen() -> None:
    practice = a_practice()
    admin, gone, demoted = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    a_client(gone, name="Lead closed")
    a_client(demoted, name="No therapist any more")
    with inside(practice, actor(admin)):
        from clients.actions import add_client

        add_client(by=actor(admin), name="Never had one")
        done = add_client(by=actor(admin), name="Done with")
        close_episode(client=done, reason="as agreed")
        Staff.objects.filter(pk=demoted.pk).update(roles=["admin"])
    close(gone)
    assert unassigned(practice) == ["Lead closed", "Never had one", "No therapist any more"]


def test_an_unassigned_client_is_given_a_lead_and_what_was_left_goes_along() -> None:
    practice = a_practice()
    admin, gone, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(gone)
    session = a_session(client)
    with inside(practice):
        relation = CareRelation.objects.get(client=client)
        care.end_care(relation=relation, by=actor(admin), reason=WHY, unassigned=True)
    close(gone)
    body = {"staff": str(new.pk), "part": "lead", "reason": WHY}
    assert Api(admin).post(f"clients/{client.pk}/care/", body).status_code == 201
    assert Api(admin).post(f"clients/{client.pk}/care/", body).status_code == 409  # there is one by now
    assert unassigned(practice) == []
    with inside(practice):
        session.refresh_from_db()
        assert session.therapist_id == new.pk


def test_who_decided_on_what_is_not_so_any_more_is_told() -> None:
    practice = a_practice()
    admin, old, one, two = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice), a_staff(practice)
    client = a_client(old)
    body = {"to": str(one.pk), "reason": WHY, "note": NOTE, "lead": str(old.pk)}
    assert Api(admin).post(f"clients/{client.pk}/transfer/", body).status_code == 200
    answer = Api(admin).post(f"clients/{client.pk}/transfer/", body | {"to": str(two.pk)})
    assert answer.status_code == 409
    assert "Somebody else has changed" in read(answer)["detail"]
    with inside(practice):
        assert lead_of(client) == one


def test_the_database_takes_no_care_and_no_session_of_a_closed_account() -> None:
    practice = a_practice()
    old, gone = a_staff(practice), a_staff(practice)
    client = a_client(old)
    session = a_session(client)
    close(gone)
    today = timezone.localdate()
    with inside(practice):
        with pytest.raises(IntegrityError, match="clients_care_active"), transaction.atomic():
            CareRelation.objects.create(practice=practice, client=client, staff=gone, part="second", since=today)
        with pytest.raises(IntegrityError, match="interventions_session_active"), transaction.atomic():
            TherapySession.objects.filter(pk=session.pk).update(therapist=gone)
        with pytest.raises(ValidationError):
            care.add_second(client=client, staff_id=gone.pk, by=actor(old), reason=WHY)


def test_an_admin_hands_over_on_the_pages_and_the_new_therapist_finds_the_client() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice, name="Noor New")
    client = a_client(old, name="Quill Person")
    file = pages(admin).get(f"/clients/{client.pk}/file/").content.decode()
    assert f"/clients/{client.pk}/care/" in file
    form = {"to": str(new.pk), "reason": WHY, "note": NOTE, "lead": str(old.pk)}
    answer = pages(admin).post(f"/clients/{client.pk}/care/transfer/", form, follow=True)
    assert "Noor New leads Quill Person from now on." in answer.content.decode()
    assert WHY in answer.content.decode()
    assert "Quill Person" in pages(new).get("/caseload/").content.decode()
    assert "Quill Person" not in pages(old).get("/caseload/").content.decode()
    stale = pages(admin).post(f"/clients/{client.pk}/care/transfer/", form | {"to": str(old.pk)})
    assert "Somebody else has changed this care team" in stale.content.decode()
    assert f'value="{old.pk}" selected' in stale.content.decode()  # nothing chosen is lost


def test_a_lead_who_handed_over_is_led_on_and_not_into_a_page_that_is_gone() -> None:
    practice = a_practice()
    old, new = a_staff(practice), a_staff(practice)
    client = a_client(old)
    form = {"to": str(new.pk), "reason": WHY, "note": NOTE, "lead": str(old.pk)}
    answer = pages(old).post(f"/clients/{client.pk}/care/transfer/", form, follow=True)
    assert answer.status_code == 200
    assert "leads" in answer.content.decode()


def test_an_unassigned_client_stands_on_the_admins_today_until_somebody_leads() -> None:
    practice = a_practice()
    admin, gone, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(gone, name="Quill Person")
    assert "Unassigned clients" not in pages(admin).get("/").content.decode()
    close(gone)
    today = pages(admin).get("/").content.decode()
    assert "Unassigned clients" in today
    assert f"/clients/{client.pk}/care/" in today
    assert "Unassigned clients" not in pages(new).get("/").content.decode()
    assert "unassigned" in pages(admin).get(f"/clients/{client.pk}/file/").content.decode()
    assert "Quill Person" in pages(admin).get("/clients/?show=unassigned").content.decode()
    (row,) = read(Api(admin).get("clients/", show="unassigned"))["results"]
    assert row["name"] == "Quill Person"
    assert read(Api(new).get("clients/", show="unassigned"))["results"] == []
    form = {"to": str(new.pk), "reason": WHY, "note": NOTE, "lead": str(gone.pk)}
    assert pages(admin).post(f"/clients/{client.pk}/care/transfer/", form).status_code == 302
    assert "Unassigned clients" not in pages(admin).get("/").content.decode()


def test_ending_and_handing_over_all_by_the_pages() -> None:
    practice = a_practice()
    admin, old, one, two = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice), a_staff(practice)
    first, second = a_client(old), a_client(old)
    page = pages(admin).get(f"/practice/staff/{old.pk}/transfer/").content.decode()
    assert f'name="client_{first.pk}"' in page
    missing = pages(admin).post(f"/practice/staff/{old.pk}/transfer/", {"reason": WHY}).content.decode()
    assert "Choose who takes over." in missing
    form = {"to": str(one.pk), "reason": WHY, "note": NOTE, f"client_{second.pk}": str(two.pk)}
    assert pages(admin).post(f"/practice/staff/{old.pk}/transfer/", form).status_code == 302
    with inside(practice):
        assert (lead_of(first), lead_of(second)) == (one, two)
        relation = CareRelation.objects.get(client=first, until__isnull=True)
    end = f"/care/{relation.pk}/end/"
    assert "confirm that nobody is responsible" in pages(admin).post(end, {"reason": WHY}).content.decode()
    assert pages(admin).post(end, {"reason": WHY, "unassigned": "on"}).status_code == 302
    assert unassigned(practice) == [first.name]
