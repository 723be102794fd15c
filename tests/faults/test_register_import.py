"""Imports killed in the middle, and imports at the same moment: each centre exactly once, or nothing."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import close_old_connections

from factories import BodyFactory, CentreFactory, officer_of
from faults import racing
from faults.racing import WORKERS, race, without_locks
from processes import start, wait_until
from registers import checked, csv_of, fresh, row
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import AuditEntry, Centre, CentreChange, ImportState, Job, RegisterImport
from xingping.rating.queries.centre_search import Asked, search_centres
from xingping.rating.services import register_writing
from xingping.rating.services.register_import import confirm_import, start_import

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = "tests/faults/worker_with_slow_register.py"
ROWS = [row(f"C{number}", name) for number, name in enumerate(("甲庄", "乙屯", "丙寨", "丁沟", "戊坝"))]


@pytest.fixture(autouse=True)
def _close() -> Any:
    yield
    close_old_connections()


@pytest.mark.parametrize(
    ("place", "written"), [("make_plan", 0), ("write_plan", 0), ("index_centres", len(ROWS))]
)
def test_an_import_killed_in_the_middle_is_done_once(place: str, written: int, tmp_path: Path) -> None:
    body = BodyFactory()
    officer = officer_of(body)
    import_ = checked(officer, body, csv_of(ROWS))
    confirm_import(officer, import_.pk, import_.plan_hash)
    said = tmp_path / "said"
    slow = start(WORKER, folder=tmp_path, XINGPING_JOB_LEASE="2", SLOW_PLACE=place, SAY_SO=str(said))
    try:
        wait_until(said.exists)
    finally:
        slow.send_signal(signal.SIGKILL)
        slow.wait()
    assert Centre.objects.count() == written
    assert fresh(import_).state == (ImportState.DONE if written else ImportState.WRITING)

    second = start(WORKER, folder=tmp_path, XINGPING_JOB_LEASE="2")
    try:
        wait_until(lambda: Job.objects.get(pk=fresh(import_).job_id).state == "done")
    finally:
        second.terminate()
        second.wait(timeout=10)
    assert sorted(Centre.objects.values_list("code", flat=True)) == [f"C{number}" for number in range(5)]
    assert AuditEntry.objects.filter(verb="centre.create").count() == len(ROWS)
    assert AuditEntry.objects.filter(verb="register.import").count() == 1
    filed = {one.pk for one in search_centres(Asked(), public=False).rows()}
    assert filed == set(Centre.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("workers", WORKERS)
def test_one_file_imported_by_many_at_once_enters_each_centre_once(workers: int) -> None:
    imports, outcome = _write_at_once(workers, [csv_of(ROWS)] * workers)
    states = sorted(fresh(one).state for one in imports)
    assert outcome.broken == []
    assert states == [ImportState.CHECKING] * (workers - 1) + [ImportState.DONE]
    assert Centre.objects.count() == len(ROWS)
    assert AuditEntry.objects.filter(verb="centre.create").count() == len(ROWS)


@pytest.mark.parametrize("workers", WORKERS)
def test_imports_that_disagree_do_not_overwrite_each_other(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _widen(monkeypatch)
    imports, outcome = _changes_at_once(workers)
    states = [fresh(one).state for one in imports]
    assert outcome.broken == []
    assert states.count(ImportState.DONE) == 1
    (winner,) = (number for number, state in enumerate(states) if state == ImportState.DONE)
    assert Centre.objects.get().name == f"改名{winner}"
    assert CentreChange.objects.count() == 1


def test_control_without_locks_imports_overwrite_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _widen(monkeypatch)
    without_locks(monkeypatch)
    imports, outcome = _changes_at_once(8)
    done = [one for one in imports if fresh(one).state == ImportState.DONE]
    unfinished = Job.objects.filter(kind="register import").exclude(state="done")
    assert len(done) != 1 or outcome.broken or unfinished.exists()


def test_confirming_at_once_starts_one_job() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    import_ = checked(officer, body, csv_of(ROWS))
    outcome = race([lambda: confirm_import(officer, import_.pk, import_.plan_hash)] * 8)
    assert (outcome.refused, outcome.broken) == ([], [])
    assert Job.objects.filter(kind="register import").count() == 1


def test_one_upload_sent_many_times_is_one_import() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    outcome = race([lambda: start_import(officer, body, "a.csv", csv_of(ROWS), key="k")] * 8)
    assert (len(outcome.done), outcome.refused, outcome.broken) == (8, [], [])
    assert RegisterImport.objects.count() == 1


def _changes_at_once(workers: int) -> Any:
    body = BodyFactory()
    CentreFactory(body=body, code="C0", name="原名")
    return _write_at_once(workers, [csv_of([row("C0", f"改名{number}")]) for number in range(workers)], body)


def _write_at_once(workers: int, contents: list[bytes], body: Any = None) -> Any:
    body = body or BodyFactory()
    officers = [officer_of(body) for _ in range(workers)]
    imports = [checked(officer, body, content) for officer, content in zip(officers, contents, strict=True)]
    for officer, import_ in zip(officers, imports, strict=True):
        confirm_import(officer, import_.pk, import_.plan_hash)
    jobs = [fresh(import_).job_id for import_ in imports]
    return imports, race([lambda job=job: run_job(job) for job in jobs])  # type: ignore[misc]


def _widen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass between checking that nothing changed and writing."""
    hold = register_writing._hold

    def slow(changed: Any) -> None:
        hold(changed)
        racing.pause()

    monkeypatch.setattr(register_writing, "_hold", slow)
