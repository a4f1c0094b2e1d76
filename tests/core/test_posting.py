"""An address that stays in the address bar after a form was refused leads somewhere when it is only opened."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from clinic.core.access import Role
from tests import servers
from tests.core.test_structure import PACKAGES
from tests.factories import a_practice, a_staff
from tests.web import pages

ANSWERS_A_SCRIPT = {"interventions/sessions/views/tracks.py: sheet", "interventions/sessions/views/tracks.py: track"}


def _views() -> Iterator[tuple[str, ast.FunctionDef, list[str]]]:
    """Every function that has decorators, as "file: name", with the names of these."""
    for file in sorted(file for package in PACKAGES for file in (servers.BASE / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                names = [ast.unparse(one).partition("(")[0] for one in node.decorator_list]
                yield f"{Path(file).relative_to(servers.BASE)}: {node.name}", node, names


def _shows_something(view: ast.FunctionDef) -> bool:
    """Whether one of its own answers is anything but another address."""
    inner = {
        id(node)
        for one in ast.walk(view)
        if isinstance(one, ast.FunctionDef | ast.Lambda) and one is not view
        for node in ast.walk(one)
    }
    answers = [node for node in ast.walk(view) if isinstance(node, ast.Return) and id(node) not in inner]
    return any(not ast.unparse(node.value or ast.Constant(None)).startswith("redirect(") for node in answers)


def test_whatever_takes_a_form_and_shows_it_again_names_the_page_that_it_is_sent_from() -> None:
    posted = [(name, view) for name, view, decorators in _views() if "require_POST" in decorators]
    assert posted
    assert {name for name, view in posted if _shows_something(view)} == ANSWERS_A_SCRIPT


@pytest.mark.django_db
def test_a_reload_of_a_refused_form_leads_back_to_its_page() -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    browser, there = pages(admin), reverse("batteries:battery-new")
    refused = browser.post(there, {"name": ""})
    assert refused.status_code == 200
    assert "This field is required." in refused.content.decode()
    assert browser.get(there).headers["Location"] == reverse("batteries:batteries")
    assert browser.head(there).status_code == 302
    assert browser.put(there).status_code == 405


@pytest.mark.django_db
def test_who_is_not_signed_in_is_led_to_sign_in_by_the_page() -> None:
    answer = pages(None).get(reverse("batteries:battery-new"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
