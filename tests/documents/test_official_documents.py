"""Notice, announcement, letters, transfer sheet, minutes: what each must and must not say."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from docx import Document as Word

from bundles import made_result, made_sheets
from pdf_reading import text_of
from xingping.core.catalogue import find_edition
from xingping.documents.announcement import AnnouncementText, Awarded, announcement_pdf
from xingping.documents.award_letter import AwardLetterText, award_letter_pdf
from xingping.documents.minutes import (
    Agendum,
    MinutesText,
    PanelCorrection,
    Vote,
    minutes_docx,
    minutes_pdf,
)
from xingping.documents.not_awarded_letter import NotAwardedText, not_awarded_letter_pdf
from xingping.documents.notice import NoticeText, Proposed, notice_pdf
from xingping.documents.registry import DOCUMENTS
from xingping.documents.transfer_sheet import TransferText, transfer_sheet_pdf
from xingping.documents.way import Way, WayStep

EDITION = find_edition()
BODY = "演示评定机构"
DAY = date(2026, 5, 18)


def test_a_notice_lists_the_proposed_and_says_how_to_object() -> None:
    text = NoticeText(
        BODY,
        "演评示〔2026〕2号",
        "2026年第一批评定",
        DAY,
        DAY,
        date(2026, 5, 25),
        [Proposed("演示市甲区", "演示一中心", 3), Proposed("演示市乙区", "演示二中心", 5)],
        "https://demo.example/notice/2/",
        "电话000",
    )
    said = text_of(notice_pdf(text, EDITION))
    assert "1演示市甲区演示一中心三星级2演示市乙区演示二中心五星级" in said
    assert "2026年5月18日至2026年5月25日" in said
    assert "不向被公示单位透露" in said
    assert "本机构规定" in said
    with pytest.raises(ValueError, match="只列拟授予星级"):
        notice_pdf(replace(text, proposed=[Proposed("", "演示三中心", 0)]), EDITION)


def test_an_announcement_lists_numbers_and_last_days() -> None:
    awarded = [Awarded("演示市甲区", "演示一中心", 4, "XP-2026-510104-0007", date(2029, 5, 31))]
    text = AnnouncementText(
        BODY, "演评告〔2026〕3号", "2026年第一批评定", date(2026, 5, 31), awarded, "https://demo.example/"
    )
    said = text_of(announcement_pdf(text, EDITION))
    assert "1演示市甲区演示一中心四星级XP-2026-510104-00072029-05-31" in said
    assert "有效期3年；到期前3个月内应当申请复核（标准6.1.2）" in said


def test_an_award_letter_tells_validity_and_re_review() -> None:
    text = AwardLetterText(
        BODY,
        "演评送〔2026〕7号",
        "演示居委会",
        "演示一中心",
        4,
        "演评告〔2026〕3号",
        "XP-7",
        date(2026, 5, 31),
        date(2029, 5, 31),
        date(2029, 2, 28),
        "https://demo.example/v/1",
        date(2026, 6, 1),
    )
    said = text_of(award_letter_pdf(text, EDITION))
    for one in (
        "演示居委会：",
        "达到四星级",
        "2026年5月31日至2029年5月31日",
        "2029年2月28日起，至2029年5月31日止",
        "收回标志牌（标准6.1.3）",
    ):
        assert one in said


def test_a_not_awarded_letter_is_private_and_shows_the_way() -> None:
    result = made_result(made_sheets(3, share=0.62))
    text = NotAwardedText(
        BODY, "演评函〔2026〕9号", "演示居委会", "演示二中心", "总分不足。", date(2026, 6, 15), DAY
    )
    assert result.next_star
    way = Way(
        1, [WayStep("31", Fraction(61, 2), Fraction(50), "8", ("共建党组织不少于 5 个",))], "本细则的估计"
    )
    said = text_of(not_awarded_letter_pdf(text, result, way=way))
    for one in (
        "总分578.00分",
        "不公开",
        "还差22.00分",
        "31联席会议制度30.5050.00共建党组织不少于5个",
        "2026年6月15日以前书面申请复查",
    ):
        assert one in said
    assert "各项失分见随附" in text_of(not_awarded_letter_pdf(text, result))
    assert "够不着。" in text_of(not_awarded_letter_pdf(text, result, way=Way(1, (), "", note="够不着")))


def test_a_transfer_sheet_keeps_the_complainant_secret_unless_agreed() -> None:
    text = TransferText(
        BODY,
        "演评转〔2026〕1号",
        "12345热线",
        DAY,
        "C-1",
        "演示市甲区",
        "市政",
        "路灯不亮",
        "不属受理范围",
        DAY,
    )
    said = text_of(transfer_sheet_pdf(text))
    assert "来件人不愿提供或要求保密" in said
    assert "路灯不亮" in said
    assert "12345热线：" in said
    assert "000-1" in text_of(transfer_sheet_pdf(replace(text, contact="000-1")))


MEMBERS = ["委员甲", "委员乙", "委员丙"]
MINUTES = MinutesText(
    BODY,
    "演评纪〔2026〕1号",
    "2026年第一批",
    DAY,
    "演示会议室",
    "委员甲",
    "演示记录人",
    MEMBERS,
    MEMBERS[:2],
    [
        Agendum(
            "2026-7",
            "演示一中心",
            Fraction(599999, 1000),
            0,
            "不授予星级",
            [Vote("委员甲", "赞成"), Vote("委员乙", "弃权"), Vote("委员丙", "回避")],
            [PanelCorrection("11", Fraction(25, 3), Fraction(8), "记录日期不在评定期内")],
            "补正不全。",
        )
    ],
    MEMBERS[2:],
)


def test_minutes_say_what_happened_as_pdf_and_docx() -> None:
    said = text_of(minutes_pdf(MINUTES, EDITION))
    word = Word(io.BytesIO(minutes_docx(MINUTES, EDITION)))
    cells = [cell.text for one in word.tables for row in one.rows for cell in row.cells]
    written = "".join("".join([*(one.text for one in word.paragraphs), *cells]).split())
    for one in (
        "总分599.99分，按得分为未达到星级",
        "赞成1票，反对0票，弃权1票。赞成：委员甲。弃权：委员乙。回避：委员丙。",
        "不授予星级。补正不全。",
        "11消除安全隐患8.338.00记录日期不在评定期内",
    ):
        assert one in said
        assert one in written
    assert minutes_docx(MINUTES, EDITION) == minutes_docx(MINUTES, EDITION)
    assert word.core_properties.author == BODY


def test_the_registry_finds_every_maker() -> None:
    assert DOCUMENTS["minutes"].make(MINUTES, EDITION) == minutes_pdf(MINUTES, EDITION)
    suffixes = {name: document.suffix for name, document in DOCUMENTS.items()}
    assert suffixes["minutes_docx"] == ".docx"
    assert suffixes["certificate"] == ".pdf"
