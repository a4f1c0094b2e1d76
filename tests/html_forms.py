"""The forms of a page as a browser would send them: what stands in their fields, hidden ones too."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, and name → values."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def typed(self, **changes: str) -> dict[str, list[str]]:
        """What is sent when these fields were changed."""
        return self.fields | {name: [value] for name, value in changes.items()}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.inside: str | None = None  # the text area or list of choices that is open
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(found.get("action", ""))
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag in {"textarea", "select"}:
            self.inside, self.text = found.get("name", ""), ""
        if tag == "option" and "selected" in found and self.inside:
            self.form.fields.setdefault(self.inside, []).append(found.get("value", ""))
        if tag == "input" and found.get("name"):
            ticked = found.get("type") in {"checkbox", "radio"}
            if not ticked or "checked" in found:
                self.form.fields.setdefault(found["name"], []).append(found.get("value", "on" if ticked else ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.form is None:
            return
        if tag == "textarea" and self.inside:
            self.form.fields.setdefault(self.inside, []).append(self.text.removeprefix("\n"))
        if tag in {"textarea", "select"}:
            self.inside = None
        if tag == "form":
            self.form = None


def all_forms(page: str) -> list[Form]:
    """The forms of a page, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_of(page: str, action: str, here: str) -> Form:
    """The form of a page at ``here`` that is sent to ``action``. Raises StopIteration where there is none."""
    return next(one for one in all_forms(page) if (one.action or here) == action and "revision" in one.fields)
