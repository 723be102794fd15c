"""Write docs/permissions.md: the permission table as it is in the program."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingping.config.settings")

import django

django.setup()

from xingping.core.roles import Role
from xingping.rating.permissions import TABLE, Rule

PLACE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
HEAD = """# 权限

本页由 `make docs` 从 `rating/permissions.py` 的表生成。表里没有的一律拒绝；看不到的对象答“没有找到”（404）。

- “本人”：申报单位自己的中心，推荐单位本级待办的申报件，专家与委员受派的申报件。
- “本机构本地区”：角色所属机构、地区代码前缀之内。
- 同一个人在一个申报件上担任过另一角色的，不得再以冲突的角色办理（应回避）。
- 能否办理还取决于申报件的状态，见 [状态与流转](lifecycle.md)。
"""


def permissions_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for role in Role:
        rules = [rule for rule in TABLE if rule.role is role]
        if rules:
            parts += [f"## {role.label} `{role.value}`\n", _table(rules)]
    return "\n".join(parts)


def _table(rules: list[Rule]) -> str:
    rows = ["| 对象 | 可以 | 范围 | 状态 |", "|---|---|---|---|"]
    for rule in rules:
        states = "全部" if rule.states is None else "、".join(sorted(one.label for one in rule.states))
        cells = (
            rule.kind.label,
            "、".join(verb.label for verb in rule.verbs),
            "、".join(relation.label for relation in rule.relations),
            states,
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PLACE.write_text(permissions_page(), encoding="utf-8")
