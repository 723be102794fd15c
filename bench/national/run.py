"""National rating measured: exactness, long and wide files, what-if, growth, Spark.

    python bench/national/run.py [exactness scoring memory growth spark command] [--quick]

Data goes to XINGPING_BENCH_DATA, or the temporary folder; it is made once. --quick: a tenth of the size.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import exactness as exact
import scoring as files
from measure import HERE, line, measured

from data import FOLDER, PLACES, make
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout

CENTRES = 650_000
SMALLEST, LARGEST = 65_000, 6_500_000


def exactness(quick: bool) -> None:
    """10,000 cases against core."""
    engine = DuckEngine()
    exact.compare(engine, "DuckDB 与 core", 1000 if quick else 10_000)
    engine.close()


def scoring(quick: bool) -> None:
    """Long and wide against the baselines."""
    centres = CENTRES // 10 if quick else CENTRES
    files.long(centres)
    files.wide(centres)


def memory(quick: bool) -> None:
    """The loaded round."""
    centres = CENTRES // 10 if quick else CENTRES
    make(centres, Layout.WIDE)
    one = measured(HERE / "memory.py", "loaded", str(centres), repeats=1)
    found = one.answer
    assert isinstance(found, dict)
    print(f"\n载入内存的一批，{centres:,} 件")
    print(f"  矩阵 {found['matrix_mb']:.0f} MB，进程峰值 {one.megabytes:.0f} MB")
    print(f"  载入（含全部检查） {found['load']:.2f} s")
    for name, key, aim in (
        ("改两项权重，含星级", "what_if", ""),
        ("改两项权重，加各县分布与流向", "what_if_counties", "（目标 50 ms）"),
        ("改全部 57 项权重，加各县分布", "what_if_all", "（目标 50 ms）"),
        ("1,000 组权重，含星级与稳定性", "vectors", ""),
        ("其中的矩阵乘法单独", "product", ""),
        ("同上，由 BLAS 自己分线程", "product_blas", ""),
    ):
        wall, cpu = found[key]
        print(f"  {wall * 1000:8.1f} ms，处理器时间 {cpu * 1000:8.1f} ms  {name}{aim}")
    wall, cpu = (one / other for one, other in zip(found["vectors"], found["product"], strict=True))
    print(f"  1,000 组 / 矩阵乘法：{wall:.2f}×，按处理器时间 {cpu:.2f}×（目标 2× 以内）")


def growth(quick: bool) -> None:
    """Time and memory from 65,000 to 6.5 million centres."""
    print("\n规模增长（宽表，3 份评分表，平均分）")
    sizes = [SMALLEST, CENTRES] if quick else [SMALLEST, CENTRES, LARGEST]
    for centres in sizes:
        path = make(centres, Layout.WIDE)
        one = measured(HERE / "ours.py", "score", str(path), repeats=3 if centres < LARGEST else 2)
        line(f"{centres:,} 个中心", one, note=f"每百万件 {one.seconds / centres * 1e6:.2f} s")


def spark(quick: bool) -> None:
    """A local cluster."""
    from spark import run

    run(100 if quick else 10_000)


def command(quick: bool) -> None:
    """The whole command as typed, interpreter start and imports included."""
    path = make(CENTRES // 10 if quick else CENTRES, Layout.WIDE)
    program = Path(sys.executable).with_name("xingping")
    with TemporaryDirectory() as folder:
        given = [str(program), "national", "score", str(path), "--out", str(Path(folder) / "out.parquet")]
        seconds = []
        for _ in range(3):
            start = perf_counter()
            subprocess.run(given, check=True, capture_output=True)
            seconds.append(perf_counter() - start)
    print(f"\n整条命令 xingping national score（宽表 {path.name}）：{sorted(seconds)[1]:.2f} s")


PARTS = {one.__name__: one for one in (exactness, scoring, memory, growth, command, spark)}


def main(arguments: list[str]) -> None:
    """Run the parts named, or all."""
    quick = "--quick" in arguments
    names = [name for name in arguments if name != "--quick"] or list(PARTS)
    if not PLACES.exists():
        sys.exit("缺少社区与村的名录：请先运行 python tools/assets.py")
    print(
        f"数据放在 {FOLDER}\n各行依次：用时、处理器时间（各核相加）、峰值内存；倍数依次按用时、按处理器时间"
    )
    for name in names:
        PARTS[name](quick)


if __name__ == "__main__":
    main(sys.argv[1:])
