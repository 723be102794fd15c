"""The register's import in the background: the check before, the writing after it was confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault, FaultsError
from xingping.documents.register_file import read_register
from xingping.rating.actor import Actor, actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.jobs.registry import JSON, job, periodic
from xingping.rating.jobs.run import JobRefusedError, Run
from xingping.rating.models import ImportState, RatingBody, RegisterImport
from xingping.rating.queries.register import chunks
from xingping.rating.queries.register_plan import Plan, make_plan
from xingping.rating.services.centre_index import index_centres
from xingping.rating.services.register_import import (
    CHECK,
    OPEN,
    WRITE,
    check_again,
    end_import,
    keep_check,
    plan_hash,
    require_import,
)
from xingping.rating.services.register_writing import RegisterChangedError, write_plan

LONGEST_WAIT = timedelta(days=7)
"""After this long an import that nobody confirmed is given up, and its file deleted."""
FILED_AT_ONCE = 2_500
"""Each piece rewrites the index rows of its block: few large pieces cost less than many small ones."""


@job(CHECK)
def check(run: Run) -> JSON:
    """Read the file and compare it with the register; nothing but the preview is written."""
    import_ = _import(run)
    if import_.state != ImportState.CHECKING:
        return None
    plan = _plan(run, import_, up_to=90)

    def keep() -> JSON:
        locked = RegisterImport.objects.select_for_update().defer("content").get(pk=import_.pk)
        if locked.state == ImportState.CHECKING:
            keep_check(locked, plan)
        return None

    run.once("kept", keep)
    return None


@job(WRITE)
def write(run: Run) -> JSON:
    """Write a confirmed import: the register in one step, then the search index piece by piece."""
    import_ = _import(run)
    try:
        filed = run.once("written", _writing(run, import_), progress=60)
    except RegisterChangedError:
        check_again(import_)
        return None
    keys = [int(str(one)) for one in filed] if isinstance(filed, list) else []
    pieces = list(chunks(keys, FILED_AT_ONCE))
    for done, some in enumerate(pieces):
        run.report(60 + 39 * done // len(pieces), f"正在编入检索（{done * FILED_AT_ONCE:,} / {len(keys):,}）")
        run.once(f"filed {done}", _filing(some))
    return None


@periodic("give up stale imports", at=time(4, 10))
def clear_imports() -> None:
    """Files that nobody confirmed for a week are not kept."""
    old = RegisterImport.objects.filter(state__in=OPEN, created_at__lt=timezone.now() - LONGEST_WAIT)
    for import_ in old.defer("content"):
        with transaction.atomic():
            locked = RegisterImport.objects.select_for_update().defer("content").get(pk=import_.pk)
            if locked.state in OPEN:
                end_import(locked, ImportState.GIVEN_UP)


def _writing(run: Run, import_: RegisterImport) -> Callable[[], JSON]:
    """The one step that writes; what it needs is computed before, outside the transaction."""
    if run.has_done("written"):
        return lambda: None
    actor = _actor(import_)
    plan = _plan(run, import_, up_to=40)
    if plan_hash(plan) != import_.plan_hash or plan.faults or plan.alike:
        raise RegisterChangedError
    run.report(45, f"正在写入登记表（{len(plan.steps):,} 个中心）")

    def act() -> JSON:
        RatingBody.objects.select_for_update().get(pk=import_.body_id)
        locked = RegisterImport.objects.select_for_update().defer("content").get(pk=import_.pk)
        written: list[JSON] = [*write_plan(actor, require_import(actor, import_.body), locked, plan)]
        end_import(locked, ImportState.DONE)
        return written

    return act


def _filing(centre_ids: Sequence[int]) -> Callable[[], JSON]:
    def act() -> JSON:
        index_centres(centre_ids)
        return None

    return act


def _plan(run: Run, import_: RegisterImport, *, up_to: int) -> Plan:
    actor = _actor(import_)
    run.report(1, "正在读取文件")
    name = import_.file_name
    try:
        file = read_register(bytes(import_.content), name, find_guide().facts)
    except FaultsError as error:
        return Plan(faults=list(error.faults))
    start = up_to // 3

    def report(done: int, every: int) -> None:
        run.report(start + (up_to - start) * done // every, f"正在核对第 {done:,} / {every:,} 行")

    report(0, max(1, len(file.rows)))
    plan = make_plan(actor, import_.body, name, file.rows, import_.answers, report)
    plan.faults = sorted([*file.faults, *plan.faults], key=_line)
    return plan


def _line(fault: Fault) -> int:
    return int(fault.place.rpartition(":")[2])


def _actor(import_: RegisterImport) -> Actor:
    """The person who imports, with the roles held now: one that was taken away meanwhile counts no more."""
    actor = actor_of(import_.by)
    try:
        require_import(actor, import_.body)
    except RefusedError as error:
        raise JobRefusedError(str(error.refusal)) from None
    return actor


def _import(run: Run) -> RegisterImport:
    return RegisterImport.objects.select_related("body", "by").get(pk=str(run.arguments["import"]))
