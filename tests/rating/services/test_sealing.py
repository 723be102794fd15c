"""The chain of blocks: what is sealed cannot be changed unnoticed, and the first bad entry is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from factories import Edit, draft_scene, save, submitted_scene
from xingping.proof.blocks import FIRST_PREVIOUS
from xingping.proof.keys import new_key
from xingping.rating.audit_content import entry_hash
from xingping.rating.models import (
    AuditBlock,
    AuditEntry,
    AuditSeal,
    AuditSecret,
    SheetChange,
    SheetHistory,
)
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.services import sealing
from xingping.rating.services.compacting import compact_locked
from xingping.rating.services.sealing import KEY_VARIABLE, seal, seal_all
from xingping.rating.triggers import install, remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Write past the triggers, as somebody with the database's password could."""

    def write(sql: str, *values: object) -> None:
        remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        install(connection)

    return write


def fault() -> str:
    report = check_audit()
    return str(report.fault) if report.fault else ""


def test_an_empty_log_holds() -> None:
    assert check_audit().fault is None
    assert seal() is None


def test_everything_is_sealed_once_and_holds() -> None:
    submitted_scene()
    unsealed = check_audit().unsealed
    assert unsealed == AuditEntry.objects.count() + SheetChange.objects.count() > 0
    block = seal()
    assert block is not None
    assert (block.number, block.previous, block.count) == (1, FIRST_PREVIOUS, unsealed)
    report = check_audit()
    assert (report.blocks, report.sealed, report.unsealed, report.head) == (1, unsealed, 0, block.hash)
    assert report.fault is None
    assert seal() is None


def test_blocks_are_chained() -> None:
    submitted_scene()
    first = seal(limit=3)
    second = seal(limit=4)
    assert first is not None
    assert second is not None
    assert (second.number, second.previous, second.count) == (2, first.hash, 4)
    assert seal_all() == 1
    assert check_audit().fault is None


def test_an_entry_that_commits_late_is_sealed_later() -> None:
    submitted_scene()
    last = AuditEntry.objects.latest("pk")
    names = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")
    columns = {name: getattr(last, name) for name in names}

    def written(pk: int) -> None:
        AuditEntry.objects.create(pk=pk, content_hash=entry_hash(columns), **columns)

    written(last.pk + 20)
    seal_all()
    written(last.pk + 10)
    block = seal()
    assert block is not None
    assert list(block.seals.values_list("source", flat=True)) == [last.pk + 10]
    assert check_audit().fault is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("verb", "case.refuse"), ("actor", 7), ("role", "officer"), ("at", "2026-01-01T00:00:00.000000Z")],
)
def test_a_changed_entry_is_named(tamper: Callable[..., None], column: str, value: object) -> None:
    submitted_scene()
    seal_all()
    entry = AuditEntry.objects.get(verb="case.submit")
    tamper(f"UPDATE rating_auditentry SET {column} = %s WHERE id = %s", value, entry.pk)
    assert fault() == f"审计记录 {entry.pk}：内容与封存时的哈希不符，被改动过"


