"""Importing 10,000 centres from an XLSX file, against a bare bulk insert of the same rows in the same run.

Run: .venv/bin/python bench/register_import.py [rows]
On SQLite, in one process: the check with its preview, then the confirmed writing (register, facts, audit log,
search index). The floor writes the centres' rows alone, by plain SQL, in one transaction.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
TARGET = 15.0
"""Seconds for 10,000 rows, check and writing together."""
STREETS = 400
HEADER = (
    "中心编号", "名称", "形式", "类型", "行政区划代码", "地址", "服务的社区（村）", "联系人", "联系电话",
    "开放时间", "数据截至日期", "综合服务设施面积（㎡）", "常住户数（户）",
)  # fmt: skip
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "春夏秋冬东南西北江河湖海山川林泉云霞星月松竹梅兰荷桂槐柳杨枫"


def main() -> int:
    """Measure and print; 1 where the target is missed or something was not written."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ |= {"XINGPING_DATA": folder, "DJANGO_SETTINGS_MODULE": "xingping.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return measure(rows)


def measure(rows: int) -> int:
    """Floor, check, writing, a second check of the same file, and the export."""
    from factories import BodyFactory, officer_of
    from registers import exported, work
    from xingping.rating.models import Centre, CentreFact, ImportState, Posting
    from xingping.rating.search_keys import keys_of
    from xingping.rating.services.register_import import confirm_import, start_import

    keys_of("预热")
    floor = timed(lambda: bare_insert(rows))
    content = workbook(rows)
    body = BodyFactory()
    officer = officer_of(body)
    import_ = start_import(officer, body, "登记表.xlsx", content)
    check = timed(lambda: work(import_))
    import_.refresh_from_db()
    if import_.state != ImportState.READY or import_.preview["alike"]:
        print(import_.state, import_.preview.get("faults", [])[:5], import_.preview.get("alike", [])[:5])
        return 1
    confirm_import(officer, import_.pk, import_.plan_hash)
    write = timed(lambda: work(import_))
    again = start_import(officer, body, "登记表.xlsx", content)
    same = timed(lambda: work(again))
    again.refresh_from_db()
    out = timed(lambda: exported(body))
    counts = (Centre.objects.count(), CentreFact.objects.count(), again.preview["unchanged"])
    print(f"rows {rows:,} · file {len(content) / 1e6:.1f} MB · search index {Posting.objects.count():,} rows")
    print(f"floor: bare insert of the centres        {floor:6.2f} s")
    print(f"check with preview                       {check:6.2f} s   {check / floor:6.1f} x floor")
    print(f"writing after it was confirmed           {write:6.2f} s   {write / floor:6.1f} x floor")
    target = TARGET * rows / 1e4
    print(f"check and writing                        {check + write:6.2f} s   (target {target:g} s)")
    print(f"check of the same file again             {same:6.2f} s")
    print(f"export as CSV                            {out:6.2f} s")
    sound = counts == (rows, 2 * rows, rows)
    return 0 if sound and check + write <= TARGET * rows / 1e4 else 1


def timed(act: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def workbook(rows: int) -> bytes:
    """A register as a body would send it."""
    import io

    from xlsxwriter import Workbook

    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, cells in enumerate([HEADER, *(row(number) for number in range(rows))]):
        for place, text in enumerate(cells):
            sheet.write_string(line, place, text)
    book.close()
    return made.getvalue()


def row(number: int) -> tuple[str, ...]:
    """One centre; within a street no two names are alike."""
    street, place = number % STREETS, number // STREETS
    name = FAMILY[place % 32] + GIVEN[place // 2 % 30] + GIVEN[(place * 7 + 3) % 30]
    return (
        f"C{number:06d}", f"{name}社区党群服务中心", "服务中心", "城市社区",
        f"5101{street // 100 + 4:02d}{street % 100 + 1:03d}{place % 999 + 1:03d}", f"{name}路 {number} 号",
        f"{name}社区、{name}新村", "演示", f"028-{number:08d}", "周一至周日 8:30—20:30", "2026-03-31",
        str(300 + number % 500), str(900 + number % 3000),
    )  # fmt: skip


def bare_insert(rows: int) -> None:
    """The centres' rows in one transaction by plain SQL, with the table's own indexes; then taken away."""
    from django.db import connection, transaction

    from factories import BodyFactory

    body = BodyFactory()
    insert = (
        "INSERT INTO rating_centre (body_id, code, name, name_key, name_pinyin, form, kind, region, address,"
        " communities, contact_name, contact_phone, opening_hours, is_demo, version, created_at, updated_at)"
        " VALUES (%s, %s, %s, %s, '', 'centre', 'urban', %s, %s, %s, %s, %s, %s, 0, 0,"
        " '2026-01-01', '2026-01-01')"
    )
    values = [
        (body.pk, one[0], one[1], one[1], one[4], *one[5:10])
        for one in (row(number) for number in range(rows))
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insert, values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM rating_centre")


if __name__ == "__main__":
    sys.exit(main())
