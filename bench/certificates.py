"""1,000 certificates as PDF/A-3 with signed credentials, by 1 and 2 processes. Target: 20 s on 2 cores.

The baseline is one empty page with the same fonts and standard, set 1,000 times in this process.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bundles import made_key
from xingping.core.catalogue import find_edition
from xingping.documents.certificate import CertificateText
from xingping.documents.certificate_batch import Item, certificates
from xingping.documents.typst_engine import ARCHIVE, new_compiler
from xingping.proof.credential import Award, Issuer, credential, sign
from xingping.proof.status_list import StatusEntry

COUNT = 1000
ISSUER = Issuer("https://demo.example/issuer", "演示评定机构")
SIGNED = datetime(2026, 6, 1, tzinfo=UTC)


def items() -> Iterator[Item]:
    """Certificates that all differ, each with its own signed credential."""
    key, edition = made_key(), find_edition()
    for number in range(COUNT):
        address = f"https://demo.example/v/{sha256(str(number).encode()).hexdigest()[:32]}"
        text = CertificateText(
            number=f"XP-2026-510104-{number:04d}",
            centre=f"演示 · 第 {number} 社区服务中心",
            body=ISSUER.name,
            stars=1 + number % 5,
            awarded=date(2026, 5, 31),
            last_day=date(2029, 5, 31),
            address=address,
        )
        award = Award(
            address=address,
            number=text.number,
            centre=text.centre,
            centre_address=f"https://demo.example/centre/{number}",
            stars=text.stars,
            awarded=text.awarded,
            last_day=text.last_day,
            status=StatusEntry("https://demo.example/status/1", number),
        )
        yield text, sign(credential(award, ISSUER, edition), key, issuer=ISSUER, created=SIGNED)


def _processor() -> float:
    """Processor seconds of this process and those it has waited for: told apart from a busy machine."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """Print the figures."""
    compiler = new_compiler()
    started = perf_counter()
    for number in range(COUNT):
        compiler.compile(
            input=f"#set document(date: datetime(year: 2026, month: 1, day: 1))\n= {number}".encode(),
            format="pdf",
            pdf_standards=list(ARCHIVE),
        )
    empty = perf_counter() - started
    print(f"空白页（基线，1 个进程）: {empty:.1f} s")
    for workers in (1, 2):
        started, spent = perf_counter(), _processor()
        size = sum(len(made) for made in certificates(items(), find_edition(), workers=workers))
        taken = perf_counter() - started
        print(
            f"{COUNT} 份证书，{workers} 个进程: {taken:.1f} s，每秒 {COUNT / taken:.0f} 份，"
            f"每份 {size / COUNT / 1000:.0f} kB，与基线之比 {taken / empty:.1f}，"
            f"处理器时间 {_processor() - spent:.1f} s"
        )
    print(f"目标 20 s，用了 {taken / 20:.0%}")


if __name__ == "__main__":
    main()
