"""A case's state, and a case's row as a whole, are written where they belong and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "xingping"
ENGINE = SOURCE / "rating" / "services" / "transition.py"
ENTRY_POINTS = ("web", "api", "cli", "documents", "national", "science", "proof", "core")


def assigned_states(path: Path) -> Iterator[str]:
    """Names of variables whose `.state` a file assigns."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(one, ast.Attribute) and one.attr == "state" and isinstance(one.value, ast.Name):
                    yield one.value.id


def updated_fields(path: Path) -> Iterator[str]:
    """Keywords of every `.update(...)` call on the cases' manager."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "update" and "Case.objects" in ast.unparse(node.func):
            yield from (keyword.arg or "" for keyword in node.keywords)


def test_one_function_assigns_a_cases_state() -> None:
    writers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for name in assigned_states(path)
        if name == "case"
    }
    assert writers == {"rating/services/transition.py"}


def test_the_engine_assigns_it_once() -> None:
    assert list(assigned_states(ENGINE)).count("case") == 1


def test_nothing_updates_a_cases_state_in_bulk() -> None:
    assert [
        path.name for path in SOURCE.rglob("*.py") for field in updated_fields(path) if field == "state"
    ] == []


def test_entry_points_do_not_write_cases() -> None:
    writes = ("Case.objects.create", "case.save(", "CaseEvent.objects.create", "AuditEntry.objects.create")
    found = [
        f"{path.relative_to(SOURCE)}: {write}"
        for part in ENTRY_POINTS
        for path in (SOURCE / part).rglob("*.py")
        for write in writes
        if write in path.read_text(encoding="utf-8")
    ]
    assert found == []
