"""The register of assessors as a file: its columns, reading, export and the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xingping.documents.register_columns import Holds, RegisterColumn
from xingping.documents.register_file import FileKind, RegisterFile, read_rows
from xingping.documents.register_sheet import TEMPLATE_ROWS, Words, book_of, register_csv

SEPARATOR = "、"
ACCOUNT = RegisterColumn(
    "account",
    "账号或邮箱",
    Holds.CODE,
    "此人登录本系统的用户名或电子邮箱，一人一行；还没有账号的，先用邀请链接请其开通。",
    required=True,
)
COLUMNS: tuple[RegisterColumn, ...] = (
    ACCOUNT,
    RegisterColumn("name", "姓名（供核对，不导入）", Holds.IGNORED, "导出时写明是谁；导入时不读。"),
    RegisterColumn("profession", "专业", Holds.TEXT, "如 社会工作、财务审计；至多 40 字。", required=True),
    RegisterColumn("employer", "工作单位", Holds.TEXT, "全称；用来找出应当回避的情形。", required=True),
    RegisterColumn(
        "region", "常住地代码", Holds.CODE, "12 位行政区划代码，如 510107000000，到区县为宜。", required=True
    ),
    RegisterColumn("place", "常住地（供核对，不导入）", Holds.IGNORED, "导出时写明代码是哪里；导入时不读。"),
    RegisterColumn("languages", "语言", Holds.TEXT, "几种语言用顿号分开，如 普通话、四川话。"),
    RegisterColumn("groups", "可评的指标组", Holds.TEXT, "指标组的名称，用顿号分开；空着为全部。"),
    RegisterColumn("trained_until", "培训有效期", Holds.DATE, "如 2027-03-31；过期或空着的不能参加评审。"),
    RegisterColumn("available_from", "可参加评审自", Holds.DATE, "空着为不限。"),
    RegisterColumn("available_until", "可参加评审至", Holds.DATE, "空着为不限。"),
    RegisterColumn("capacity", "同时承担件数上限", Holds.CODE, "1 至 99 的整数；空着为 8。"),
)
WORDS = Words(
    "专家库",
    (
        "不需要的列可以整列删去：没有的列不改动专家库里原来的内容。",
        "有这一列、格子空着：内容改为空（件数上限改为 8）。",
        "导入之前先给您看会新增哪些、改动哪些；有一处错就一行也不导入。",
    ),
)
Rows = Iterable[Mapping[str, str]]
"""{field: text} of each assessor."""


def read_assessors(data: bytes, name: str) -> RegisterFile:
    """Read a file of assessors. Raises FaultsError where the file as a whole cannot be read."""
    return read_rows(data, name, FileKind(COLUMNS, ACCOUNT, "专家"))


def assessors_xlsx(rows: Rows) -> bytes:
    """The register as a workbook, with the explanations beside it."""
    return book_of(COLUMNS, _cells(rows), WORDS)


def assessors_csv(rows: Rows) -> bytes:
    """The register as CSV."""
    return register_csv(COLUMNS, _cells(rows))


def assessors_template(groups: Sequence[str]) -> bytes:
    """An empty workbook; `groups` are the names of the guide's indicator groups, said in the notes."""
    known = Words(WORDS.sheet, (*WORDS.rules, f"指标组的名称：{SEPARATOR.join(groups)}。"))
    read = [one for one in COLUMNS if one.holds is not Holds.IGNORED]
    return book_of(read, (), known, offered=TEMPLATE_ROWS)


def _cells(rows: Rows) -> Iterable[Mapping[tuple[str, Holds], str]]:
    holds = {one.name: one.holds for one in COLUMNS}
    return ({(name, holds[name]): text for name, text in row.items()} for row in rows)
