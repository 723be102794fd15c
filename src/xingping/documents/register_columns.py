"""The columns of the register of centres as a file: names, what each holds, and how to fill it in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from xingping.core.guide import Fact, FactType
from xingping.core.points import show_decimal


class Holds(Enum):
    """What the cells of a column hold."""

    TEXT = "文字"
    CODE = "编号"
    CHOICE = "选项"
    DEGREES = "经纬度"
    DATE = "日期"
    IGNORED = "只供核对"
    FACT = "数据"
    FACT_DATE = "截至日期"
    DATE_OF_ALL = "统一的截至日期"


@dataclass(frozen=True, slots=True, eq=False)
class RegisterColumn:
    """One column: the field or fact it belongs to, its header, what it holds, how to fill it in."""

    name: str
    header: str
    holds: Holds
    help: str
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    """What may be written -> the value kept; for choices only."""
    blank: str = ""
    """The value kept where the cell is empty."""


FORMS = {"服务中心": "centre", "服务站": "station"}
KINDS = {"城市社区": "urban", "农村（村）": "rural"}
DATE_OF_ALL = RegisterColumn(
    "true_on",
    "数据截至日期",
    Holds.DATE_OF_ALL,
    "这一行各项数据是哪一天的情况，如 2026-03-31；某项数据另有自己的截至日期列时，以那一列为准。",
)
RECORD_COLUMNS: tuple[RegisterColumn, ...] = (
    RegisterColumn(
        "code",
        "中心编号",
        Holds.CODE,
        "统一社会信用代码，或本机构自己的编号；1 至 32 位字母、数字或短横，一个编号一行。"
        "编号已在登记表里的，按本行修改；没有的，新登记。",
        required=True,
    ),
    RegisterColumn("name", "名称", Holds.TEXT, "按批准文件或挂牌名称原样填写。", required=True),
    RegisterColumn(
        "form", "形式", Holds.CHOICE, "服务中心或服务站；空着按服务中心。", choices=FORMS, blank="centre"
    ),
    RegisterColumn("kind", "类型", Holds.CHOICE, "城市社区或农村（村）。", required=True, choices=KINDS),
    RegisterColumn(
        "region",
        "行政区划代码",
        Holds.CODE,
        "12 位数字，到社区（村）为宜，如 510104026018；只到街道的，后三位填 000。",
        required=True,
    ),
    RegisterColumn("place", "地区（供核对，不导入）", Holds.IGNORED, "导出时写明代码是哪里；导入时不读。"),
    RegisterColumn("address", "地址", Holds.TEXT, "至多 200 字。"),
    RegisterColumn("communities", "服务的社区（村）", Holds.TEXT, "几个社区用顿号分开。"),
    RegisterColumn("contact_name", "联系人", Holds.TEXT, "至多 80 字。"),
    RegisterColumn("contact_phone", "联系电话", Holds.CODE, "把这一列设为“文本”，以免丢掉开头的 0。"),
    RegisterColumn("opening_hours", "开放时间", Holds.TEXT, "如 周一至周五 9:00—17:00。"),
    RegisterColumn("latitude", "纬度", Holds.DEGREES, "小数，至多 6 位小数，如 30.657302。"),
    RegisterColumn("longitude", "经度", Holds.DEGREES, "小数，至多 6 位小数，如 104.080661。"),
    RegisterColumn(
        "closed_on",
        "撤销日期（供核对，不导入）",
        Holds.IGNORED,
        "登记撤销要写明依据，请在该中心的页面上办理；导入时不读。",
    ),
)


def fact_header(fact: Fact) -> str:
    """`综合服务设施面积（㎡）`."""
    return f"{fact.label}（{fact.unit}）" if fact.unit else fact.label


def fact_column(fact: Fact) -> RegisterColumn:
    """The column of a fact's values."""
    labels = {choice.label: choice.id for choice in fact.choices}
    if fact.type is FactType.CHOICE:
        text = "填选项之一：" + "、".join(labels)
    else:
        whole = "整数" if fact.type is FactType.INTEGER else "数"
        text = f"{show_decimal(fact.minimum)} 至 {show_decimal(fact.maximum)} 之间的{whole}。"
    return RegisterColumn(fact.name, fact_header(fact), Holds.FACT, text, choices=labels)


def fact_date_column(fact: Fact) -> RegisterColumn:
    """The column of the days on which a fact was true."""
    return RegisterColumn(
        fact.name, f"{fact.label}截至日期", Holds.FACT_DATE, "这项数据是哪一天的情况，如 2026-03-31。"
    )


def all_columns(facts: Iterable[Fact]) -> tuple[RegisterColumn, ...]:
    """Every column that a file may have."""
    pairs = [one for fact in facts for one in (fact_column(fact), fact_date_column(fact))]
    return (*RECORD_COLUMNS, DATE_OF_ALL, *pairs)


def header_key(text: str) -> str:
    """A header as it is compared: no blanks, no case, full and half width alike."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and letter != "*")


def columns_by_header(columns: Sequence[RegisterColumn]) -> dict[str, RegisterColumn]:
    """Compared header -> column."""
    return {header_key(one.header): one for one in columns}
