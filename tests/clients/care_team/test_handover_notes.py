"""The new lead of a client is told: a note in the record, a neutral mail, a line on *today* until confirmed."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions import add_client
from clients.care_team import actions as care
from clients.episodes.actions import close_episode
from clients.models import CareRelation
from clinic.accounts.closing.actions import Decision, checklist, close_staff
from clinic.core.access import Role
from clinic.core.models import Message, Practice, Staff
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db

WHY = "Parental leave from March"
NOTE = "Sleeps badly since May. Agreed: call before each session."


def mails(practice: Practice, to: Staff) -> list[tuple[str, str]]:
    """Subject and text of what waits for somebody."""
    with inside(practice):
        rows = Message.objects.filter(recipient_id=to.pk, kind=Message.Kind.STAFF).order_by("id")
        return [(row.subject, row.body) for row in rows]


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_client_in_care_is_not_handed_over_without_a_note_and_nothing_typed_is_lost(way: str) -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(old)
    for note in ("", "   ", "too short", "x" * 4001):
        body = {"to": str(new.pk), "reason": WHY, "lead": str(old.pk), "note": note}
        if way == "api":
            answer = Api(admin).post(f"clients/{client.pk}/transfer/", body)
            assert answer.status_code == 400
            assert list(read(answer)) == ["note"]
        else:
            shown = pages(admin).post(f"/clients/{client.pk}/care/transfer/", body).content.decode()
            assert "TransferForm_note_error" in shown or "10" in shown
            assert WHY in shown
        with inside(practice):
            assert care.lead_id(client) == old.pk
    assert mails(practice, new) == []


def test_of_a_client_who_is_not_in_care_no_note_is_asked_for() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(old)
    with inside(practice):
        close_episode(client=client, reason="as agreed")
    body = {"to": str(new.pk), "reason": WHY}
    assert Api(admin).post(f"clients/{client.pk}/transfer/", body).status_code == 200


def test_who_leads_a_new_client_is_told_of_a_new_client_and_not_of_a_file_handed_over() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    body = {"name": "Quill Person", "therapist": str(therapist.pk), "time_zone": "Europe/London"}
    answer = Api(admin).post("clients/", body)
    assert answer.status_code == 201, answer.content
    ((subject, text),) = mails(practice, therapist)
    assert subject == "You have a new client"
    assert "Quill" not in subject + text
    browser = pages(therapist)
    assert "Quill Person is your new client" in browser.get("/").content.decode()
    page = browser.get(f"/clients/{read(answer)['id']}/care/").content.decode()
    assert "This client is new, and you lead the treatment." in page
    assert "hand-over note below" not in page


def test_a_note_about_a_client_whom_nobody_led_before_is_pointed_out() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    with inside(practice, actor(admin)) as scope:
        client = add_client(by=scope.actor, name="Quill Person")
    body = {"to": str(therapist.pk), "reason": WHY, "note": NOTE}
    assert Api(admin).post(f"clients/{client.pk}/transfer/", body).status_code == 200
    browser = pages(therapist)
    assert "You lead Quill Person now: read the hand-over note" in browser.get("/").content.decode()
    assert "Read the hand-over note below" in browser.get(f"/clients/{client.pk}/care/").content.decode()


def test_the_new_lead_has_one_neutral_mail_and_a_line_on_today_until_they_confirm() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(old, name="Quill Person")
    form = {"to": str(new.pk), "reason": WHY, "lead": str(old.pk), "note": NOTE}
    assert pages(admin).post(f"/clients/{client.pk}/care/transfer/", form).status_code == 302
    ((subject, body),) = mails(practice, new)
    assert subject == "1 file was handed to you"
    assert all(word not in subject + body for word in ("Quill", "Person", NOTE, WHY))
    assert mails(practice, admin) == mails(practice, old) == []
    line = "You lead Quill Person now: read the hand-over note"
    assert line in pages(new).get("/").content.decode()
    assert line not in pages(admin).get("/").content.decode()
    page = pages(new).get(f"/clients/{client.pk}/care/").content.decode()
    assert NOTE in page
    with inside(practice):
        relation = CareRelation.objects.leading().get(client=client)
    (row,) = read(Api(new).get("care/unread/"))["results"]
    assert (row["id"], row["client_name"], row["note"]) == (str(relation.pk), "Quill Person", NOTE)
    assert pages(new).post(f"/care/{relation.pk}/read/").status_code == 302
    assert line not in pages(new).get("/").content.decode()
    assert read(Api(new).get("care/unread/"))["results"] == []
    assert NOTE in pages(new).get(f"/clients/{client.pk}/care/").content.decode()  # it stays in the record
    first = read(Api(new).post(f"care/{relation.pk}/read/"))["read_at"]
    assert first == read(Api(new).post(f"care/{relation.pk}/read/"))["read_at"]  # twice changes nothing


def test_the_note_is_read_by_who_reads_the_record_and_confirmed_by_the_lead_alone() -> None:
    practice = a_practice()
    supervisor = a_staff(practice, Role.SUPERVISOR)
    admin, old = a_staff(practice, Role.ADMIN), a_staff(practice)
    new = a_staff(practice, supervisor=supervisor)
    client = a_client(old)
    body = {"to": str(new.pk), "reason": WHY, "note": NOTE}
    assert Api(admin).post(f"clients/{client.pk}/transfer/", body).status_code == 200
    assert NOTE not in pages(admin).get(f"/clients/{client.pk}/care/").content.decode()
    assert read(Api(admin).get(f"clients/{client.pk}/care/"))["results"][0]["note"] is None
    assert read(Api(supervisor).get(f"clients/{client.pk}/care/"))["results"][0]["note"] == NOTE
    with inside(practice):
        relation = CareRelation.objects.leading().get(client=client)
    for other in (supervisor, old):
        assert Api(other).post(f"care/{relation.pk}/read/").status_code == 404
        assert read(Api(other).get("care/unread/"))["results"] == []


def test_many_clients_are_one_mail_to_each_new_lead_and_each_file_keeps_its_own_note() -> None:
    practice = a_practice()
    admin, old, one, two = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice), a_staff(practice)
    clients = [a_client(old) for _ in range(4)]
    form = {
        "to": str(one.pk),
        "reason": WHY,
        "note": NOTE,
        f"client_{clients[0].pk}": str(two.pk),
        f"note_{clients[0].pk}": "This one is about a single client.",
    }
    shown = pages(admin).get(f"/practice/staff/{old.pk}/transfer/").content.decode()
    assert all(f'name="{name}"' in shown for name in form)
    assert pages(admin).post(f"/practice/staff/{old.pk}/transfer/", form).status_code == 302
    assert [subject for subject, _body in mails(practice, one)] == ["3 files were handed to you"]
    assert [subject for subject, _body in mails(practice, two)] == ["1 file was handed to you"]
    with inside(practice):
        notes = dict(CareRelation.objects.leading().values_list("client", "note"))
    assert notes == {one.pk: NOTE for one in clients} | {clients[0].pk: "This one is about a single client."}


def test_nobody_is_told_of_their_own_act() -> None:
    practice = a_practice()
    both = a_staff(practice, Role.ADMIN, Role.THERAPIST)
    old = a_staff(practice)
    client = a_client(old)
    body = {"to": str(both.pk), "reason": WHY, "note": NOTE}
    assert Api(both).post(f"clients/{client.pk}/transfer/", body).status_code == 200
    assert mails(practice, both) == []
    assert "read the hand-over note" not in pages(both).get("/").content.decode()


def test_who_is_named_for_an_unassigned_client_is_told_without_a_note() -> None:
    practice = a_practice()
    admin, gone, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(gone, name="Quill Person")
    with inside(practice):
        relation = CareRelation.objects.get(client=client)
        care.end_care(relation=relation, by=actor(admin), reason=WHY, unassigned=True)
    body = {"staff": str(new.pk), "part": "lead", "reason": WHY}
    assert Api(admin).post(f"clients/{client.pk}/care/", body).status_code == 201
    assert len(mails(practice, new)) == 1
    assert "You lead Quill Person now" in pages(new).get("/").content.decode()


def test_closing_an_account_tells_the_new_leads_and_its_reason_stands_where_no_note_was_written() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    clients = [a_client(old) for _ in range(3)]
    with inside(practice, actor(admin)) as scope:
        found = checklist(old)
        decisions = {row.item.kind: Decision(to=new, leave=True) for row in found.items}
        close_staff(staff=old, by=scope.actor, reason="Moved", decisions=decisions, seen=found.seen)
        notes = set(CareRelation.objects.leading().filter(client__in=clients).values_list("note", flat=True))
    assert notes == {"The account was closed: Moved"}
    assert [subject for subject, _body in mails(practice, new)] == ["3 files were handed to you"]


def test_a_line_on_today_goes_with_the_lead_who_leads_no_more() -> None:
    practice = a_practice()
    admin, old, new = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice)
    client = a_client(old)
    body = {"to": str(new.pk), "reason": WHY, "note": NOTE}
    assert Api(admin).post(f"clients/{client.pk}/transfer/", body).status_code == 200
    assert Api(admin).post(f"clients/{client.pk}/transfer/", body | {"to": str(old.pk)}).status_code == 200
    assert read(Api(new).get("care/unread/"))["results"] == []
    assert len(read(Api(old).get("care/unread/"))["results"]) == 1


def test_the_database_keeps_no_confirmation_of_what_was_not_handed_over() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    with inside(practice), pytest.raises(IntegrityError, match="clients_care_read"), transaction.atomic():
        CareRelation.objects.filter(client=client).update(read_at=timezone.now())


def test_whom_an_admin_names_for_a_new_client_is_told_and_confirms_it() -> None:
    practice = a_practice()
    admin, lead = a_staff(practice, Role.ADMIN), a_staff(practice)
    made = Api(admin).post("clients/", {"name": "New Person", "therapist": str(lead.pk)})
    assert made.status_code == 201
    own = Api(lead).post("clients/", {"name": "Own Person"})
    assert own.status_code == 201
    with inside(practice):
        (mail,) = Message.objects.filter(kind=Message.Kind.STAFF)
        assert (mail.recipient_id, "New Person" in mail.body) == (lead.pk, False)
    unread = read(Api(lead).get("care/unread/"))["results"]
    assert [row["client"] for row in unread] == [read(made)["id"]]
    assert Api(lead).post(f"care/{unread[0]['id']}/read/").status_code == 200
    assert read(Api(lead).get("care/unread/"))["results"] == []
