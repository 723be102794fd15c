"""Every document that is registered can be made."""

from __future__ import annotations

from importlib import import_module

import pytest

from xingping.documents.registry import DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_its_maker_exists(name: str) -> None:
    document = DOCUMENTS[name]
    assert callable(getattr(import_module(document.module), document.function))
    assert document.suffix.startswith(".")
    assert document.title
