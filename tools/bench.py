"""Run every measurement of bench/: one file per claim, each printing ratios to its own baseline.

python tools/bench.py [name ...]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent / "bench"


def main(names: list[str]) -> int:
    """Run the named measurements, or all; return 1 when one of them failed."""
    found = {path.stem: path for path in sorted(BENCH.glob("[!_]*.py"))}
    found |= {folder.parent.name: folder for folder in sorted(BENCH.glob("*/run.py"))}
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.exit(f"没有这项测量：{'、'.join(unknown)}。可选：{'、'.join(found)}")
    failed = []
    for name in names or found:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, str(found[name])], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\n没有完成的测量：{'、'.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
