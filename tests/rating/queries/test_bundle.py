"""Result bundles from real rows: verified by the command and by the independent verifier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from awards import awarded
from reviewing import code_of, decided
from xingping.cli.main import main
from xingping.rating.queries.bundle import bundle_is_public, signed_bundle
from xingping.rating.services.issuer_keys import make_issuer_key
from xingping.rating.services.sealing import seal_all

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
INDEPENDENT = Path(__file__).parents[3] / "docs" / "verify" / "verify.py"


def test_a_real_bundle_holds_and_a_changed_digit_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review, made = awarded({"31": 250})
    make_issuer_key(made.body_id)
    path, keys = tmp_path / "bundle.json", tmp_path / "keys.json"
    assert main(["bundle", made.number, str(path)]) == 0
    assert main(["issuer", "show", made.body.code, "--out", str(keys)]) == 0
    capsys.readouterr()
    assert main(["verify", str(path), "--issuer-key", str(keys)]) == 0
    assert "999.16" in capsys.readouterr().out
    assert independent(path).returncode == 0

    bundle = json.loads(path.read_text("utf-8"))
    assert "reasons" not in json.dumps([one["reasons"] for one in bundle["sheets"] if one["reasons"]])
    bundle["sheets"][1]["scores"]["31"] -= 50
    path.write_text(json.dumps(bundle, ensure_ascii=False), "utf-8")
    assert main(["verify", str(path)]) == 1
    assert "✗" in capsys.readouterr().out
    found = independent(path)
    assert found.returncode == 1
    assert "sheet:2" in found.stdout
    assert bundle_is_public(review.fresh()) is False


def independent(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(INDEPENDENT), str(path)], capture_output=True, text=True, check=False
    )


def test_there_is_none_before_the_announcement_nor_without_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(lambda: signed_bundle(decided().fresh())) == "no_bundle"
    review, _made = awarded()
    case = review.fresh()
    assert code_of(lambda: signed_bundle(case)) == "bundle_not_sealed"
    seal_all()
    assert code_of(lambda: signed_bundle(case)) == "no_issuer_key"
    assert main(["bundle", "没有", "x.json"]) == 2
    assert main(["bundle", case.number, "x.json"]) == 2
