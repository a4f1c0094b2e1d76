"""Who is told of alerts, over the API: a part of the rules at a time, and what cannot be refused at its field."""

import pytest

from clinic.core.access import Role
from tests.factories import a_practice, a_staff
from tests.interventions.sessions.test_session_api import send
from tests.web import Api, read

pytestmark = pytest.mark.django_db


def test_a_part_of_the_rules_is_changed_and_the_rest_stays() -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)
    before = read(Api(admin).get("alert-rules/"))
    assert before["on_call"] is None
    changed = read(send(Api(admin), "patch", "alert-rules/", {"on_call": str(therapist.pk), "text_high": True}))
    assert changed == before | {"on_call": str(therapist.pk), "text_high": True}
    later = read(send(Api(admin), "patch", "alert-rules/", {"taken_minutes": 30}))
    assert (later["on_call"], later["taken_minutes"]) == (str(therapist.pk), 30)
    nobody = read(send(Api(admin), "patch", "alert-rules/", {"on_call": None}))
    assert (nobody["on_call"], nobody["taken_minutes"]) == (None, 30)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"escalate_minutes": 4}, "escalate_minutes"),
        ({"escalate_minutes": "soon"}, "escalate_minutes"),
        ({"taken_minutes": 1441}, "taken_minutes"),
        ({"text_high": "maybe"}, "text_high"),
        ({"on_call": "nobody"}, "on_call"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(body: dict[str, object], field: str) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    answer = send(Api(admin), "patch", "alert-rules/", body)
    assert answer.status_code == 400
    assert set(read(answer)) == {field}


def test_whoever_cannot_act_is_not_put_on_call() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    foreign = a_staff(a_practice())
    for staff in (admin, foreign):
        answer = send(Api(admin), "patch", "alert-rules/", {"on_call": str(staff.pk)})
        assert (answer.status_code, set(read(answer))) == (400, {"on_call"}), staff
    assert read(Api(admin).get("alert-rules/"))["on_call"] is None
