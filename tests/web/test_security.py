"""Headers of every public page, and templates that a strict policy can serve."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import xingping.web

WEB = Path(xingping.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted(path for path in (WEB / "static").rglob("*.js") if "vendor" not in path.parts)


@pytest.mark.parametrize("path", ["/", "/standard/", "/standard/2/", "/self-check/", "/nothing/", "/healthz"])
def test_headers(client: Client, db: None, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_templates_hold_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|javascript:", text) == []
    assert re.findall(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_build_no_markup_from_text(path: Path) -> None:
    text = path.read_text("utf-8")
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
        == []
    )


def test_every_icon_named_is_in_the_sprite() -> None:
    listed = (
        (WEB.parents[2] / "tools" / "assets.py").read_text("utf-8").split('ICONS = """')[1].split('"""')[0]
    )
    used = {
        name
        for path in [*TEMPLATES, *WEB.rglob("*.py")]
        for name in re.findall(
            r"""(?:{% icon |icon=|icon_name=|"icon": |icon\()["']([a-z0-9-]+)["']""", path.read_text("utf-8")
        )
    }
    assert used - set(listed.split()) == set()
