"""Assets come from the locked packages and from nowhere else, and none of them is committed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def assets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets", ROOT / "tools" / "assets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", ["package-lock.json", "bench/lighthouse/package-lock.json"])
def test_lock_has_hashes_and_no_addresses(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text("utf-8"))["packages"]
    fetched = {name: told for name, told in packages.items() if name}
    assert all("integrity" in told and "resolved" not in told for told in fetched.values())
    assert not any(told.get("hasInstallScript") for told in fetched.values())


def test_nothing_third_party_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert [path for path in listed if "static/vendor" in path or "node_modules" in path] == []
    assert [path for path in listed if path.endswith((".ttf", ".woff2", ".mo"))] == []


def test_sprite_holds_every_icon(assets: ModuleType) -> None:
    sprite = ElementTree.parse(assets.VENDOR / "icons.svg").getroot()
    assert {one.get("id") for one in sprite} == set(assets.ICONS.split())
    assert all(len(one) for one in sprite)


def test_everything_is_in_place_and_a_second_run_does_nothing(
    assets: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise AssertionError("不应再次安装")

    monkeypatch.setattr(assets, "_install", fail)
    assets.main()
    for name in (*assets.VENDOR_FILES.values(), "icons.svg"):
        assert (assets.VENDOR / name).stat().st_size > 1000
    for name in assets.FONT_FILES:
        assert (assets.FONTS / Path(name).name).stat().st_size > 1_000_000
