"""What clause 3.1 says that residents can get at a centre, and who is served first."""

from __future__ import annotations

from collections.abc import Mapping

CLAUSE = "3.1"

SERVICES: Mapping[str, str] = {
    "employment": "劳动就业",
    "social_security": "社会保障",
    "social_relief": "社会救助",
    "elderly_care": "社区养老",
    "health": "医疗卫生",
    "family_planning": "计划生育",
    "culture_education": "文体教育",
    "safety": "社区安全",
    "legal": "法律服务",
    "migrants": "流动人口管理",
    "farming_technology": "农技推广",
    "epidemic_prevention": "动植物疫病防治",
    "farm_produce": "农产品质量监督",
}
"""Service -> its name in the order of the clause."""

PRIORITY_GROUPS: Mapping[str, str] = {
    "elderly": "老年人",
    "disabled": "残疾人",
    "minors": "未成年人",
    "low_income": "低保人群",
    "entitled": "优抚对象",
    "left_behind": "农村留守人口",
}
"""Group whose needs are met first -> its name in the order of the clause."""


def unknown_choices(services: object, groups: object) -> list[str]:
    """What is in the two lists but not in the clause; a list that is none counts as unknown itself."""
    found = []
    for chosen, known in ((services, SERVICES), (groups, PRIORITY_GROUPS)):
        if not isinstance(chosen, list | tuple):
            found.append(str(chosen))
            continue
        found += [str(one) for one in chosen if not (isinstance(one, str) and one in known)]
        if len(set(map(str, chosen))) != len(chosen):
            found.append("重复的选项")
    return found
