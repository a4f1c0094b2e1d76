"""Names are found however they are typed: each line is a name on file and ways in which somebody looks for it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.finding import folding
from clients.finding.dates import dates_of
from clients.finding.queries import close_to, matching
from clients.models import Client
from tests.factories import a_client, a_practice, a_staff, inside

FOUND = {
    "Siobhán O’Shea": ["siobhan", "O'Shea", "OSHEA", "o shea", "o’shea siobhán", "Shea", "O`Shea, Siobhan", "OʼShea"],
    "José Ángel Muñoz": ["jose munoz", "MUÑOZ", "angel jose", unicodedata.normalize("NFD", "Ángel Muñoz"), "joseangel"],
    "Nguyễn Thị Đoan": ["nguyen", "Nguyên", "doan nguyen", "đoan", "NGUYỄN THỊ", "thi", "NGUYỄN".lower()],
    "İpek Işık": ["ipek", "IPEK", "isik", "ışık", "IŞIK", "İPEK IŞIK", "ısık ipek"],
    "Jürgen Müller": ["muller", "Mueller", "juergen mueller", "MÜLLER", "jurgen"],
    "Kathrin Mueller": ["Müller", "mueller", "Müller, Kathrin"],
    "Søren Ålund-Bjørk": ["soren", "soeren", "alund", "aalund", "bjork", "Ålund Bjørk", "alundbjork", "bjoerk søren"],
    "Michał Łukaszewicz": ["michal", "lukaszewicz", "ŁUKASZEWICZ"],
    "Novak Đoković": ["dokovic", "djokovic", "Đoković Novak"],
    "Straße Weiß": ["weiss", "WEISS", "strasse", "weiß"],
    "Þóra Guðmundsdóttir": ["thora", "gudmundsdottir", "guðmunds"],
    "Mary-Jane van der Berg": ["mary jane", "maryjane", "vanderberg", "van der berg", "berg mary", "Mary‐Jane"],
    "Dvořák Žižka": ["dvorak", "zizka", "ŽIŽKA"],
    "Œuvre Lætitia": ["oeuvre", "laetitia"],
    "Μαρία Παπαδοπούλου": ["μαρια", "ΜΑΡΙΑ", "Παπαδοπουλου"],
    "Семён Королёв": ["семен", "королев", "КОРОЛЁВ"],
    "محمّد أحمد": ["محمد", "احمد", "أحمد محمد"],
    "שָׁלוֹם כהן": ["שלום", "כהן"],
    "山田 太郎": ["山田", "太郎", "山田太郎"],
    "ガルシア": ["ガルシア"],
    "김 민준": ["김", "민준"],
    "สมชาย": ["สมชาย"],
    "X": ["x"],
    "Zoë Anna": ["zoe", "Zoë\u200b anna", "anna   zoë"],
}
ERRORS = {
    "Siobhán O’Shea": ["siobahn", "siobhn", "sioban oshea", "siobhann", "siobhan oshae"],
    "Nguyễn Thị Đoan": ["ngyuen", "nguyn", "doan nguyan"],
    "Jürgen Müller": ["miller jurgen", "mullre", "muelller"],
    "Michał Łukaszewicz": ["lukaszewcz", "lukasewicz", "michel"],
    "Семён Королёв": ["каролев"],
    "İpek Işık": ["ipke", "isikk"],
}


def names(found: object) -> list[str]:
    return [client.name for client in found]  # type: ignore[attr-defined]


def test_the_lists_are_long_enough() -> None:
    assert sum(map(len, FOUND.values())) + sum(map(len, ERRORS.values())) >= 90


@pytest.mark.django_db
def test_a_name_is_found_in_every_spelling_and_nobody_else_is() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    for name in FOUND:
        a_client(therapist, name=name)
    with inside(practice):
        everybody = Client.objects.all()
        missed = {
            (name, text): names(matching(everybody, text))
            for name, texts in FOUND.items()
            for text in texts
            if name not in names(matching(everybody, text))
        }
        assert missed == {}
        assert names(matching(everybody, "oshea siobhan")) == ["Siobhán O’Shea"]
        assert names(matching(everybody, "ガ")) == ["ガルシア"]
        assert names(matching(everybody, "カ")) == []  # another sound, not an accent


@pytest.mark.django_db
def test_one_typing_error_finds_the_name_as_a_suggestion() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    for name in ERRORS:
        a_client(therapist, name=name)
    with inside(practice):
        everybody = Client.objects.all()
        for name, texts in ERRORS.items():
            for text in texts:
                assert names(matching(everybody, text)) == [], text
                assert names(close_to(everybody, text)) == [name], text
        assert close_to(everybody, "sxobxan") == []  # two errors in one word
        assert close_to(everybody, "xy") == []
        assert close_to(everybody, "") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    (
        "020 7946 0958 | 2079460958 | +44 20 7946 0958 | 0044 20 7946 | +44 207946 | Ada@Example.org | "
        "ada@ex | 12.03.1984 | 1984-03-12 | 12/3/1984 | 3/12/1984 | 12 March 1984 | "
        "12. Mar 1984 | March 12, 1984 | 19840312 | 12.3.84 | AB 12/7 | ab-127 | "
        "ab12"
    ).split(" | "),
)
def test_phone_mail_birth_and_reference_find_somebody(text: str) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    details = {"phone": "+44 20 7946 0958", "email": "ada@example.org", "reference": "AB-12/7"}
    a_client(therapist, name="Ada", birth_date=date(1984, 3, 12), **details)
    a_client(therapist, name="Ben", birth_date=date(1984, 5, 6), phone="+44 20 7946 0000", reference="AC-12")
    with inside(practice):
        found = names(matching(Client.objects.order_by("name"), text))
    assert found[0] == "Ada"
    assert text == "0044 20 7946" or "207946" in text or found == ["Ada"]


@pytest.mark.parametrize("text", ["31.02.2020", "1984", "12.13.14.15", "99999999", "March", "", "٣", "1/2"])
def test_a_text_that_is_no_day_is_none(text: str) -> None:
    assert dates_of(text) == set()


@given(st.text(max_size=60))
@settings(derandomize=True, max_examples=300)
def test_what_is_typed_as_it_is_written_finds_it_in_any_form_and_case(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert folding.spellings(unicodedata.normalize(form, text)) == folding.spellings(text)
    assert all(word and "'" not in word for spelt in folding.words(text) for word in spelt)


def exchanged(word: str) -> set[str]:
    """Every word that one error makes of this one, with a few letters."""
    pairs = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in pairs if b}
        | {a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1}
        | {a + c + b[1:] for a, b in pairs if b for c in "abx"}
        | {a + c + b for a, b in pairs for c in "abx"}
    )


@given(st.text("abcdefghij", min_size=4, max_size=10))
@settings(derandomize=True, max_examples=150)
def test_one_error_anywhere_shares_a_key_and_is_close(word: str) -> None:
    from clients.finding.keys import keys_of, sought_closely

    kept = set(keys_of(name=word))
    for wrong in exchanged(word):
        assert folding.is_close(wrong, word)
        (wanted,) = sought_closely(wrong)
        assert wanted.exactly & kept, wrong
