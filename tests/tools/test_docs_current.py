"""Generated documents say what the program says."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def _tools_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "tools"), *sys.path])


def test_lifecycle_page_is_current() -> None:
    from lifecycle_docs import PLACE, lifecycle_page

    assert PLACE.read_text(encoding="utf-8") == lifecycle_page()


def test_permissions_page_is_current() -> None:
    from permissions_docs import PLACE, permissions_page

    assert PLACE.read_text(encoding="utf-8") == permissions_page()
