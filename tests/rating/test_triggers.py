"""What must never change is guarded by the database itself, on SQLite and PostgreSQL."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from factories import submitted_scene
from xingping.rating import triggers
from xingping.rating.models import (
    AuditBlock,
    AuditEntry,
    AuditSeal,
    AuditSecret,
    PinnedDocument,
    Sheet,
    SheetChange,
    SheetHistory,
)
from xingping.rating.services.compacting import compact_locked
from xingping.rating.services.sealing import seal_all

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def refused(write: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        write()
    return str(caught.value)


@pytest.fixture
def _records() -> None:
    submitted_scene()
    seal_all()
    compact_locked()


@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize("model", [AuditEntry, AuditBlock, AuditSeal, SheetHistory, PinnedDocument])
def test_records_are_append_only(model: type[AuditEntry]) -> None:
    rows = model.objects.all()
    field = next(one.attname for one in model._meta.fields if not one.primary_key)
    assert "never changed" in refused(lambda: rows.update(**{field: rows.values_list(field, flat=True)[0]}))
    assert "never changed" in refused(lambda: rows._raw_delete("default"))


@pytest.mark.usefixtures("_records")
def test_secrets_are_erased_but_never_changed() -> None:
    submitted_scene()
    secrets = AuditSecret.objects.filter(field="reason")
    AuditSecret.objects.create(entry=AuditEntry.objects.latest("pk"), field="reason", salt="00", value="x")
    assert "never changed" in refused(lambda: secrets.update(value="y"))
    secrets.delete()
    assert not secrets.exists()


def test_saves_are_never_changed_and_removed_only_into_the_history() -> None:
    submitted_scene()
    saves = SheetChange.objects.all()
    assert "never changed" in refused(lambda: saves.update(device="other"))
    assert "stand in its history" in refused(saves.delete)
    assert saves.exists()


def test_a_locked_sheet_never_changes() -> None:
    case = submitted_scene().case
    sheet = Sheet.objects.create(case=case, label="A", scores={"1": 500})
    sheet.scores = {"1": 400}
    sheet.locked_at, sheet.content_hash = case.state_since, "0" * 64
    sheet.save()
    assert "never changes" in refused(lambda: Sheet.objects.filter(pk=sheet.pk).update(scores={}))
    assert "never removed" in refused(lambda: Sheet.objects.filter(pk=sheet.pk)._raw_delete("default"))


@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize(
    "table", sorted({guard.table for guard in triggers.GUARDS if guard.operation == "TRUNCATE"})
)
def test_no_table_can_be_emptied_at_once(table: str) -> None:
    statement = f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}"
    rows = AuditEntry.objects.count()

    def empty() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)

    if connection.vendor == "postgresql" or table not in ("rating_sheet", "rating_sheetchange"):
        assert "never" in refused(empty)
    assert AuditEntry.objects.count() == rows


def test_missing_triggers_are_named_and_put_back() -> None:
    assert triggers.missing(connection) == ()
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER xp_rating_auditentry_update"
            + (" ON rating_auditentry" if connection.vendor == "postgresql" else "")
        )
    assert triggers.missing(connection) == ("xp_rating_auditentry_update",)
    triggers.install(connection)
    assert triggers.missing(connection) == ()
