"""Long and wide files side by side with pandas, Polars and DuckDB SQL."""

from __future__ import annotations

from pathlib import Path

from measure import HERE, Measured, line, measured

from data import make, shuffled
from xingping.national.expression import Layout


def long(centres: int) -> None:
    """The long file: at most half of DuckDB SQL is the aim."""
    path = make(centres, Layout.LONG)
    print(f"\n长表，{centres:,} 个中心 × 57 项 × 3 名评审专家，{path.stat().st_size >> 20} MB")
    sql = measured(HERE / "baselines.py", "duckdb_long", str(path))
    for name, task, repeats in (("pandas", "pandas_long", 1), ("Polars（流式）", "polars_long", 2)):
        line(name, measured(HERE / "baselines.py", task, str(path), repeats=repeats), sql)
    line("numpy bincount", measured(HERE / "baselines.py", "bincount_long", str(path), repeats=2), sql)
    line("DuckDB SQL（逐项求平均再求和）", sql, sql)
    line("只解码", measured(HERE / "baselines.py", "decode", str(path)), sql)
    ours = _ours("星评", path, sql)
    print(_differ(sql, ours))
    print(f"  星评 / DuckDB SQL：{_ratio(ours, sql)}（目标 0.50 以内）")
    mixed = _ours("星评，评分表次序打乱", shuffled(path), sql)
    print(f"  打乱评分表 / 排好：{_ratio(mixed, ours)}（目标 3× 以内）")
    rows = shuffled(make(centres // 10, Layout.LONG), rows=True)
    print(f"  逐行打乱（{centres // 10:,} 个中心，{rows.stat().st_size >> 20} MB；相邻两行毫无关系）：")
    straight = _ours("  星评，排好", make(centres // 10, Layout.LONG))
    mixed = _ours("  星评，逐行打乱", rows)
    line("  DuckDB SQL，逐行打乱", measured(HERE / "baselines.py", "duckdb_long", str(rows)))
    print(f"  逐行打乱 / 排好：{_ratio(mixed, straight)}（目标 3× 以内）")


def wide(centres: int) -> None:
    """The wide file: under a second and a gigabyte is the aim."""
    path = make(centres, Layout.WIDE)
    print(f"\n宽表，{centres:,} 个中心 × 3 份评分表 × 57 项，{path.stat().st_size >> 20} MB")
    sql = measured(HERE / "baselines.py", "duckdb_wide", str(path))
    line("DuckDB SQL（逐项求平均再求和）", sql, sql)
    ours = _ours("星评，平均分", path, sql)
    print(f"  首次 {ours.first:.2f} s、之后 {ours.seconds:.2f} s，{ours.megabytes:.0f} MB（目标 1 s、1 GB）")
    mixed = _ours("星评，次序打乱", shuffled(path), sql)
    print(f"  打乱后 / 排好：{_ratio(mixed, ours)}（目标 3× 以内）")
    _ours("星评，去极值平均分（3 名即平均）", path, sql, "trimmed")
    _ours("星评，中位数", path, sql, "median")
    teams = make(centres, Layout.WIDE, teams=True)
    _ours("星评，专家分组各评一部分", teams, sql)


def _ours(name: str, path: Path, baseline: Measured | None = None, rule: str = "mean") -> Measured:
    one = measured(HERE / "ours.py", "score", str(path), rule, repeats=3 if rule == "mean" else 1)
    line(name, one, baseline)
    return one


def _ratio(one: Measured, other: Measured) -> str:
    return f"{one.seconds / other.seconds:.2f}×，按处理器时间 {one.cpu / other.cpu:.2f}×"


def _differ(one: Measured, other: Measured) -> str:
    """Fewest cases with another star, from the counts of each star."""
    assert isinstance(one.answer, list)
    assert isinstance(other.answer, list)
    moved = sum(abs(a - b) for a, b in zip(one.answer, other.answer, strict=True)) // 2
    return f"  浮点平均（DuckDB SQL）的星级与精确结果至少差 {moved} 件"
