"""What a browser may fill in: nothing of its owner's in a record; the proper thing where somebody signs in."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from allauth.account import forms as account_forms
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.urls import get_resolver

from clinic.workspace.practice.forms import SetUpForm

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("assessments", "clients", "clinic", "interventions")
NOT_TYPED = {"hidden", "checkbox", "radio", "submit", "button", "file", "range", "image", "reset"}
FIELD = re.compile(r"<(?:input|textarea)\b(?:[^>{]|\{%.*?%\}|\{\{.*?\}\})*>", re.DOTALL)
# All that may be filled in, by the form's class and field: it is about who sits at the screen. All else is off.
OWN = {
    ("LinkRequestForm", "email"): "email",
    ("CountedCode", "code"): "one-time-code",
    ("ConfirmingCode", "code"): "one-time-code",
    ("SetUpForm", "name"): "name",
    ("SetUpForm", "email"): "username",
    ("SetUpForm", "password"): "new-password",
}


class _Typed(HTMLParser):
    """The ``autocomplete`` of each field that is typed into; None where nothing was decided."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "textarea" or (tag == "input" and known.get("type", "text") not in NOT_TYPED):
            self.found.append(known.get("autocomplete"))


def decisions(html: str) -> list[str | None]:
    reader = _Typed()
    reader.feed(html)
    return reader.found


def all_form_classes(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """The product's own, wherever they are declared; those made on the fly are drawn from the same widgets."""
    for one in kind.__subclasses__():
        if one.__module__.startswith(PACKAGES):
            yield one
        yield from all_form_classes(one)


def test_what_is_typed_about_others_is_never_filled_in_and_every_field_has_a_decision() -> None:
    assert get_resolver().url_patterns  # every view is imported, and with it every form
    found, seen = {}, set()
    for form in all_form_classes():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field.widget, forms.widgets.ChoiceWidget):
                continue
            for decision in decisions(field.widget.render(name, None)):
                seen.add(form)
                if decision != "off":
                    found[form.__name__, name] = decision
    assert len(seen) > 60
    assert found == OWN


@pytest.mark.parametrize(
    ("form", "field", "token"),
    [
        (account_forms.LoginForm, "password", "current-password"),
        (account_forms.ResetPasswordForm, "email", "email"),
        (account_forms.ResetPasswordKeyForm, "password1", "new-password"),
        (account_forms.ResetPasswordKeyForm, "password2", "new-password"),
        (account_forms.ChangePasswordForm, "oldpassword", "current-password"),
        (account_forms.ChangePasswordForm, "password1", "new-password"),
        (AuthenticateForm, "code", "one-time-code"),
        (SetUpForm, "password", "new-password"),
    ],
)
def test_who_signs_in_is_helped_by_their_password_manager(form: type[forms.Form], field: str, token: str) -> None:
    assert decisions(form.base_fields[field].widget.render(field, None)) == [token]


def test_fields_that_stand_in_a_template_have_a_decision_too() -> None:
    undecided = [
        f"{path.relative_to(ROOT)}: {' '.join(tag.split())[:80]}"
        for package in PACKAGES
        for path in (ROOT / package).glob("**/templates/**/*.html")
        if "django/forms/widgets" not in str(path)
        for tag in FIELD.findall(path.read_text())
        if None in decisions(re.sub(r"\{%.*?%\}", "", tag)) and "autocomplete" not in tag
    ]
    assert undecided == []
    assert decisions('<input name="q"><textarea></textarea><input type="hidden">') == [None, None]
