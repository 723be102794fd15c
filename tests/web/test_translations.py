"""The extractor sees the whole package, and the public pages lack no English text."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "xingping" / "web" / "templates"
BY_TAGS = ("components/radar.html", "components/steps.html", "components/table.html")
CODE = (
    "api/",
    "rating/scopes.py",
    "rating/queries/open_tables.py",
    "web/public/",
    "web/complaint_words.py",
    "web/survey_form.py",
    "web/opinion_words.py",
    "web/award_tables.py",
    "web/displays.py",
    "web/guide_words.py",
    "web/tables.py",
    "web/errors.py",
    "web/templatetags/",
)


def public_templates() -> set[str]:
    """Templates that a public page can be made of: its own, what they extend and what they include."""
    open_ones = [*BY_TAGS, "base.html"]
    open_ones += [
        path.relative_to(TEMPLATES).as_posix()
        for name in ("public", "errors")
        for path in (TEMPLATES / name).rglob("*.html")
    ]
    found: set[str] = set()
    while open_ones:
        name = open_ones.pop()
        if name not in found:
            found.add(name)
            open_ones += re.findall(
                r"{% (?:include|extends) \"([^\"]+)\"", (TEMPLATES / name).read_text("utf-8")
            )
    return found


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_public_pages_are_complete_in_english(messages: ModuleType) -> None:
    [english] = messages.catalogues()
    parts = (*CODE, *(f"web/templates/{name}" for name in public_templates()))
    assert messages.untranslated(english, parts) == []


def test_texts_come_from_python_and_templates(messages: ModuleType) -> None:
    found = {
        message.id: [place for place, _line in message.locations]
        for message in messages.extracted()
        if message.id
    }
    assert "src/xingping/web/public/about.py" in found["复核"]
    assert "src/xingping/web/templates/public/about.html" in found["开始自测"]


def test_placeholders_are_the_same_in_both_languages(messages: ModuleType) -> None:
    with messages.catalogues()[0].open("rb") as file:
        catalogue = read_po(file)
    wrong = [(message.id, list(message.check())) for message in catalogue if message.id and message.string]
    assert [one for one in wrong if one[1]] == []


def test_untranslated_plural_is_left_to_chinese(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    body = 'msgid "甲"\nmsgstr "A"\n\nmsgid "一条"\nmsgid_plural "多条"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    (folder / "django.po").write_text(head + body, "utf-8")
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    messages.compile_all()
    made = (folder / "django.mo").read_bytes()
    assert "甲".encode() in made
    assert "一条".encode() not in made
