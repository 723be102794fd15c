"""Lighthouse on the public pages most looked at: performance, accessibility, best practices, as on a phone.

The site runs as for visitors, by `xingping serve` with a demo of its own; Lighthouse slows network and
processor down to a middling phone. Printed is the median of several runs of each page, beside the
target. Lighthouse is installed into bench/lighthouse the first time, and nowhere else.

Run: .venv/bin/python bench/lighthouse.py [--runs 3] [--address http://127.0.0.1:8000]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools")]
PACKAGE = ROOT / "bench" / "lighthouse"
PROGRAM = PACKAGE / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
CATEGORIES = ("performance", "accessibility", "best-practices")
DETAILS = (
    "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "total-byte-weight"
)  # fmt: skip
TARGET = 95
LONGEST = 180
"""Seconds that one run may take."""
ATTEMPTS = 3
"""Now and then Lighthouse loses the beginning of its trace (NO_NAVSTART) and asks to be run again."""
Scores = dict[str, float]


def main() -> int:
    """Measure and print; 1 where a median misses the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each page")
    parser.add_argument("--address", help="a site that is running already")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("需要 chromium：apt install chromium")
    environment = _environment(chromium)
    _install(environment)
    missed = False
    with ExitStack() as stack:
        address = options.address or stack.enter_context(_demo_site())
        for name, path in _pages(address).items():
            found = [_scores(f"{address}{path}", environment) for _run in range(options.runs)]
            scores = {one: median(run[one] for run in found) for one in found[0]}
            missed |= any(scores[category] < TARGET for category in CATEGORIES)
            print(_line(name, scores), flush=True)
    print(f"目标：三项都不低于 {TARGET}，{'未达到' if missed else '达到'}")
    return int(missed)


def _environment(chromium: str) -> dict[str, str]:
    programs = Path(sys.executable).parent.absolute()
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "CHROME_PATH": chromium}


def _install(environment: Mapping[str, str]) -> None:
    """Install the locked packages of bench/lighthouse where they are not there yet."""
    if PROGRAM.exists():
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.run(command, cwd=PACKAGE, env=environment, check=False).returncode:
        sys.exit("安装 Lighthouse 没有成功：请检查能否访问 npm 软件源。")


def _demo_site() -> Any:  # noqa: ANN401 imported only when needed: it brings the browser's driver
    from pictures import site

    return site()


def _pages(address: str) -> dict[str, str]:
    """Home, a search, the page of a centre with stars, its certificate's verification."""
    centre = _first(r'href="(/centres/\d+/)"', f"{address}/?stars=4")
    return {
        "首页": "/",
        "查找": f"/?q={quote('社区')}",
        "中心页": centre,
        "核验页": _first(r'href="(/v/[0-9a-f]{32})"', f"{address}{centre}"),
    }


def _first(pattern: str, page: str) -> str:
    with urllib.request.urlopen(page, timeout=30) as answer:
        found = re.search(pattern, answer.read().decode())
    if found is None:
        sys.exit(f"{page} 里没有要找的链接")
    return found[1]


def _scores(page: str, environment: Mapping[str, str]) -> Scores:
    """One run: three scores (0-100), milliseconds to the largest paint and blocked, layout shift, bytes.

    `benchmark` is Lighthouse's own measure of the processor in that run: some 2,000 when nothing else runs.
    """
    with tempfile.TemporaryDirectory(prefix="xingping-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = ["node", str(PROGRAM), page, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"]
        for _attempt in range(ATTEMPTS):
            if not subprocess.run(command, env=environment, check=False, timeout=LONGEST).returncode:
                break
        else:
            sys.exit(f"Lighthouse 没有完成：{page}")
        told = json.loads(report.read_text("utf-8"))
    scores = {name: 100 * float(told["categories"][name]["score"]) for name in CATEGORIES}
    for name in DETAILS:
        scores[name] = float(told["audits"][name]["numericValue"])
    return scores | {"benchmark": float(told["environment"]["benchmarkIndex"])}


def _line(name: str, scores: Scores) -> str:
    marks = "／".join(f"{scores[category]:.0f}" for category in CATEGORIES)
    lowest = min(scores[category] for category in CATEGORIES) / TARGET
    return (
        f"{name}　性能／无障碍／最佳实践 {marks}（最低的为目标的 {lowest:.2f} 倍）　"
        f"最大内容 {scores['largest-contentful-paint'] / 1000:.1f} 秒　"
        f"阻塞 {scores['total-blocking-time']:.0f} 毫秒　"
        f"移位 {scores['cumulative-layout-shift']:.3f}　{scores['total-byte-weight'] / 1000:.0f} kB　"
        f"处理器指数 {scores['benchmark']:.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