def test_a_changed_detail_is_named(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    entry = AuditEntry.objects.get(verb="case.submit")
    entry.detail["after"]["state"] = "announced"
    tamper("UPDATE rating_auditentry SET detail = %s WHERE id = %s", json.dumps(entry.detail), entry.pk)
    assert fault().startswith(f"审计记录 {entry.pk}：")


def test_a_changed_entry_with_its_hash_made_anew_is_named(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    entry = AuditEntry.objects.get(verb="case.submit")
    names = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")
    forged = entry_hash({**{name: getattr(entry, name) for name in names}, "actor": 7})
    tamper("UPDATE rating_auditentry SET actor = 7, content_hash = %s WHERE id = %s", forged, entry.pk)
    assert fault() == f"审计记录 {entry.pk}：内容与封存时的哈希不符，被改动过"


def test_the_first_of_several_is_named(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    ids = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    tamper("UPDATE rating_auditentry SET verb = 'x' WHERE id IN (%s, %s)", ids[3], ids[1])
    assert fault().startswith(f"审计记录 {ids[1]}：")


def test_a_removed_entry_is_named(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    entry = AuditEntry.objects.get(verb="case.submit")
    AuditSecret.objects.filter(entry=entry).delete()
    tamper("DELETE FROM rating_auditentry WHERE id = %s", entry.pk)
    assert fault() == f"审计记录 {entry.pk}：已封存，但记录不见了"


def test_a_changed_save_is_named(tamper: Callable[..., None]) -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 500)})
    seal_all()
    change = SheetChange.objects.get()
    tamper("UPDATE rating_sheetchange SET changes = %s", json.dumps({"scores.1": [None, 400]}))
    assert fault() == f"保存记录 {change.pk}：内容与封存时的哈希不符，被改动过"


def test_a_changed_leaf_breaks_its_block(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    entry = AuditEntry.objects.get(verb="case.submit")
    names = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")
    forged = entry_hash({**{name: getattr(entry, name) for name in names}, "actor": 7})
    tamper("UPDATE rating_auditentry SET actor = 7, content_hash = %s WHERE id = %s", forged, entry.pk)
    tamper("UPDATE rating_auditseal SET leaf = %s WHERE kind = 'entry' AND source = %s", forged, entry.pk)
    assert fault().startswith("第 1 块：根哈希不符")


def test_a_removed_seal_is_noticed(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    tamper("DELETE FROM rating_auditseal WHERE position = 2")
    assert fault().startswith("第 1 块：应有")


def test_a_removed_block_is_noticed(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal(limit=3)
    seal_all()
    tamper("DELETE FROM rating_auditseal WHERE block_id = 1")
    tamper("DELETE FROM rating_auditblock WHERE number = 1")
    assert fault() == "第 1 块：缺失"


@pytest.mark.parametrize(
    ("column", "value"),
    [("previous", "1" * 64), ("hash", "2" * 64), ("sealed_at", "2026-01-01T00:00:00.000000Z")],
)
def test_a_changed_block_is_noticed(tamper: Callable[..., None], column: str, value: str) -> None:
    submitted_scene()
    seal_all()
    tamper(f"UPDATE rating_auditblock SET {column} = %s WHERE number = 1", value)
    assert fault() == "第 1 块：块哈希与前块或内容不符"


def test_a_log_written_anew_is_noticed_by_the_head_kept_elsewhere(tamper: Callable[..., None]) -> None:
    submitted_scene()
    seal_all()
    head = check_audit().head
    tamper("DELETE FROM rating_auditseal")
    tamper("DELETE FROM rating_auditblock")
    tamper("UPDATE rating_auditentry SET actor = 7, content_hash = '' WHERE verb = 'case.submit'")
    entry = AuditEntry.objects.get(verb="case.submit")
    names = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")
    forged = entry_hash({name: getattr(entry, name) for name in names})
    tamper("UPDATE rating_auditentry SET content_hash = %s WHERE id = %s", forged, entry.pk)
    seal_all()
    assert check_audit().fault is None
    report = check_audit(head=head)
    assert report.fault is not None
    assert report.fault.place == "链头"


def test_an_earlier_head_stays_in_the_chain() -> None:
    submitted_scene()
    seal(limit=3)
    head = check_audit().head
    seal_all()
    assert check_audit(head=head).fault is None


def test_an_unsealed_entry_must_at_least_fit_itself(tamper: Callable[..., None]) -> None:
    submitted_scene()
    entry = AuditEntry.objects.get(verb="case.submit")
    tamper("UPDATE rating_auditentry SET verb = 'x' WHERE id = %s", entry.pk)
    assert fault() == f"审计记录 {entry.pk}：尚未封存，内容与自身哈希不符"


def test_an_unsealed_save_must_at_least_fit_itself(tamper: Callable[..., None]) -> None:
    save(draft_scene(), {"scores.1": Edit(None, 500)})
    tamper("UPDATE rating_sheetchange SET device = 'x'")
    assert fault().startswith("保存记录 ")


def test_a_changed_personal_value_is_named_and_an_erased_one_is_fine(tamper: Callable[..., None]) -> None:
    scene = draft_scene()
    from xingping.rating.services.submitting import withdraw

    withdraw(scene.applicant, scene.case.pk, "搬迁")
    seal_all()
    secret = AuditSecret.objects.get(field="reason")
    tamper("UPDATE rating_auditsecret SET value = %s WHERE id = %s", '"other"', secret.pk)
    assert fault() == f"审计记录 {secret.entry_id}：“reason”与承诺值不符"
    AuditSecret.objects.all().delete()
    assert check_audit().fault is None


def test_blocks_are_signed_where_there_is_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    place = tmp_path / "key.pem"
    place.write_bytes(key.kept())
    monkeypatch.setenv(KEY_VARIABLE, str(place))
    submitted_scene()
    seal(limit=3)
    assert check_audit(issuer_key=key.public).fault is None
    other = check_audit(issuer_key=new_key().public).fault
    assert str(other) == "第 1 块：没有签名，或签名不是这把公钥的"
    monkeypatch.delenv(KEY_VARIABLE)
    seal_all()
    unsigned = check_audit(issuer_key=key.public).fault
    assert str(unsigned) == "第 2 块：没有签名，或签名不是这把公钥的"


def test_compacted_saves_stay_verifiable(tamper: Callable[..., None]) -> None:
    scene = submitted_scene()
    assert compact_locked() == 0, "nothing is compacted before it is sealed"
    seal_all()
    saves = SheetChange.objects.count()
    assert compact_locked() == 1
    assert (SheetChange.objects.count(), SheetHistory.objects.count()) == (0, 1)
    assert len(SheetHistory.objects.get().changes) == saves
    assert check_audit().fault is None
    history = SheetHistory.objects.get()
    history.changes[0]["changes"]["scores.1"] = [None, 0]
    tamper("UPDATE rating_sheethistory SET changes = %s", json.dumps(history.changes))
    assert fault().startswith(f"保存记录 {history.first_change}：")
    assert scene.fresh().state == "submitted"


def test_drafts_are_not_compacted() -> None:
    save(draft_scene(), {"scores.1": Edit(None, 500)})
    seal_all()
    assert compact_locked() == 0


def test_old_blocks_are_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    submitted_scene()
    seal_all()
    monkeypatch.setattr(sealing, "LOOK_BACK", -sealing.LOOK_BACK)
    submitted_scene()
    assert seal_all() == 1
    assert AuditSeal.objects.count() == AuditEntry.objects.count() + SheetChange.objects.count()
    assert AuditBlock.objects.count() == 2
    assert check_audit().fault is None
