from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bundles import made_bundle, made_key
from xingping.cli.main import main
from xingping.core.canonical import content_hash
from xingping.proof.issuer import IssuerKey, issuer_document
from xingping.proof.keys import new_key

INDEPENDENT = Path(__file__).parents[2] / "docs" / "verify" / "verify.py"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(made_bundle(), ensure_ascii=False), "utf-8")
    return path


def test_a_sound_bundle_ends_with_zero_and_prints_every_step(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle)]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert all(line.startswith("✓ ") for line in lines[:-1])
    assert lines[-1] == f"共 {len(lines) - 1} 步，全部成立。"
    assert [line for line in lines if line.startswith("✓ 重新计算：总分 ")]
    assert printed.err == ""


def test_a_changed_digit_ends_with_one_and_is_named(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = json.loads(bundle.read_text("utf-8"))
    changed["sheets"][2]["scores"]["40"] += 50
    bundle.write_text(json.dumps(changed), "utf-8")
    assert main(["verify", str(bundle)]) == 1
    printed = capsys.readouterr().out
    assert "✗ 内容清单：评分表 C 与清单中的指纹不符，被改动过" in printed
    assert "✗ 结果：指标 40 写作" in printed
    assert "步不成立。" in printed


def test_keys_and_head_are_compared(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, other = made_key().public, new_key().public
    document = issuer_document(
        "https://demo.example/issuer", "演示评定机构", [IssuerKey(key, datetime(2026, 1, 1, tzinfo=UTC))]
    )
    given = tmp_path / "keys.json"
    given.write_text(json.dumps(document), "utf-8")
    last = json.loads(bundle.read_text("utf-8"))["anchor"]["blocks"][-1]
    assert main(["verify", str(bundle), "--issuer-key", str(given), "--head", content_hash(last)]) == 0
    given.write_text(key.multikey, "utf-8")
    assert main(["verify", str(bundle), "--issuer-key", str(given)]) == 0
    given.write_text(other.multikey, "utf-8")
    assert main(["verify", str(bundle), "--issuer-key", str(given)]) == 1
    assert main(["verify", str(bundle), "--head", "0" * 64]) == 1
    printed = capsys.readouterr().out
    assert "✓ 审计链头：与所给的链头一致（区块 6）" in printed
    assert "✗ 发布机构的公钥：签名用的公钥不在所给的机构公钥之中" in printed
    assert "✗ 审计链头：所给的链头不在结果包的区块之中" in printed


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是完整的 JSON"),
        (b"{}", "不是结果包：format 应为 xingping-bundle/1"),
        (b"\xff\xfe", "不是 UTF-8"),
    ],
)
def test_what_is_no_bundle_ends_with_two(
    bundle: Path, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle.write_bytes(content)
    assert main(["verify", str(bundle)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"{bundle}: ")
    assert message in printed.err


def test_files_that_are_missing_or_no_keys_end_with_two(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, wrong = tmp_path / "missing", tmp_path / "wrong"
    assert main(["verify", str(missing)]) == 2
    assert main(["verify", str(bundle), "--issuer-key", str(missing)]) == 2
    for content in ("{", "{}", "key"):
        wrong.write_text(content, "utf-8")
        assert main(["verify", str(bundle), "--issuer-key", str(wrong)]) == 2
    assert main(["verify", str(bundle), "--head", "abc"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.split(": ", 1)[0] for line in printed.err.splitlines()] == [
        str(missing),
        str(missing),
        *[str(wrong)] * 3,
        "--head",
    ]


def test_a_strangers_text_cannot_steer_the_terminal(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = json.loads(bundle.read_text("utf-8"))
    changed["sheets"][0]["label"] = "\u001b[2J\u001b[31m"
    bundle.write_text(json.dumps(changed), "utf-8")
    assert main(["verify", str(bundle)]) == 1
    assert "\u001b" not in capsys.readouterr().out


def test_no_django_and_no_database_is_needed(bundle: Path) -> None:
    code = (
        "import sys; from xingping.cli.main import main; status = main(['verify', sys.argv[1]]);"
        "loaded = {name.split('.')[0] for name in sys.modules};"
        "sys.exit(status or 10 * len(loaded & {'django', 'typst', 'scipy'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(bundle)], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_independent_verifier_agrees(bundle: Path, tmp_path: Path) -> None:
    def status(path: Path, *more: str) -> int:
        command = [sys.executable, "-I", str(INDEPENDENT), str(path), *more]
        return subprocess.run(command, capture_output=True, check=False).returncode

    key = made_key().public.multikey
    assert status(bundle, key) == 0
    assert status(bundle, new_key().public.multikey) == 1
    changed = tmp_path / "changed.json"
    changed.write_text(bundle.read_text("utf-8").replace('"62": ', '"62": 1', 1), "utf-8")
    assert status(changed) == 1
    changed.write_text("{}", "utf-8")
    assert status(changed) == 2
