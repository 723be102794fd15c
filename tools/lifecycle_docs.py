"""Write docs/lifecycle.md: the tables of transitions as they are in the program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xingping.core.certificate_lifecycle import (
    CERTIFICATE_TRANSITIONS,
    FINAL_CERTIFICATE_STATES,
    CertificateState,
)
from xingping.core.lifecycle import FINAL_STATES, TRANSITIONS, State, Transition

PLACE = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"
HEAD = """# 状态与流转

本页由 `make docs` 从程序生成，与 `core/lifecycle.py`、`core/certificate_lifecycle.py` 中的表逐行一致。
不在表中的流转不会发生。

“条件”不成立时，系统拒绝并说明理由：理由的代码在条件后的括号里，全部收在 `rating/refusals/`。
“须先”决定适用哪一行。
"""


def lifecycle_page() -> str:
    """The whole page."""
    parts = [HEAD, "## 申报件\n", _states(), _table()]
    parts += ["## 证书与星级标志牌\n", _certificate_states(), _certificate_table()]
    return "\n".join(parts)


def _states() -> str:
    rows = ["| 状态 | 代码 | 从这里可以到 |", "|---|---|---|"]
    for state in State:
        targets = dict.fromkeys(row.target for row in TRANSITIONS if row.source is state)
        names = "、".join(target.label for target in targets) or "（终点）"
        final = "，终点" if state in FINAL_STATES else ""
        rows.append(f"| {state.label}{final} | `{state.value}` | {names} |")
    return "\n".join(rows) + "\n"


def _table() -> str:
    rows = ["| 从 | 办理 | 由谁 | 须先 | 条件 | 到 | 通知 |", "|---|---|---|---|---|---|---|"]
    rows += [_row(row) for row in TRANSITIONS]
    return "\n".join(rows) + "\n"


def _row(row: Transition) -> str:
    cells = (
        row.source.label,
        f"{row.action.label} `{row.action.value}`",
        row.role.label,
        "；".join(condition.label for condition in row.when),
        _conditions((condition.label, condition.value) for condition in row.guards),
        row.target.label,
        "、".join(role.label for role in row.notify),
    )
    return f"| {' | '.join(cells)} |"


def _certificate_states() -> str:
    rows = ["| 状态 | 代码 |", "|---|---|"]
    for state in CertificateState:
        final = "，终点" if state in FINAL_CERTIFICATE_STATES else ""
        rows.append(f"| {state.label}{final} | `{state.value}` |")
    return "\n".join(rows) + "\n"


def _certificate_table() -> str:
    rows = ["| 从 | 办理 | 由谁 | 条件 | 到 | 通知 |", "|---|---|---|---|---|---|"]
    for row in CERTIFICATE_TRANSITIONS:
        cells = (
            row.source.label,
            f"{row.action.label} `{row.action.value}`",
            row.role.label,
            _conditions((condition.label, condition.value) for condition in row.guards),
            row.target.label,
            "、".join(role.label for role in row.notify),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _conditions(pairs: Iterable[tuple[str, str]]) -> str:
    return "；".join(f"{label}（`{code}`）" for label, code in pairs)


if __name__ == "__main__":
    PLACE.write_text(lifecycle_page(), encoding="utf-8")
