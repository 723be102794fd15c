"""What somebody gives against double answers, written in one way whoever writes it."""

from __future__ import annotations

import re
import unicodedata

from xingping.core.sample_plan import OnceBy
from xingping.core.spoken_code import code_given

LONGEST_MARK = 60
HOUSEHOLD_CODE_LENGTH = 12
"""Letters of the code on a household's letter."""
FIRST_YEAR = 1900
YOUNGEST = 10
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_UNITS = re.compile(r"号楼|单元|[栋幢座楼层室户号]")
_YEAR = re.compile(r"[0-9]{4}")


def normal_mark(once_by: OnceBy, text: str, year: str, this_year: int) -> tuple[str, tuple[str, str] | None]:
    """The mark in one way of writing, and what is wrong with what was typed (message, how to mend it).

    "3栋-2单元-501", "３栋２单元５０１" and "3-2-501" are one door; "1-12-3" and "11-2-3" are two.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or len(text) > LONGEST_MARK:
        return "", ("没有填写，或太长", "请按说明填写，每人（户）一份")
    if once_by is OnceBy.CODE:
        code = code_given(plain, HOUSEHOLD_CODE_LENGTH)
        return code, None if code else ("不是邀请码", "请照信上的 12 个字符填写")
    if once_by is OnceBy.PHONE:
        digits = re.sub(r"[ \-()]", "", plain).removeprefix("+86")
        wrong = None if _PHONE.fullmatch(digits) else ("不是手机号", "请填 11 位手机号")
        return digits, wrong
    parts = door_parts(plain)
    if not any(part.isdigit() for part in parts):
        return "", ("没有门牌号码", "请填楼栋、单元和门牌，例如 3-2-501")
    door = "-".join(parts)
    if once_by is OnceBy.DOOR:
        return door, None
    born = unicodedata.normalize("NFKC", year).strip()
    if not _YEAR.fullmatch(born) or not FIRST_YEAR <= int(born) <= this_year - YOUNGEST:
        return "", ("出生年份不对", "请填四位数字，例如 1968")
    return f"{door}/{born}", None


def door_parts(text: str) -> list[str]:
    """The numbers and words of a door in their order, without 栋, 单元 and the like."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return [_part(part) for part in _PARTS.findall(_UNITS.sub(" ", plain))]


def _part(part: str) -> str:
    return part.lstrip("0") or "0" if part.isdigit() else part
