"""Fixtures of the rating's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from rating.region_files import lay_out
from xingping.rating.services import regions


@pytest.fixture
def region_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the small country in place of the real ones."""
    folder = lay_out(tmp_path / "regions")
    monkeypatch.setattr(regions, "FOLDER", folder)
    return folder
