"""Background work on certificates: files of many, the daily reminders of re-review."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from tempfile import TemporaryDirectory

from xingping.documents.plaque import plaque_pdf
from xingping.rating import files
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.jobs.registry import JSON, job, periodic
from xingping.rating.jobs.run import JobRefusedError, Run
from xingping.rating.models import Certificate, User
from xingping.rating.queries.certificates import plaque_text, visible_plaques
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.printing import printed_certificates
from xingping.rating.queries.visibility import visible_certificates
from xingping.rating.services.reminding import remind

PRODUCTION = "certificate_files"
MOST = 5_000
"""Files of one package."""


@periodic("remind of re-review", at=time(8, 30))
def remind_of_rereview() -> None:
    """Every morning; a day that was missed is made up for the next time."""
    remind(today())


@job(PRODUCTION)
def make_files(run: Run) -> JSON:
    """A ZIP of certificates, or of the artwork of the plaques still to be made, of one announcement."""
    person = User.objects.get(pk=run.created_by_id or 0)
    announcement = str(run.arguments.get("announcement", ""))
    plaques = run.arguments.get("kind") == "plaques"
    actor = actor_of(person)
    found = visible_certificates(actor).filter(announcement_number=announcement).select_related("body")
    rows = list(found.order_by("pk")[: MOST + 1])
    if not rows:
        raise JobRefusedError("没有这个公告文号的证书；请核对文号。")
    if len(rows) > MOST:
        raise JobRefusedError(f"证书多于 {MOST} 张；请按公告分批。")

    def make() -> JSON:
        drawn = _artwork(actor, rows) if plaques else _certificates(rows)
        return _package(run, drawn, len(rows))

    blob = run.keep("package", make, progress=99)
    return {"blob": blob, "name": f"{announcement}.zip", "link": f"/office/certificates/files/{run.job_id}/"}


def _certificates(rows: list[Certificate]) -> Iterator[tuple[str, bytes]]:
    by_rules: dict[tuple[int, str], list[Certificate]] = {}
    for row in rows:
        by_rules.setdefault((row.body_id, row.edition_hash), []).append(row)
    for alike in by_rules.values():
        for row, made in zip(alike, printed_certificates(alike), strict=True):
            yield f"{row.number}.pdf", made


def _artwork(actor: Actor, rows: list[Certificate]) -> Iterator[tuple[str, bytes]]:
    plaques = visible_plaques(actor).filter(certificate__in=[row.pk for row in rows], state="ordered")
    for plaque in plaques.select_related("certificate__body").order_by("pk"):
        edition = pinned_edition(plaque.certificate.edition_hash)
        yield f"{plaque.serial}.pdf", plaque_pdf(plaque_text(plaque), edition)


def _package(run: Run, drawn: Iterator[tuple[str, bytes]], count: int) -> str:
    with TemporaryDirectory(prefix="xingping-") as folder:
        path = Path(folder) / "package.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
            for number, (name, made) in enumerate(drawn, 1):
                package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), made)
                if number % 20 == 0:
                    run.report(min(98, 100 * number // count), f"已做 {number} / {count} 份")
        return files.keep_bytes(path.read_bytes(), "application/zip").sha256
