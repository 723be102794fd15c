"""The forms of a page as a browser sees them, to be filled in with anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "number", "date", "datetime-local", "email", "tel", "url", ""}
LEFT_ALONE = ("csrfmiddlewaretoken",)


@dataclass
class PageForm:
    """One form that posts: where to, what its fields hold, and which of them people type into."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    longest: int | None = None
    """What a browser lets people type into the tightest of its fields."""

    def filled(self, text: str) -> dict[str, str]:
        """The form with a text in every field that is typed into."""
        return {**self.fields, **dict.fromkeys(self.typed, text)}


class _Forms(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._path = path
        self._form: PageForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            self._form = PageForm(given.get("action") or self._path) if posts else None
        name = given.get("name", "")
        if self._form is None or name in LEFT_ALONE:
            return
        if tag == "input" and name:
            self._input(self._form, name, given)
        elif tag == "textarea" and name:
            self._form.typed.append(name)
        elif tag == "select" and name:
            self._select = name
        elif (
            tag == "option"
            and self._select
            and ("selected" in given or self._select not in self._form.fields)
        ):
            self._form.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.forms.append(self._form)
            self._form = None
        elif tag == "select":
            self._select = ""

    def _input(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "")
        if kind in TYPED:
            form.typed.append(name)
            if given.get("maxlength"):
                form.longest = min(int(given["maxlength"]), form.longest or int(given["maxlength"]))
        elif kind == "hidden" or (kind in ("radio", "checkbox") and "checked" in given):
            form.fields[name] = given.get("value", "on")


def forms_of(path: str, html: str) -> list[PageForm]:
    """The posting forms of a page in which something is typed."""
    reader = _Forms(path)
    reader.feed(html)
    return [form for form in reader.forms if form.typed]
