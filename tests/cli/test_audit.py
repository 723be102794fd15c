"""`xingping audit` and `xingping invariants` on a log that holds, and on one that does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from factories import submitted_scene
from xingping.cli.main import main
from xingping.proof.keys import new_key
from xingping.rating.models import AuditBlock, AuditEntry, Case
from xingping.rating.queries.invariants import CHECKS
from xingping.rating.services.sealing import KEY_VARIABLE
from xingping.rating.triggers import install, remove

pytestmark = pytest.mark.django_db


def change_an_entry() -> AuditEntry:
    entry = AuditEntry.objects.get(verb="case.submit")
    remove(connection)
    AuditEntry.objects.filter(pk=entry.pk).update(verb="x")
    install(connection)
    return entry


def test_sealing_prints_the_head_and_verifying_accepts_it(capsys: pytest.CaptureFixture[str]) -> None:
    submitted_scene()
    assert main(["audit", "seal"]) == 0
    head = AuditBlock.objects.get().hash
    assert capsys.readouterr().out == f"新封 1 块。链头（第 1 块）：{head}\n"
    assert main(["audit", "verify", "--head", head.upper()]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("审计日志成立：1 块")
    assert lines[1] == f"链头：{head}"


def test_an_empty_log_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "seal"]) == 0
    assert main(["audit", "verify"]) == 0
    assert (
        capsys.readouterr().out == "新封 0 块。日志还是空的。\n审计日志成立：0 块，封存 0 条，待封 0 条。\n"
    )


def test_the_first_bad_entry_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    submitted_scene()
    main(["audit", "seal"])
    entry = change_an_entry()
    capsys.readouterr()
    assert main(["audit", "verify"]) == 1
    assert f"第一处问题——审计记录 {entry.pk}：" in capsys.readouterr().err


def test_another_head_does_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    submitted_scene()
    main(["audit", "seal"])
    assert main(["audit", "verify", "--head", "0" * 64]) == 1
    assert "链头" in capsys.readouterr().err
    assert main(["audit", "verify", "--head", "abc"]) == 2


def test_signatures_are_checked_with_the_public_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = new_key()
    private, public = tmp_path / "key.pem", tmp_path / "key.pub"
    private.write_bytes(key.kept())
    public.write_text(key.public.multikey, encoding="utf-8")
    monkeypatch.setenv(KEY_VARIABLE, str(private))
    submitted_scene()
    main(["audit", "seal"])
    assert main(["audit", "verify", "--issuer-key", str(public)]) == 0
    public.write_text(new_key().public.multikey, encoding="utf-8")
    assert main(["audit", "verify", "--issuer-key", str(public)]) == 1
    for content in ("junk", "\udcff"):
        public.write_text(content, encoding="utf-8", errors="surrogateescape")
        assert main(["audit", "verify", "--issuer-key", str(public)]) == 2
    assert main(["audit", "verify", "--issuer-key", str(tmp_path / "none")]) == 2
    assert "文件读不出来" in capsys.readouterr().err


def test_the_history_of_a_case_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    number = submitted_scene().case.number
    assert main(["audit", "show", "case", number]) == 0
    shown = capsys.readouterr().out
    assert [line.split()[-1] for line in shown.splitlines()][-1] == "case.submit"
    assert main(["audit", "show", "case", number, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["verb"], last["detail"]["after"]["state"]) == ("case.submit", "submitted")
    assert main(["audit", "show", "case", "none"]) == 2


def test_invariants_hold_or_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    scene = submitted_scene()
    assert main(["invariants"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(CHECKS)} 项检查，全部成立。"
    Case.objects.filter(pk=scene.case.pk).update(state="announced")
    assert main(["invariants", "--all"]) == 1
    out = capsys.readouterr().out
    assert f"    申报件 {scene.case.number}：状态是 announced，按经过应为 submitted" in out
    assert "1 项不成立" in out
