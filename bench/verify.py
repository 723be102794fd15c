"""Verifying a result bundle: by the product and by the independent verifier, against one core scoring."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bundles import made_bundle, made_result, made_sheets
from xingping.proof.strict_json import read_object
from xingping.proof.verification import verify_bundle

ROOT = Path(__file__).resolve().parent.parent
RUNS = 50


def _milliseconds(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        started = perf_counter()
        action()
        taken.append(perf_counter() - started)
    return median(taken) * 1000


def main() -> None:
    """Print the figures."""
    sheets = made_sheets(5)
    bundle = made_bundle(sheets=sheets)
    content = json.dumps(bundle, ensure_ascii=False).encode()
    spec = importlib.util.spec_from_file_location("independent", ROOT / "docs/verify/verify.py")
    assert spec
    assert spec.loader
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    floor = _milliseconds(lambda: made_result(sheets))
    ours = _milliseconds(lambda: verify_bundle(read_object(content)))
    theirs = _milliseconds(lambda: list(other.check(bundle)))
    print(f"一次 core 计算（基线）: {floor:.2f} ms；结果包 {len(content) / 1000:.0f} kB")
    print(f"读取并验算: {ours:.2f} ms，与基线之比 {ours / floor:.1f}")
    print(f"独立验算程序: {theirs:.2f} ms，与基线之比 {theirs / floor:.1f}")
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(content)
        file.flush()
        started = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "xingping.cli.main", "verify", file.name], check=True, capture_output=True
        )
    print(f"xingping verify 从零开始: {perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
