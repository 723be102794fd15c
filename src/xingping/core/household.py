"""Households of a survey's list and the codes of their letters. All of it 本机构规定.

A code is typed by hand, so it has 60 bits, not the 128 of a bearer link: it is worth one answer to one
survey, whose own link has 128 bits, and the public page takes ten answers a second at most.
"""

from __future__ import annotations

from collections.abc import Collection

from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault
from xingping.core.spoken_code import code_of
from xingping.core.survey_mark import HOUSEHOLD_CODE_LENGTH, door_parts

CODE_GROUP = 4
LONGEST_ADDRESS = 80
MOST_HOUSEHOLDS = 5_000
"""Of one survey."""
PLACE = "住户名单"


def household_code(digest: bytes) -> str:
    """The code of a household in 12 letters, from a keyed digest."""
    return code_of(digest, HOUSEHOLD_CODE_LENGTH)


def shown_code(code: str) -> str:
    """As it stands on the letter: "AB3D-9FGH-2JKM"."""
    return "-".join(code[place : place + CODE_GROUP] for place in range(0, len(code), CODE_GROUP)).upper()


def household_key(address: str) -> str:
    """An address in one way of writing: "3栋2单元501" and "3-2-501" are one household."""
    return "-".join(door_parts(address)) or "".join(address.split()).lower()


def read_households(text: str, known: Collection[str] = ()) -> tuple[dict[str, str], list[Fault]]:
    """Addresses from lines, one household each, by `household_key`; `known` keys must not come again."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return {}, [Fault(PLACE, "空着", "请一行写一户，例如 3栋2单元501")]
    if len(known) + len(lines) > MOST_HOUSEHOLDS:
        return {}, [
            Fault(PLACE, f"共 {len(known) + len(lines)} 户，太多", f"一次调查最多 {MOST_HOUSEHOLDS} 户")
        ]
    found: dict[str, str] = {}
    faults = []
    for number, line in lines:
        wrong = text_fault(line, LONGEST_ADDRESS)
        key = "" if wrong else household_key(line)
        if not wrong and (key in found or key in known):
            wrong = ("这一户已经在名单里", "请删去重复的行")
        if wrong:
            faults.append(Fault(f"{PLACE}第 {number} 行", *wrong))
        else:
            found[key] = line
    return found, faults
