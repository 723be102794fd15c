"""Files of centres for tests, and the worker's part done at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from factories import REGION
from xingping.core.catalogue import find_guide
from xingping.documents.register_sheet import export_columns, register_csv
from xingping.rating.actor import Actor
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Centre, RatingBody, RegisterImport
from xingping.rating.queries.register import export_rows
from xingping.rating.services.register_import import confirm_import, start_import

HEADER = "中心编号,名称,类型,行政区划代码"


def csv_of(rows: Iterable[str], header: str = HEADER) -> bytes:
    """A file of centres."""
    return "\n".join([header, *rows, ""]).encode()


def row(code: str, name: str, region: str = REGION, *more: str) -> str:
    """An urban centre."""
    return ",".join([code, name, "城市社区", region, *more])


def fresh(import_: RegisterImport) -> RegisterImport:
    """An import as it is in the database now."""
    return RegisterImport.objects.get(pk=import_.pk)


def work(import_: RegisterImport) -> RegisterImport:
    """Let the background work that is waiting be done."""
    now = fresh(import_)
    assert now.job_id is not None
    run_job(now.job_id)
    return fresh(now)


def checked(actor: Actor, body: RatingBody, content: bytes, **named: Any) -> RegisterImport:
    """An uploaded file after its check."""
    return work(start_import(actor, body, "登记表.csv", content, **named))


def imported(actor: Actor, body: RatingBody, content: bytes) -> RegisterImport:
    """A file imported without questions."""
    import_ = checked(actor, body, content)
    return work(confirm_import(actor, import_.pk, import_.plan_hash))


def exported(body: RatingBody) -> bytes:
    """The whole register of a body as CSV."""
    facts, rows = export_rows(Centre.objects.filter(body=body), find_guide().facts)
    return register_csv(export_columns(facts), rows)
