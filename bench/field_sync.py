"""Offline sync against the model: 10,000 random sequences, and the same on servers that break a rule.

The phone's own code runs in node, the server's own rule of merging in Python. The baseline in the same run:
a server on which the last one wins, as simple sync does; the ratio is how many of its sequences go wrong.

python bench/field_sync.py [sequences]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]
SEQUENCES = 10_000
CONTROL = 2_000
SEED = 20260531


def main(sequences: int = SEQUENCES) -> None:
    """Play the sequences and print what went wrong."""
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ["XINGPING_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "xingping.config.settings"
        django.setup()
        from field_model import Node
        from field_servers import RulesInMemory
        from rating.test_field_sync import LastOneWins

        node = Node()
        wrong, seconds = played(RulesInMemory, sequences, node)
        each = 1000 * seconds / sequences
        print(f"现行规则：{sequences:,} 个序列，{wrong} 个不一致，每个 {each:.2f} ms")
        bad, _ = played(LastOneWins, CONTROL, node)
        print(f"对照（后到者覆盖）：{CONTROL:,} 个序列，{bad} 个不一致（{100 * bad / CONTROL:.1f} %）")
        node.close()
    if wrong:
        sys.exit(1)


def played(server: type, sequences: int, node: object) -> tuple[int, float]:
    """How many sequences went wrong on a kind of server, and the seconds that all took."""
    from field_model import divergences, random_steps

    chance, wrong, start = Random(SEED), 0, time.perf_counter()
    for _ in range(sequences):
        wrong += bool(divergences(server, random_steps(chance), node))  # type: ignore[arg-type]
    return wrong, time.perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
