"""What the tests of the core share: the standard, a made-up sibling, and editions with faults."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from xingping.core.catalogue import find_edition
from xingping.core.edition_file import read_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition

SIBLING = Path(__file__).parent.parent / "data" / "editions" / "t_demo_0001_2025"

Edit = tuple[str, str, str]
"""File, text to replace (once), replacement."""


@pytest.fixture(scope="session")
def edition() -> Edition:
    """T/ZSX 0005-2024."""
    return find_edition("T/ZSX 0005-2024")


@pytest.fixture(scope="session")
def sibling() -> Edition:
    """A made-up small standard: 2 level-1 indicators, 2 bands, 50.5 points."""
    return read_edition(SIBLING)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Copies the small edition, applies edits (file, old, new) and returns its folder."""

    def edit(*edits: Edit) -> Path:
        folder = tmp_path / "edition"
        shutil.copytree(SIBLING, folder, dirs_exist_ok=True)
        for file, old, new in edits:
            text = (folder / file).read_text(encoding="utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


@pytest.fixture
def faults_of(edited: Callable[..., Path]) -> Callable[..., list[str]]:
    """Reads the small edition with edits, and returns its faults with places short of the folder."""

    def read(*edits: Edit) -> list[str]:
        folder = edited(*edits)
        with pytest.raises(FaultsError) as caught:
            read_edition(folder)
        return [str(fault).replace(f"{folder}/", "") for fault in caught.value.faults]

    return read
