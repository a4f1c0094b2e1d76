"""Who goes on leave names who covers: alerts go there first, for this time alone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.alerts.responsibility import responsible_for
from clients.care_team.actions import add_second
from clients.care_team.covers import name_cover
from clients.models import Cover
from clinic.core.access import Role
from clinic.core.models import Message, Staff
from interventions.models import Leave
from interventions.sessions.calendar_settings import add_leave, remove_leave
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.interventions.sessions.test_session_api import send
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def leave_of(therapist: Staff, starts_at: datetime, days: int = 4) -> Leave:
    with inside(therapist.practice):
        return add_leave(therapist=therapist, starts_at=starts_at, ends_at=starts_at + days * DAY)[0]


def soon() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) + DAY


def test_leave_of_a_lead_asks_on_the_page_who_covers_and_keeps_what_was_typed() -> None:
    practice = a_practice()
    lead, other = a_staff(practice), a_staff(practice, name="Noor New")
    a_client(lead)
    day = (timezone.localdate() + 5 * DAY).isoformat()
    path = reverse("sessions:leave-new", args=[lead.pk])
    form = {"since": day, "until": day, "label": "Training"}
    shown = pages(lead).post(path, form).content.decode()
    assert "Choose who covers for clients in care" in shown
    assert "Training" in shown
    with inside(practice):
        assert not Leave.objects.exists()
    assert pages(lead).post(path, form | {"cover": str(other.pk)}).status_code == 302
    assert "covered by Noor New" in pages(lead).get(reverse("sessions:hours", args=[lead.pk])).content.decode()
    again = (timezone.localdate() + 9 * DAY).isoformat()
    assert pages(lead).post(path, {"since": again, "until": again, "cover": "nobody"}).status_code == 302
    with inside(practice):
        assert Cover.objects.count() == 1


def test_alerts_go_to_whoever_covers_in_these_days_and_to_nobody_else_after() -> None:
    practice = a_practice()
    lead, second, cover = a_staff(practice), a_staff(practice), a_staff(practice)
    client, start = a_client(lead), soon()
    leave_of(lead, start, days=6)
    with inside(practice):
        add_second(client=client, staff_id=second.pk, by=actor(lead), reason="Joint work")
        name_cover(therapist=lead, staff_id=cover.pk, starts_at=start, ends_at=start + 3 * DAY, by=actor(lead))

        def first(at: datetime) -> set[object]:
            return set(responsible_for([client.pk], at)[client.pk].first)

        assert lead.pk in first(start - timedelta(minutes=1))
        assert cover.pk in first(start)
        assert second.pk not in first(start)
        assert cover.pk in first(start + 3 * DAY - timedelta(seconds=1))
        assert second.pk in first(start + 3 * DAY)  # still away, nobody covers
        assert lead.pk in first(start + 6 * DAY)
    leave_of(cover, start + DAY, days=1)
    with inside(practice):
        assert second.pk in first(start + DAY)  # who covers is away


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda body, who: body | {"cover": str(who["lead"].pk)}, "cover"),
        (lambda body, who: body | {"cover": str(who["admin"].pk)}, "cover"),
        (lambda body, who: body | {"cover": str(who["away"].pk)}, "cover"),
        (lambda body, who: body | {"cover": str(who["foreign"].pk)}, "cover"),
        (lambda body, who: body | {"cover": str(UNKNOWN)}, "cover"),
        (lambda body, who: body | {"ends_at": body["starts_at"]}, "ends_at"),
        (lambda body, who: body | {"ends_at": (soon() + 5 * DAY).isoformat()}, "ends_at"),
        (lambda body, who: body | {"starts_at": "soon"}, "starts_at"),
    ],
)
def test_what_cannot_cover_is_said_at_its_field(
    change: Callable[[dict[str, str], dict[str, Staff]], dict[str, str]], field: str
) -> None:
    practice = a_practice()
    who = {
        "lead": a_staff(practice),
        "admin": a_staff(practice, Role.ADMIN),
        "away": a_staff(practice),
        "foreign": a_staff(a_practice()),
    }
    good, start = a_staff(practice), soon()
    leave_of(who["lead"], start)
    leave_of(who["away"], start + DAY, days=1)
    body = {"cover": str(good.pk), "starts_at": start.isoformat(), "ends_at": (start + 4 * DAY).isoformat()}
    path = f"staff/{who['lead'].pk}/covers/"
    answer = Api(who["lead"]).post(path, change(body, who))
    assert answer.status_code == 400, answer.content
    assert field in read(answer)
    assert Api(who["lead"]).post(path, body).status_code == 201


def test_several_cover_parts_of_a_leave_but_one_at_a_time_and_taking_the_leave_back_ends_them() -> None:
    practice = a_practice()
    lead, one, two = a_staff(practice), a_staff(practice), a_staff(practice)
    start, path = soon(), f"staff/{lead.pk}/covers/"
    leave = leave_of(lead, start)

    def body(staff: Staff, first: int, last: int) -> dict[str, str]:
        begins, ends = start + first * DAY, start + last * DAY
        return {"cover": str(staff.pk), "starts_at": begins.isoformat(), "ends_at": ends.isoformat()}

    assert Api(lead).post(path, body(one, 0, 2)).status_code == 201
    assert Api(lead).post(path, body(two, 2, 4)).status_code == 201
    assert "starts_at" in read(Api(lead).post(path, body(two, 1, 2)))
    rows = read(Api(lead).get(path))["results"]
    assert [row["staff"] for row in rows] == [str(one.pk), str(two.pk)]
    for status in (204, 404):
        assert send(Api(lead), "delete", f"{path}{rows[0]['id']}/").status_code == status
    with inside(practice):
        remove_leave(leave=leave)
        assert not Cover.objects.exists()


def test_taking_leave_over_the_api_names_who_covers_and_what_is_booked() -> None:
    practice = a_practice()
    lead, cover = a_staff(practice), a_staff(practice)
    a_client(lead)
    start = soon()
    body: dict[str, object] = {"starts_at": start.isoformat(), "ends_at": (start + DAY).isoformat()}
    path = f"staff/{lead.pk}/leave/"
    assert "cover" in read(Api(lead).post(path, body))
    answer = Api(lead).post(path, body | {"cover": str(cover.pk)})
    assert answer.status_code == 201, answer.content
    assert read(answer)["sessions"] == []


def test_the_database_takes_no_cover_by_oneself_nor_two_at_once_nor_a_closed_account() -> None:
    practice = a_practice()
    lead, one, gone = a_staff(practice), a_staff(practice), a_staff(practice)
    start = soon()
    fields = {"practice": practice, "therapist": lead, "starts_at": start, "ends_at": start + DAY}
    with inside(practice):
        Staff.objects.filter(pk=gone.pk).update(is_active=False)
        Cover.objects.create(**fields, staff=one)
        for staff, name in ((lead, "clients_cover_other"), (gone, "clients_cover_active"), (one, "clients_cover_one")):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Cover.objects.create(**fields, staff=staff)


def test_no_leave_and_no_cover_reaches_beyond_the_last_day_of_work() -> None:
    practice = a_practice(time_zone="Pacific/Chatham")
    lead, cover, admin = a_staff(practice, name="Lea"), a_staff(practice, name="Dan"), a_staff(practice, Role.ADMIN)
    a_client(lead)
    day = timezone.localdate() + 10 * DAY
    midnight = datetime.combine(day + DAY, time(), ZoneInfo("Pacific/Chatham"))

    def set_last_day(staff: Staff) -> None:
        with inside(practice):
            revision = Staff.objects.get(pk=staff.pk).revision
        change = {"works_until": day.isoformat()}
        answer = send(Api(admin), "patch", f"staff/{staff.pk}/", change, **{"If-Match": f'"{revision}"'})
        assert read(answer)["works_until"] == day.isoformat(), answer.content

    set_last_day(lead)
    body = {"starts_at": (midnight - 3 * DAY).isoformat(), "ends_at": midnight.isoformat(), "cover": str(cover.pk)}
    late = body | {"ends_at": (midnight + timedelta(minutes=1)).isoformat()}
    path = f"staff/{lead.pk}/leave/"
    assert "Lea works here until" in read(Api(lead).post(path, late))["ends_at"][0]
    form = {"since": day.isoformat(), "until": (day + DAY).isoformat(), "label": "Training", "cover": "nobody"}
    page = pages(lead).post(reverse("sessions:leave-new", args=[lead.pk]), form).content.decode()
    assert "Lea works here until" in page
    assert "Training" in page
    with inside(practice):
        assert not Leave.objects.exists()
    set_last_day(cover)
    assert Api(lead).post(path, body).status_code == 201
    with inside(practice):
        Staff.objects.filter(pk=lead.pk).update(works_until=None)
        Leave.objects.update(ends_at=midnight + DAY)
    longer = {"starts_at": midnight.isoformat(), "ends_at": (midnight + DAY).isoformat(), "cover": str(cover.pk)}
    assert "Dan works here until" in read(Api(lead).post(f"staff/{lead.pk}/covers/", longer))["cover"][0]


def test_a_last_day_of_work_that_a_leave_or_a_cover_reaches_beyond_is_refused() -> None:
    practice = a_practice()
    admin, lead, cover = a_staff(practice, Role.ADMIN), a_staff(practice, name="Lea"), a_staff(practice, name="Dan")
    a_client(lead)
    start = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + 10 * DAY
    body = {"starts_at": start.isoformat(), "ends_at": (start + 7 * DAY).isoformat(), "cover": str(cover.pk)}
    assert Api(lead).post(f"staff/{lead.pk}/leave/", body).status_code == 201
    day = (start + 3 * DAY).date().isoformat()
    for staff in (lead, cover):
        found = Api(admin).get(f"staff/{staff.pk}/")
        change = {"works_until": day}
        answer = send(Api(admin), "patch", f"staff/{staff.pk}/", change, **{"If-Match": found["ETag"]})
        assert answer.status_code == 400, answer.content
        assert "Dan covers for Lea until" in read(answer)["works_until"][0]
    with inside(practice):
        assert not Staff.objects.filter(works_until__isnull=False).exists()
        Cover.objects.all().delete()
    found = Api(admin).get(f"staff/{lead.pk}/")
    answer = send(Api(admin), "patch", f"staff/{lead.pk}/", {"works_until": day}, **{"If-Match": found["ETag"]})
    assert "A leave is noted until" in read(answer)["works_until"][0]


def test_whoever_is_named_as_cover_is_told_sees_it_coming_and_reads_nothing_yet() -> None:
    practice = a_practice()
    lead, cover = a_staff(practice, name="Lea"), a_staff(practice, name="Dan")
    client = a_client(lead, name="Robin Person")
    start = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + 10 * DAY
    body = {"starts_at": start.isoformat(), "ends_at": (start + 7 * DAY).isoformat(), "cover": str(cover.pk)}
    assert Api(lead).post(f"staff/{lead.pk}/leave/", body).status_code == 201
    with inside(practice):
        (mail,) = Message.objects.all()
        assert (mail.recipient_id, mail.state) == (cover.pk, Message.State.QUEUED)
        assert "You cover for a colleague from" in mail.body
        assert "Lea" not in mail.subject + mail.body
    page = pages(cover).get("/").content.decode()
    assert "You will cover for Lea:" in " ".join(page.split())
    assert "Robin Person" not in page
    (row,) = read(Api(cover).get("covering/"))["results"]
    assert (row["name"], row["clients"]) == ("Lea", [])
    assert pages(cover).get(f"/clients/{client.pk}/").status_code == 404
    with inside(practice):
        remove_leave(leave=Leave.objects.get())
        assert [one.state for one in Message.objects.all()] == [Message.State.CANCELLED]
    assert "You will cover" not in pages(cover).get("/").content.decode()
