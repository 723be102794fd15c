"""Database triggers: the last guard of what must never change. Installed after every migration.

SQLite drops a table's triggers whenever it rebuilds the table, so they cannot live in a migration;
`invariants` checks that they are there.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

NEVER = "1=1"
_SAME_SHEET = (
    "(h.self_assessment_id = OLD.self_assessment_id OR h.sheet_id = OLD.sheet_id)"
    " AND h.first_change <= OLD.id AND h.last_change >= OLD.id"
)


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses UPDATE, DELETE (or TRUNCATE) of rows for which the SQL condition holds."""

    table: str
    operation: str
    forbidden: str
    message: str

    @property
    def name(self) -> str:
        """Name of the trigger."""
        return f"xp_{self.table}_{self.operation.lower()}"


def _append_only(table: str, message: str) -> tuple[Guard, ...]:
    return tuple(Guard(table, operation, NEVER, message) for operation in ("UPDATE", "DELETE", "TRUNCATE"))


GUARDS: tuple[Guard, ...] = (
    *_append_only("rating_auditentry", "audit entries are never changed"),
    *_append_only("rating_auditblock", "audit blocks are never changed"),
    *_append_only("rating_auditseal", "audit seals are never changed"),
    *_append_only("rating_sheethistory", "sheet histories are never changed"),
    *_append_only("rating_pinneddocument", "pinned documents are never changed"),
    Guard("rating_auditsecret", "UPDATE", NEVER, "audit secrets are erased, never changed"),
    Guard("rating_sheetchange", "UPDATE", NEVER, "saves of a sheet are never changed"),
    Guard(
        "rating_sheetchange",
        "DELETE",
        f"NOT EXISTS (SELECT 1 FROM rating_sheethistory h WHERE {_SAME_SHEET})",  # noqa: S608
        "saves of a sheet are removed only once they stand in its history",
    ),
    Guard("rating_sheetchange", "TRUNCATE", NEVER, "saves of a sheet are never removed"),
    Guard("rating_sheet", "UPDATE", "OLD.locked_at IS NOT NULL", "a locked sheet never changes"),
    Guard("rating_sheet", "DELETE", "OLD.locked_at IS NOT NULL", "a locked sheet is never removed"),
    Guard("rating_sheet", "TRUNCATE", NEVER, "sheets are never removed"),
)
"""Every guard; SQLite has no TRUNCATE, so those for it exist on PostgreSQL only."""


def guards_for(connection: BaseDatabaseWrapper) -> tuple[Guard, ...]:
    """The guards that a database needs."""
    if connection.vendor == "postgresql":
        return GUARDS
    return tuple(guard for guard in GUARDS if guard.operation != "TRUNCATE")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place; those that are there are renewed."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards_for(connection):
            if guard.table in tables:
                for statement in _statements(guard, connection.vendor):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away. For tests that empty their database, and for restoring a backup."""
    with connection.cursor() as cursor:
        for guard in guards_for(connection):
            on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Names of guards that are not in place or are switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return tuple(guard.name for guard in guards_for(connection) if guard.name not in present)


def _statements(guard: Guard, vendor: str) -> tuple[str, ...]:
    """The SQL that puts one guard in place; everything in it is written in this file."""
    if vendor == "sqlite":
        return (
            f"DROP TRIGGER IF EXISTS {guard.name}",
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} FOR EACH ROW "
            f"WHEN {guard.forbidden} BEGIN SELECT RAISE(ABORT, '{guard.message}'); END",
        )
    scope, condition = ("STATEMENT", "TRUE") if guard.operation == "TRUNCATE" else ("ROW", guard.forbidden)
    passed = {"UPDATE": "NEW", "DELETE": "OLD", "TRUNCATE": "NULL"}[guard.operation]
    return (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{guard.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {passed}; END $guard$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} "
        f"FOR EACH {scope} EXECUTE FUNCTION {guard.name}()",
    )
