"""The command that makes, lists, shows and revokes issuer keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factories import BodyFactory
from xingping.cli.main import main
from xingping.rating.models import AuditEntry, IssuerKey

pytestmark = pytest.mark.django_db


def test_keys_are_made_rotated_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = BodyFactory()
    assert main(["issuer", "list"]) == 0
    assert f"xingping issuer new {body.code}" in capsys.readouterr().out
    assert main(["issuer", "new", body.code]) == 0
    assert main(["issuer", "new", body.code]) == 0
    old, new = IssuerKey.objects.order_by("pk")
    assert (old.expires is not None, new.expires) == (True, None)
    assert "PRIVATE KEY" not in new.secret
    assert main(["issuer", "revoke", new.public]) == 0
    new.refresh_from_db()
    assert (new.revoked is not None, new.secret) == (True, "")
    assert main(["issuer", "list"]) == 0
    assert "已作废" in capsys.readouterr().out
    out = tmp_path / "keys.json"
    assert main(["issuer", "show", body.code, "--out", str(out)]) == 0
    assert len(json.loads(out.read_text("utf-8"))["verificationMethod"]) == 2
    assert main(["issuer", "show", body.code]) == 0
    assert AuditEntry.objects.filter(verb="issuer_key.make").count() == 2


@pytest.mark.parametrize("arguments", [["new", "没有"], ["show", "没有"], ["revoke", "z6Mk没有"]])
def test_what_is_not_there_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["issuer", *arguments]) == 2
    assert "没有" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = BodyFactory()
    assert main(["issuer", "show", body.code, "--out", str(tmp_path)]) == 2
    assert "写不进去" in capsys.readouterr().err
