"""IFS: one target part at a time, its protectors' permission, healing steps, and the qualities of Self by session."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from clinic.core.scope import practice_scope
from interventions.modalities.ifs.models import Permission, TargetPart
from interventions.modalities.ifs.progress import stages, standing_of
from interventions.modalities.packages import kind_of, kinds_of
from interventions.models import Plan, SessionRating, TherapySession
from interventions.records.actions import remove_row, save_row
from interventions.records.models import RecordRow
from interventions.records.queries import rows_of
from tests.factories import a_client, a_plan, a_practice, a_row, a_session, a_staff, actor, inside, therapist_of
from tests.web import Api, pages, read, whole_plan

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


class Parts:
    """A plan with an exile, two protectors of it, and a session of last week."""

    def __init__(self, client: Client) -> None:
        self.plan = a_plan(client, "ifs")
        self.exile = self.part("young one", "exile")
        self.planner, self.drinker = self.part("planner", "manager"), self.part("drinker", "firefighter")
        for guard in (self.planner, self.drinker):
            a_row(self.plan, "tie", part=guard, kind="protects", other=self.exile)
        self.session = a_session(client, plan=self.plan)
        self.on = TODAY - 7 * DAY
        with inside(client.practice):
            held = timezone.now() - 7 * DAY
            row = TherapySession.objects.get(pk=self.session.pk)
            row.starts_at, row.ends_at, row.state = held, held + timedelta(minutes=50), TherapySession.State.ATTENDED
            row.save()
            self.session = row
            self.on = timezone.localdate(held)

    def part(self, name: str, kind: str, **fields: object) -> RecordRow:
        return a_row(self.plan, "part", name=name, kind=kind, **fields)

    def answer(self, guard: RecordRow, answer: str, **fields: object) -> RecordRow:
        return a_row(self.plan, "permission", protector=guard, target=self.exile, answer=answer, **fields)

    def stage(self, part: RecordRow) -> str:
        with inside(self.plan.practice):
            record = {kind.key: list(rows_of(self.plan, kind)) for kind in kinds_of("ifs")}
            return str(stages(record)[part.pk])


# --- the target part --------------------------------------------------------------------------------------------------


def test_a_new_target_ends_the_one_before_and_the_history_stays(client: Client) -> None:
    work = Parts(client)
    first = a_row(work.plan, "target", part=work.exile, on=TODAY - 9 * DAY)
    a_row(work.plan, "target", part=work.planner, on=TODAY - 2 * DAY, reason="it came forward")
    with inside(client.practice):
        rows = list(TargetPart.objects.order_by("on").values_list("part__name", "on", "until"))
        assert rows == [("young one", TODAY - 9 * DAY, TODAY - 2 * DAY), ("planner", TODAY - 2 * DAY, None)]
        found = standing_of(work.plan)
        assert found.part is not None
        assert found.part.name == "planner"
        assert TargetPart.objects.get(pk=first.pk).revision == 2
    page = whole_plan(pages(therapist_of(client)), work.plan.pk)
    assert "it came forward" in page


def test_two_targets_on_one_day_are_refused_by_form_api_and_database(client: Client) -> None:
    work, therapist = Parts(client), therapist_of(client)
    a_row(work.plan, "target", part=work.exile, on=TODAY - 5 * DAY)
    late = {"part": str(work.planner.pk), "on": (TODAY - 9 * DAY).isoformat()}
    message = "Another part is the target on some of these days"
    page = pages(therapist).post(f"/plans/{work.plan.pk}/record/target/", late).content.decode()
    assert message in page, page[page.index("<form class") :]
    answer = Api(therapist).post(f"plans/{work.plan.pk}/record/target/", late)
    assert answer.status_code == 400
    assert message in str(read(answer)["detail"])
    until = late | {"until": (TODAY - 5 * DAY).isoformat()}
    assert Api(therapist).post(f"plans/{work.plan.pk}/record/target/", until).status_code == 201
    with inside(client.practice):
        row = TargetPart(practice=client.practice, plan=work.plan, made_by=therapist, part_id=work.planner.pk, on=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"until": TODAY + DAY}, "until"),
        ({"on": TODAY, "until": TODAY - DAY}, "__all__"),
        ({"on": TODAY + 2 * DAY}, "on"),
        ({"on": date(1900, 1, 1)}, "on"),
        ({"part": None}, "part"),
        ({"reason": "x" * 201}, "reason"),
    ],
)
def test_targets_that_cannot_be(client: Client, fields: dict[str, object], field: str) -> None:
    work = Parts(client)
    with pytest.raises(ValidationError) as caught:
        a_row(work.plan, "target", **{"part": work.exile} | fields)
    assert field in caught.value.message_dict
    with inside(client.practice):
        assert not TargetPart.objects.exists()


def test_without_the_part_there_is_no_target(client: Client) -> None:
    work = Parts(client)
    a_row(work.plan, "target", part=work.exile)
    with inside(client.practice):
        remove_row(plan=work.plan, kind=kind_of("ifs", "part"), row_id=work.exile.pk)
        assert standing_of(work.plan).part is None


# --- permission -------------------------------------------------------------------------------------------------------


def test_the_newest_answer_counts_and_is_dated_by_its_session(client: Client) -> None:
    work = Parts(client)
    a_row(work.plan, "target", part=work.exile)
    row = work.answer(work.planner, "given", session=work.session, on=TODAY)
    assert isinstance(row, Permission)
    assert row.on == work.on
    assert work.stage(work.planner) == "permitted"
    work.answer(work.planner, "withdrawn", on=TODAY)
    assert work.stage(work.planner) == "noticed"
    work.answer(work.planner, "given", on=TODAY - 3 * DAY)  # typed later, of an earlier day
    assert work.stage(work.planner) == "noticed"
    with inside(client.practice):
        assert [guard.part.name for guard in standing_of(work.plan).missing] == ["planner", "drinker"]


def test_answers_that_cannot_be(client: Client) -> None:
    work = Parts(client)
    stranger = work.part("critic", "manager")
    for values, field in (
        ({"protector": stranger, "target": work.exile, "answer": "given"}, "protector"),
        ({"protector": work.exile, "target": work.exile, "answer": "given"}, "protector"),
        ({"protector": work.planner, "target": work.exile, "answer": "withdrawn"}, "answer"),
        ({"protector": work.planner, "target": work.exile, "answer": "maybe"}, "answer"),
    ):
        with pytest.raises(ValidationError) as caught:
            a_row(work.plan, "permission", **values)
        assert list(caught.value.message_dict) == [field]
    answer = Api(therapist_of(client)).post(
        f"plans/{work.plan.pk}/record/permission/",
        {"protector": str(stranger.pk), "target": str(work.exile.pk), "answer": "given"},
    )
    assert (answer.status_code, list(read(answer))) == (400, ["protector"])


def test_permission_is_not_typed_as_a_status(client: Client) -> None:
    work = Parts(client)
    for status in ("permitted", "witnessed", "unburdened"):
        with pytest.raises(ValidationError) as caught:
            work.part("critic", "manager", status=status)
        assert list(caught.value.message_dict) == ["status"]
    assert work.stage(work.part("pleaser", "manager", status="new-role")) == "new-role"
    form = pages(therapist_of(client)).get(f"/plans/{work.plan.pk}/record/part/").content.decode()
    assert 'value="new-role"' in form
    assert 'value="unburdened"' not in form


def test_only_a_manager_is_self_like(client: Client) -> None:
    work = Parts(client)
    with pytest.raises(ValidationError, match="Only a manager"):
        work.part("drinker", "firefighter", self_like=True)
    work.part("the reasonable one", "manager", self_like=True)
    assert "(Self-like)" in whole_plan(pages(therapist_of(client)), work.plan.pk)


# --- healing ----------------------------------------------------------------------------------------------------------


def test_healing_follows_permission_and_witnessing(client: Client) -> None:
    work = Parts(client)

    def refused(**values: object) -> list[str]:
        with pytest.raises(ValidationError) as caught:
            a_row(work.plan, "healing", part=work.exile, **values)
        return list(caught.value.message_dict)

    assert refused(steps=["witness"]) == ["despite"]
    for guard in (work.planner, work.drinker):
        work.answer(guard, "given", on=TODAY - 3 * DAY)
    assert refused(steps=["witness"], on=TODAY - 5 * DAY) == ["despite"]  # before they gave it
    assert refused(steps=["release"], burden="my fault") == ["steps"]
    a_row(work.plan, "healing", part=work.exile, steps=["witness", "retrieve"], on=TODAY - 2 * DAY)
    assert work.stage(work.exile) == "witnessed"
    assert refused(steps=["release"], burden="my fault", on=TODAY - 3 * DAY) == ["steps"]
    assert refused(steps=["release"]) == ["__all__"]
    assert refused(steps=["follow-up"], burden="my fault") == ["__all__"]
    assert refused(steps=["invite"]) == ["__all__"]
    assert refused(steps=["follow-up"], from_whom="her mother") == ["__all__"]
    assert refused(steps=[]) == ["steps"]
    assert refused(steps=["follow-up", "follow-up"]) == ["steps"]
    assert refused(steps=["dance"]) == ["__all__"]
    a_row(work.plan, "healing", part=work.exile, steps=["release", "invite"], burden="my fault", qualities="play")
    assert work.stage(work.exile) == "unburdened"


def test_a_legacy_burden_needs_neither_and_a_reason_goes_past_a_protector(client: Client) -> None:
    work = Parts(client)
    legacy = {"steps": ["release"], "burden": "shame of the war", "legacy": True, "from_whom": "her grandfather"}
    a_row(work.plan, "healing", part=work.exile, **legacy, released_to="earth")
    a_row(work.plan, "healing", part=work.exile, steps=["do-over"], despite="it was there at once")
    page = whole_plan(pages(therapist_of(client)), work.plan.pk)
    for text in ("legacy burden", "from her grandfather", "released to earth", "it was there at once"):
        assert text in " ".join(page.split())


# --- beside the note, in it, over the API -----------------------------------------------------------------------------


def test_in_the_session_a_target_is_chosen_and_its_protectors_answer(client: Client) -> None:
    work, therapist = Parts(client), therapist_of(client)
    browser, path = pages(therapist), f"/sessions/{work.session.pk}/note/"

    def press(value: str) -> str:
        return browser.post(path, {"form": "free", "revision": "0", "desk": value}, follow=True).content.decode()

    assert "Choose the target part first" in press(f"given:{work.planner.pk}")
    assert "Target part: young one." in press(f"target:{work.exile.pk}")
    assert "the target part already" in press(f"target:{work.exile.pk}")
    assert "planner: permission given." in press(f"given:{work.planner.pk}")
    assert "Choose “withheld”" in press(f"withdrawn:{work.drinker.pk}")
    assert "All its protectors have given permission" in press(f"given:{work.drinker.pk}")
    page = press(f"undo:{work.drinker.pk}")
    assert "drinker: answer taken back" in page
    assert "All its protectors" not in page
    for value in ("undo:" + str(work.drinker.pk), "maybe:" + str(work.planner.pk), "given:nobody", "", "target:"):
        assert "notice error" in press(value) or "message error" in press(value) or "error" in press(value)
    with inside(client.practice):
        [row] = Permission.objects.filter(removed_at__isnull=True)
        assert (row.on, row.session_id) == (work.on, work.session.pk)
        assert TargetPart.objects.get().on == work.on
    assert "planner" in browser.get(path).content.decode().partition("Recorded in this session")[2]


def test_what_was_recorded_stands_beside_the_signed_note(client: Client) -> None:
    work, therapist = Parts(client), therapist_of(client)
    work.answer(work.planner, "given", session=work.session, concern="as long as I may watch")
    browser, path = pages(therapist), f"/sessions/{work.session.pk}/note/"
    body = {"form": "ifs", "revision": "0", "work": "met the planner", "sign": "1"}
    page = browser.post(path, body, follow=True).content.decode()
    assert "Recorded in the session" in page
    assert "as long as I may watch" in page


def test_a_row_begun_in_a_session_has_its_day_and_leads_back_there(client: Client) -> None:
    work, other = Parts(client), a_session(a_client(therapist_of(client)))
    browser = pages(therapist_of(client))
    path = f"/plans/{work.plan.pk}/record/healing/?session={work.session.pk}&part={work.exile.pk}"
    form = browser.get(path).content.decode()
    assert f'value="{work.on.isoformat()}"' in form
    assert f'<option value="{work.exile.pk}" selected' in form
    body = {"part": work.exile.pk, "on": TODAY.isoformat(), "session": work.session.pk, "steps": ["follow-up"]}
    answer = browser.post(path, body)
    assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{work.session.pk}/note/")
    foreign = f"/plans/{work.plan.pk}/record/healing/?session={other.pk}"
    assert str(other.pk) not in browser.get(foreign).content.decode().replace(foreign, "")
    assert browser.post(foreign, body)["Location"] == f"/plans/{work.plan.pk}/record/"
    assert browser.get(f"/plans/{work.plan.pk}/record/healing/?session=x&part=%00").status_code == 200


def test_the_eight_qualities_are_numbers_of_a_session_and_drawn_as_courses(client: Client) -> None:
    work, therapist = Parts(client), therapist_of(client)
    browser = pages(therapist)
    page = browser.get(f"/sessions/{work.session.pk}/note/").content.decode()
    assert page.count('data-track="') == 9
    assert "The eight C’s" in page
    for track in ("calm:3", "calm:5", "compassion:7", "self_energy:6"):
        browser.post(f"/sessions/{work.session.pk}/track/", {"track": track})
    assert "Press" not in page
    with inside(client.practice):
        assert SessionRating.objects.count() == 4
    page = browser.get(f"/plans/{work.plan.pk}/").content.decode()
    assert "Self 6" in page
    assert 'class="chart qualities"' in page
    numbers = read(Api(therapist).get(f"plans/{work.plan.pk}/numbers/"))
    assert {(one["track"], tuple(one["values"]), one["on"]) for one in numbers} == {
        ("calm", (3, 5), work.on.isoformat()),
        ("compassion", (7,), work.on.isoformat()),
        ("self_energy", (6,), work.on.isoformat()),
    }
    paper = browser.get(f"/plans/{work.plan.pk}/plan.pdf").content
    assert paper.count(b"/Alt") == 2


def test_a_plan_of_the_first_version_keeps_its_one_track(client: Client) -> None:
    work = Parts(client)
    with inside(client.practice):
        Plan.objects.filter(pk=work.plan.pk).update(version=1)
    page = pages(therapist_of(client)).get(f"/sessions/{work.session.pk}/note/").content.decode()
    assert page.count('data-track="') == 1
    assert pages(therapist_of(client)).get(f"/plans/{work.plan.pk}/").status_code == 200


def test_the_record_over_the_api(client: Client) -> None:
    work = Parts(client)
    api, path = Api(therapist_of(client)), f"plans/{work.plan.pk}/record/"
    part = {"name": "critic", "kind": "manager", "self_like": True, "steps": ["find", "focus"]}
    made = read(api.post(f"{path}part/", part))
    assert (made["status"], made["self_like"], made["steps"]) == ("noticed", True, ["find", "focus"])
    target = read(api.post(f"{path}target/", {"part": str(work.exile.pk)}))
    assert (target["on"], target["until"]) == (TODAY.isoformat(), None)
    answer = {"protector": str(work.planner.pk), "target": str(work.exile.pk), "answer": "given"}
    given = read(api.post(f"{path}permission/", answer | {"session": str(work.session.pk)}))
    assert given["on"] == work.on.isoformat()
    healing = {"part": str(work.planner.pk), "steps": ["release"], "burden": "to hold it all", "legacy": True}
    assert api.post(f"{path}healing/", healing).status_code == 201
    for body, field in (({"steps": ["fly"]}, "steps"), ({"steps": "release"}, "steps"), ({"steps": None}, "steps")):
        refused = api.post(f"{path}healing/", healing | body)
        assert (refused.status_code, list(read(refused))) == (400, [field])
    assert api.post(f"{path}part/", part | {"self_like": "yes"}).status_code == 400
    assert len(read(api.get(f"{path}healing/"))["results"]) == 1


def test_an_edited_answer_keeps_its_place(client: Client) -> None:
    work = Parts(client)
    row = work.answer(work.planner, "given")
    work.answer(work.planner, "withdrawn")
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        kind = kind_of("ifs", "permission")
        save_row(plan=work.plan, kind=kind, by=scope.actor, values={"concern": "x"}, row_id=row.pk, revision=1)
    assert work.stage(work.planner) == "noticed"
