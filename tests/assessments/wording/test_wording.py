"""Published wordings and own instruments: reading, fitting, keeping; and what is refused, with its place."""

import csv
import io
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import catalogue
from assessments.actions import correct_assessment, void_assessment
from assessments.models import Assessment, CustomInstrument, Score, Wording
from assessments.questionnaires.queries import portal_questionnaire
from assessments.wording.actions import add_custom_instrument, load_wording, retire_wording
from assessments.wording.files import read_file
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import CustomScoring, build_custom_instrument, fit, matching, parse_bands
from assessments.wording.parsers import Loaded, from_data, to_data
from assessments.wording.queries import instrument_of, instruments, words_of
from clinic.core.access import Role
from clinic.core.definitions import retire
from clinic.core.models import Staff
from tests.assessments.wording.questionnaires import HL7, option, panel, plain
from tests.factories import PASSWORD, a_client, a_practice, a_questionnaire, a_staff, actor, inside
from tests.web import Api, pages, read

PHQ9 = catalogue.get("phq-9")
WORDS = ["nie", "an einigen Tagen", "an den meisten Tagen", "fast täglich"]
RIGHTS = "Free to use, says its publisher"


def a_csv(
    items: int = 9, separator: str = ",", words: bool = True, head: bool = True, encoding: str = "utf-8"
) -> bytes:
    """Nine statements in German, so that there is something beyond ASCII."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    if head:
        writer.writerow(["Nummer", "Text"])
    for n in range(1, items + 1):
        writer.writerow([n, f"Aussage {n}, über das Gefühl; oft"])
    for value, word in enumerate(WORDS if words else []):
        writer.writerow([f"={value}", word])
    return file.getvalue().encode(encoding)


def fhir(resource: dict[str, object]) -> Loaded:
    return read_file(json.dumps(resource).encode())


def problems(resource: dict[str, object] | bytes) -> list[str]:
    with pytest.raises(WordingRefused) as caught:
        read_file(resource if isinstance(resource, bytes) else json.dumps(resource).encode())
    return caught.value.problems


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("head", [True, False])
def test_csv_as_spreadsheets_save_it(separator: str, encoding: str, head: bool) -> None:
    fitted = fit(PHQ9, read_file(a_csv(separator=separator, encoding=encoding, head=head)))
    assert fitted.prompts[8] == "Aussage 9, über das Gefühl; oft"
    assert fitted.anchors == {str(n): word for n, word in enumerate(WORDS)}
    assert fitted.notes == []


def test_csv_may_name_only_the_ends_of_a_scale_or_none() -> None:
    rows = "\n".join(f"{n},Statement {n}" for n in range(1, 37)) + "\n=1,not at all\n=7,very much\n"
    fitted = fit(catalogue.get("ecr-r"), read_file(rows.encode()))
    assert fitted.anchors == {"1": "not at all", "7": "very much"}
    silent = fit(PHQ9, read_file(a_csv(words=False)))
    assert silent.anchors == PHQ9.anchors["en"]
    assert "own wording" in str(silent.notes[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no items"),
        (b"\n\n", "no items"),
        (b"1,a\n2,b\nx,c\n", "Row 3: begins with “x”"),
        (b"1,a\n2\n", "Row 2: needs two columns, has 1"),
        (b"1,a,b\n", "Row 1: needs two columns, has 3"),
        (b'1,"a\n', "cannot be read as CSV"),
        (b"1,<b>a</b>\n", "Row 1: contains HTML"),
        (b"1,a &lt;b&gt;\n", "Row 1: contains HTML"),
        (b"1,a\x07b\n", "Row 1: contains invisible control characters"),
        (b"1," + b"a" * 1001 + b"\n", "Row 1: is longer than 1,000 characters"),
        (b"=0,a\n=0,b\n1,c\n", "Row 2: the answer 0 has a word already"),
        (b"\x81\x8d\x8f\x90\x9d,\xff\n", "neither UTF-8 nor Windows-1252"),
        (b"\x00\x01\x02\x03", "no"),
        (b"1,a\n" * 5000, "more than 200 items"),
        (b"a" * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_csv_that_cannot_be(content: bytes, message: str) -> None:
    assert message in " ".join(problems(content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (a_csv(1), "The file has 1 item; PHQ-9 has 9."),
        (a_csv(8), "The file has 8 items; PHQ-9 has 9."),
        (a_csv(10), "The file has 10 items; PHQ-9 has 9."),
        (a_csv().replace(b"\r\n3,", b"\r\n2,"), "Row 4: item 2 appears twice."),
        (a_csv().replace(b"\r\n3,", b"\r\n33,"), "Row 4: is item 33 where item 3 should be."),
        (a_csv().replace(b"=3,", b"=4,"), "item 1 takes the answers 0, 1, 2, 4; PHQ-9 takes 0, 1, 2, 3."),
    ],
)
def test_a_file_that_does_not_fit_says_where(content: bytes, message: str) -> None:
    with pytest.raises(WordingRefused) as caught:
        fit(PHQ9, read_file(content))
    assert message in " ".join(caught.value.problems)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(WordingRefused):
        assert read_file(content).lines


# --- FHIR -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["phq-9", "gad-7"])
def test_the_loinc_panels_fit_their_keys(key: str) -> None:
    instrument = catalogue.get(key)
    loaded = fhir(panel(key))
    fitted = fit(instrument, loaded)
    assert fitted.prompts == instrument.prompts["en"]
    assert any("69722-7" in str(note) for note in fitted.notes)  # how hard it makes life is not scored
    assert any(instrument.subscales["total"].loinc in str(note) for note in fitted.notes)
    assert [one.key for one in matching(loaded, dict(catalogue.catalogue()))] == [key]


def test_an_item_may_have_other_words_for_its_answers() -> None:
    fitted = fit(catalogue.get("gad-7"), fhir(panel("gad-7")))
    assert list(fitted.item_anchors) == ["2"]
    assert fitted.item_anchors["2"]["2"] == "on most days"


def test_answers_without_weights_are_known_by_their_codes() -> None:
    resource = panel("gad-7")
    for item in resource["item"]:
        for one in item.get("answerOption", []):
            one.pop("extension", None)
    assert fit(catalogue.get("gad-7"), fhir(resource)).anchors["3"] == "nearly every day"


def test_items_in_another_order_are_put_right_by_their_codes() -> None:
    resource = panel("phq-9")
    resource["item"].reverse()
    fitted = fit(PHQ9, fhir(resource))
    assert fitted.prompts == PHQ9.prompts["en"]
    assert any("in a different order" in str(note) for note in fitted.notes)


def test_answer_options_in_any_order() -> None:
    resource = panel("phq-9")
    for item in resource["item"][:9]:
        item["answerOption"].reverse()
    assert fit(PHQ9, fhir(resource)).anchors == PHQ9.anchors["en"]


def test_nested_groups() -> None:
    resource = panel("phq-9")
    items = resource["item"]
    inner = {"linkId": "g2", "type": "group", "item": items[3:]}
    resource["item"] = [{"linkId": "g1", "type": "group", "text": "<b>Two weeks</b>", "item": [*items[:3], inner]}]
    assert fit(PHQ9, fhir(resource)).prompts == PHQ9.prompts["en"]


def _with_value_set(resource: dict[str, Any], *sets: dict[str, Any], name: str = "#a") -> dict[str, Any]:
    for item in resource["item"]:
        item.pop("answerOption", None)
        item["answerValueSet"] = name
    return resource | {"contained": list(sets)}


def _concept(value: int, url: str = "ordinalValue") -> dict[str, Any]:
    return {
        "code": f"c{value}",
        "display": f"word {value}",
        "extension": [{"url": f"{HL7}/{url}", "valueDecimal": value}],
    }


@pytest.mark.parametrize("url", ["ordinalValue", "itemWeight", "valueset-ordinalValue"])
@pytest.mark.parametrize("where", ["include", "expansion", "nested", "codesystem", "property", "url"])
def test_contained_value_sets(where: str, url: str) -> None:
    concepts = [_concept(v, url) for v in (2, 0, 1)]
    bare = [{"code": c["code"], "display": c["display"]} for c in concepts]
    direct = {"resourceType": "ValueSet", "id": "a", "compose": {"include": [{"system": "urn:s", "concept": concepts}]}}
    system: dict[str, Any] = {"resourceType": "CodeSystem", "id": "s", "url": "urn:s", "concept": concepts}
    whole = {"resourceType": "ValueSet", "id": "a", "compose": {"include": [{"system": "urn:s"}]}}
    weights = [c | {"property": [{"code": "itemWeight", "valueDecimal": int(c["code"][1:])}]} for c in bare]
    name = "urn:vs|1.0" if where == "url" else "#a"
    sets = {
        "include": [direct],
        "expansion": [{"resourceType": "ValueSet", "id": "a", "expansion": {"contains": [{"contains": concepts}]}}],
        "nested": [
            {"resourceType": "ValueSet", "id": "a", "compose": {"include": [{"valueSet": ["#b"]}]}},
            direct | {"id": "b"},
        ],
        "codesystem": [whole, system],
        "property": [whole, system | {"concept": weights}],
        "url": [direct | {"id": "z", "url": "urn:vs"}],
    }[where]
    if where == "expansion":
        sets[0]["expansion"]["contains"] = concepts
    loaded = fhir(_with_value_set(plain(), *sets, name=name))
    assert loaded.lines[0].options == {0: "word 0", 1: "word 1", 2: "word 2"}


def an_item(*options: Mapping[str, object], **fields: object) -> dict[str, Any]:
    item = {"linkId": "1", "type": "choice", "text": "x", "answerOption": list(options) or [option(0, "x", "x")]}
    return {"item": [item | fields]}


GROUP = {"linkId": "1", "type": "group"}
UNWEIGHED = {"valueCoding": {"code": "y"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"resourceType": "Patient"}, "This is a Patient, not a Questionnaire."),
        ({"item": None}, "no question"),
        ({"item": "x"}, "no question"),
        (an_item(type="display"), "no question"),
        ({"item": [{"type": "choice", "text": "x"}]}, "Item 1: has no linkId."),
        ({"item": [GROUP, GROUP]}, "Item 1: its linkId appears twice."),
        (an_item(option(0, "x", "x"), option(0, "y", "y")), "Item 1: two answers have the value 0."),
        (an_item(option(0, "x", "x"), UNWEIGHED), "Item 1: 1 of its answers has no value."),
        (an_item(option(0.5, "x", "x")), "Item 1: an answer has the value 0.5; whole numbers are needed."),
        (an_item(text="<script>"), "Item 1: contains HTML; plain text is needed."),
        (an_item(option(0, "<i>x", "x")), "Item 1: an answer contains HTML"),
        (an_item(text=7), "Item 1: has no text."),
        (an_item(answerValueSet="http://x/y"), "Item 1: takes its answers from http://x/y, which is not in the file."),
        (plain(500), "more than 200 questions"),
        ({"item": [{"linkId": str(n), "type": "choice"} for n in range(5000)]}, "more than 200 questions"),
    ],
)
def test_questionnaires_that_cannot_be(change: dict[str, object], message: str) -> None:
    assert message in " ".join(problems(plain() | change))


def test_a_value_set_that_leads_back_to_itself() -> None:
    def points_at(name: str, other: str) -> dict[str, object]:
        return {"resourceType": "ValueSet", "id": name, "compose": {"include": [{"valueSet": [f"#{other}"]}]}}

    for sets in ([points_at("a", "a")], [points_at("a", "b"), points_at("b", "a")]):
        assert "leads back to itself" in problems(_with_value_set(plain(), *sets))[0]


def test_a_value_set_is_visited_once_however_often_it_is_included() -> None:
    """Twelve levels, each including the next one five times: 244 million visits, if each inclusion were followed."""
    sets = [
        {
            "resourceType": "ValueSet",
            "id": chr(97 + level),
            "compose": {"include": [{"valueSet": [f"#{chr(98 + level)}"] * 5}]},
        }
        for level in range(12)
    ]
    sets.append(
        {"resourceType": "ValueSet", "id": "m", "compose": {"include": [{"concept": [_concept(0), _concept(1)]}]}}
    )
    assert fhir(_with_value_set(plain(), *sets)).lines[0].options == {0: "word 0", 1: "word 1"}


def test_a_value_set_with_too_many_answers_is_refused() -> None:
    concepts = [{"code": f"c{number}", "display": f"word {number}"} for number in range(501)]
    held = {"resourceType": "ValueSet", "id": "a", "compose": {"include": [{"concept": concepts}]}}
    assert "has more than 500 answers" in problems(_with_value_set(plain(), held))[0]


@pytest.mark.parametrize(
    ("name", "value"), [("type", ["choice"]), ("type", {}), ("code", [{"system": [1], "code": "x"}])]
)
def test_a_list_where_a_word_belongs_is_no_fault_of_ours(name: str, value: object) -> None:
    resource = plain()
    resource["item"][0][name] = value
    found = fhir(resource)
    assert len(found.lines) + len(found.left_out) == len(resource["item"])
    assert len(found.left_out) == (name == "type")


@pytest.mark.parametrize(
    "content", [b"{", b'{"a": ' * 100_000, b'{"resourceType": "Questionnaire", "item": NaN}', b"{}"]
)
def test_json_that_cannot_be(content: bytes) -> None:
    assert problems(content)


def test_deep_nesting_is_refused() -> None:
    item: dict[str, Any] = {"linkId": "0", "type": "group"}
    for n in range(1, 30):
        item = {"linkId": str(n), "type": "group", "item": [item]}
    assert "nested more than" in problems(plain(item=[item]))[0]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "linkId",
                    "type",
                    "text",
                    "item",
                    "answerOption",
                    "valueCoding",
                    "extension",
                    "contained",
                    "code",
                    "url",
                    "valueDecimal",
                    "answerValueSet",
                    "resourceType",
                    "compose",
                    "include",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["item", "contained", "title", "name"]), json_values, max_size=4))
def test_no_json_breaks_the_reader(resource: dict[str, object]) -> None:
    with suppress(WordingRefused):
        assert read_file(json.dumps({"resourceType": "Questionnaire"} | resource).encode()).lines


def test_from_one_page_to_the_next_nothing_is_lost() -> None:
    for resource in (panel("gad-7"), plain()):
        loaded = fhir(resource)
        assert from_data(json.loads(json.dumps(to_data(loaded)))) == loaded


# --- own instruments --------------------------------------------------------------------------------------------------

OWN = CustomScoring(
    name="Four things",
    short="FT-4",
    about="Four things",
    aggregate="sum",
    higher_is="worse",
    rights=RIGHTS,
    reverse="2",
    bands="0-2 few\n3–5 some\n6 to 8 many",
)


def test_a_custom_instrument_scores_like_any_other() -> None:
    from assessments.scoring import score

    made = build_custom_instrument("custom-ft-4", 1, fhir(plain()), OWN)
    found = score(made, {1: 2, 2: 0, 3: 1, 4: 0})["total"]
    assert (found.value, found.band) == (5, "some")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reverse": "5"}, "item that is not in items"),
        ({"reverse": "x"}, "“x” is not an item number"),
        ({"bands": "0-2 few\n4-8 many"}, "gap"),
        ({"bands": "0-2 few"}, "do not cover"),
        ({"bands": "few"}, "Band 1: write it as"),
    ],
)
def test_custom_keys_that_cannot_be(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(WordingRefused, match=message):
        build_custom_instrument("custom-x", 1, fhir(plain()), replace(OWN, **fields))


def test_one_scale_for_all_items() -> None:
    resource = plain()
    resource["item"][2]["answerOption"] = resource["item"][2]["answerOption"][:2]
    with pytest.raises(WordingRefused, match="Item q3: takes other answers"):
        build_custom_instrument("custom-x", 1, fhir(resource), OWN)
    with pytest.raises(WordingRefused, match="not evenly spaced"):
        build_custom_instrument("custom-x", 1, fhir(plain(values=(0, 1, 4))), OWN)


def test_bands_may_be_negative() -> None:
    assert parse_bands("-3 - -1 low\n0 – 3 high") == [(-3, -1, "low"), (0, 3, "high")]


# --- kept -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin() -> Staff:
    return a_staff(a_practice(), Role.ADMIN, Role.THERAPIST)


def loaded_phq9(admin: Staff, **fields: Any) -> Wording:
    with inside(admin.practice):
        return load_wording(instrument=PHQ9, loaded=read_file(a_csv()), rights=RIGHTS, by=actor(admin), **fields)


@pytest.mark.django_db
def test_the_published_wording_is_shown_and_lets_norms_count(admin: Staff) -> None:
    client = a_client(admin)
    before = a_questionnaire(client)
    loaded_phq9(admin)
    with inside(admin.practice):
        assert portal_questionnaire(client.pk, before.pk).words.wording is None  # a given one keeps its words
        before.delete()
    questionnaire = a_questionnaire(client)
    with inside(admin.practice):
        shown = portal_questionnaire(client.pk, questionnaire.pk)
        assert shown.words.prompts[0].startswith("Aussage 1")
        assert shown.choices(1)[3] == (3, "fast täglich")
        from assessments.questionnaires.actions import save_answers, submit_questionnaire

        save_answers(questionnaire=questionnaire, answers={str(n): 1 for n in range(1, 10)})
        assert submit_questionnaire(questionnaire=questionnaire, by=actor(admin)).published_wording


@pytest.mark.django_db
def test_a_new_wording_replaces_the_earlier_one_which_stays(admin: Staff) -> None:
    first, second = loaded_phq9(admin), loaded_phq9(admin)
    with inside(admin.practice):
        first.refresh_from_db()
        assert first.retired_at is not None
        assert words_of(PHQ9).wording == second
        retire_wording(wording=second)
        assert words_of(PHQ9).prompts == PHQ9.prompts["en"]


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "field"), [({"rights": "x"}, "rights"), ({"language": "English!"}, "language")])
def test_without_a_statement_nothing_is_kept(admin: Staff, fields: dict[str, Any], field: str) -> None:
    given = {"rights": RIGHTS} | fields
    with inside(admin.practice), pytest.raises(ValidationError) as caught:
        load_wording(instrument=PHQ9, loaded=read_file(a_csv()), by=actor(admin), **given)
    assert field in caught.value.message_dict
    with inside(admin.practice):
        assert not Wording.objects.exists()


@pytest.mark.django_db
def test_custom_instruments_have_versions_and_answers_keep_theirs(admin: Staff) -> None:
    client = a_client(admin)
    with inside(admin.practice):
        first = add_custom_instrument(loaded=fhir(plain()), own=OWN, by=actor(admin))
    api = Api(admin)
    body = {"client": str(client.pk), "instrument": "custom-ft-4", "responses": {"1": 2, "2": 2, "3": 1, "4": 0}}
    made = read(api.post("assessments/", body))
    assert (made["scores"]["total"]["value"], made["scores"]["total"]["band"], made["version"]) == (3, "some", 1)
    with inside(admin.practice):
        second = add_custom_instrument(loaded=fhir(plain(5)), own=replace(OWN, bands=""), by=actor(admin))
        assert (first.key, second.key, second.version) == ("custom-ft-4", "custom-ft-4", 2)
        assert instruments()["custom-ft-4"].items == 5
        assert instrument_of("custom-ft-4", 1).items == 4
    page = pages(admin).get(f"/assessments/{made['id']}/")
    assert page.status_code == 200
    assert b"FT-4" in page.content
    with inside(admin.practice):
        retire(second)
        assert "custom-ft-4" not in instruments()
    assert pages(admin).get(f"/clients/{client.pk}/assessments/").status_code == 200
    assert api.post("assessments/", body).status_code == 400


@pytest.mark.django_db
def test_answers_in_an_earlier_version_are_compared_by_the_newest_however_they_come(admin: Staff) -> None:
    client = a_client(admin)
    today = timezone.localdate()

    def recorded(days_ago: int, items: int) -> str:
        body = {
            "client": str(client.pk),
            "instrument": "custom-ft-4",
            "responses": {str(n + 1): 1 for n in range(items)},
        }
        on = today - timedelta(days=days_ago)
        return str(read(Api(admin).post("assessments/", body | {"completed_on": on.isoformat()}))["id"])

    def criteria() -> list[int]:
        with inside(admin.practice):
            return [row.criterion for row in Score.objects.filter(client=client).order_by("completed_on")]

    with inside(admin.practice):
        add_custom_instrument(loaded=fhir(plain()), own=OWN, by=actor(admin))
    first = recorded(10, 4)
    with inside(admin.practice):
        add_custom_instrument(loaded=fhir(plain(5)), own=replace(OWN, bands=""), by=actor(admin))
    assert (
        "has not been judged by it yet" not in pages(admin).get(f"/assessments/{first}/explain/total/").content.decode()
    )
    earlier = recorded(20, 5)  # becomes the baseline: the first one is compared with it, by the newest version
    assert criteria() == [2, 2]
    page = pages(admin).get(f"/assessments/{first}/explain/total/").content.decode()
    assert "Judged by version 2 of the figures." in page
    assert "has not been judged by it yet" not in page
    with inside(admin.practice, actor(admin)) as scope:
        responses = {str(n): 2 for n in range(1, 5)}
        correct_assessment(
            assessment=Assessment.objects.get(pk=first), by=scope.actor, reason="Misread", responses=responses
        )
    assert criteria() == [2, 2]
    recorded(5, 5)
    with inside(admin.practice, actor(admin)) as scope:
        void_assessment(assessment=Assessment.objects.get(corrects__pk=first), by=scope.actor, reason="Misread again")
        void_assessment(assessment=Assessment.objects.get(pk=earlier), by=scope.actor, reason="Somebody else's")
    assert criteria() == [2]


@pytest.mark.django_db
@pytest.mark.parametrize("short", ["PHQ-9", "   ", "日本"])
def test_custom_names_that_cannot_be(admin: Staff, short: str) -> None:
    with inside(admin.practice):
        with pytest.raises(ValidationError):
            add_custom_instrument(loaded=fhir(plain()), own=replace(OWN, short=short), by=actor(admin))
        assert not CustomInstrument.objects.exists()


# --- pages and command ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_file_to_preview_to_published(admin: Staff) -> None:
    browser = pages(admin)
    file = SimpleUploadedFile("phq9.csv", a_csv())
    preview = browser.post("/practice/wordings/", {"file": file})
    assert "Aussage 3, über das Gefühl; oft" in preview.content.decode()
    token = preview.context["token"]
    body = {"token": token, "instrument": "phq-9", "language": "de", "rights": RIGHTS}
    missing = browser.post("/practice/wordings/load/", body | {"rights": ""})
    assert missing.status_code == 200
    with inside(admin.practice):
        assert not Wording.objects.exists()
    assert browser.post("/practice/wordings/load/", body)["Location"] == "/practice/wordings/"
    assert RIGHTS in browser.get("/practice/wordings/").content.decode()
    with inside(admin.practice):
        found = Wording.objects.get()
        assert (found.confirmed_by_id, found.language, found.source) == (admin.pk, "de", "phq9.csv")


@pytest.mark.django_db
def test_from_file_to_a_custom_instrument(admin: Staff) -> None:
    browser = pages(admin)
    preview = browser.post("/practice/wordings/", {"file": SimpleUploadedFile("x.json", json.dumps(plain()).encode())})
    assert b"fit no known instrument" in preview.content
    token = preview.context["token"]
    body = {**OWN.__dict__, "token": token}
    bad = browser.post("/practice/wordings/own/", body | {"bands": "0-1 few"})
    assert b"do not cover" in bad.content
    assert browser.post("/practice/wordings/own/", body)["Location"] == "/practice/wordings/"
    assert b"FT-4" in browser.get("/practice/wordings/").content


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"1,<b>x</b>\n", b"{", json.dumps(plain(500)).encode()])
def test_files_that_cannot_be_are_answered_with_reasons(admin: Staff, content: bytes) -> None:
    answer = pages(admin).post("/practice/wordings/", {"file": SimpleUploadedFile("x", content)})
    assert answer.status_code == 200
    assert b"errorlist" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["load", "own"])
def test_a_preview_that_was_tampered_with(admin: Staff, path: str) -> None:
    answer = pages(admin).post(f"/practice/wordings/{path}/", {"token": "x"}, follow=True)
    assert "choose the file again" in answer.content.decode()


@pytest.mark.django_db
def test_the_command(admin: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "phq9.json"
    file.write_text(json.dumps(panel("phq-9")))
    email = admin.user.email
    call_command("load_wording", str(file), "--by", email, "--check")
    assert "Nothing was kept" in capsys.readouterr().out
    with pytest.raises(CommandError, match="right to use it"):
        call_command("load_wording", str(file), "--by", email)
    call_command("load_wording", str(file), "--by", email, "--rights", RIGHTS)
    with inside(admin.practice):
        assert Wording.objects.get().instrument == "phq-9"
    for arguments, message in (
        ([str(tmp_path / "none"), "--by", email], "No such file"),
        ([str(file), "--by", "nobody@example.org"], "No member of staff"),
        ([str(file), "--by", email, "--instrument", "gad-7"], "Not loaded"),
        ([str(file), "--by", email, "--instrument", "nope"], "No instrument"),
        ([str(file), "--by", a_staff(admin.practice, Role.THERAPIST).user.email], "Only an admin"),
    ):
        with pytest.raises(CommandError, match=message):
            call_command("load_wording", *arguments)
    assert PASSWORD not in capsys.readouterr().out
