"""The self-check's answers are core's answers; whatever else is sent is refused politely."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.points import show_hundredths
from xingping.core.result_json import result_json
from xingping.core.scoring import score
from xingping.core.standard import Kind
from xingping.core.suggestion import suggest
from xingping.documents.score_file import read_scores
from xingping.web.public import self_check_files
from xingping.web.public.self_check_answer import answer
from xingping.web.public.self_check_entries import Entries

EDITION, GUIDE = find_edition(), find_guide()
FULL = {one.serial: show_hundredths(one.points) for one in EDITION.indicators}


def ask(client: Client, path: str = "compute", **entries: Any) -> Any:
    answer = client.post(f"/self-check/{path}", json.dumps(entries), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


@settings(max_examples=25)
@given(
    st.dictionaries(st.sampled_from(EDITION.indicators), st.integers(0, 100)).map(
        lambda drawn: {one.serial: one.points * percent // 5000 * 50 for one, percent in drawn.items()}
    )
)
def test_result_is_cores_result(sheet: dict[str, int]) -> None:
    typed = {serial: show_hundredths(value) for serial, value in sheet.items()}
    told = answer(EDITION, GUIDE, Entries(sheets={"自测": typed}))
    result = score(EDITION, {"自测": sheet}, partial=True)
    assert told["result"] == result_json(result)
    assert f"{told['whole']}{told['rest']}" == result_json(result)["total"]
    assert sum(one["scored"] for one in told["level1"]) == len(sheet)


def test_complete_sheet_names_star_and_distance(client: Client) -> None:
    sheet = FULL | {"28": "0", "29": "0", "30": "0"}
    told = ask(client, sheets={"自测": sheet})
    assert (told["stars"], told["headline"]) == (3, "三星级")
    assert told["distance"] == "到四星级还差 30.00 分"
    assert told["kept"] == "高出三星级最低分 70.00 分"
    assert told["note"] == "得分率 87.00%，按标准第 6 章评定"


def test_highest_star_has_no_distance(client: Client) -> None:
    told = ask(client, sheets={"自测": FULL})
    assert (told["stars"], told["distance"]) == (5, "已达到最高星级")


def test_incomplete_sheet_is_projected_and_says_so(client: Client) -> None:
    told = ask(client, sheets={"自测": {"1": "4", "2": "9"}})
    assert told["headline"] == "推算：三星级"
    assert told["note"] == "按已评各项得分率 86.66% 推算，评完 57 项后以实际得分为准"
    assert told["distance"] == "还有 55 项没有打分"
    assert not told["complete"]


def test_advice_is_the_suggestion(client: Client) -> None:
    facts = {"facility_area": "412", "households": "2,860"}
    told = ask(client, facts=facts, ticks=["1.1"])
    expected = suggest(
        GUIDE, EDITION, facts={"facility_area": 412, "households": 2860}, ticks={"1.1": True}, kind=Kind.URBAN
    )
    for one in expected.indicators:
        advice = told["advice"][one.indicator.serial]
        assert advice["score"] == show_hundredths(one.hundredths)
        assert [point["state"] for point in advice["points"]] == [point.state.value for point in one.points]
    assert "仅供参考，标准未规定要点分值" in told["advice"]["2"]["text"]


def test_kind_of_centre_changes_the_scoring_points(client: Client) -> None:
    def points(kind: str) -> set[str]:
        return {point["id"] for point in ask(client, kind=kind)["advice"]["34"]["points"]}

    assert points("urban") != points("rural")


@pytest.mark.parametrize("text", ["5.5", "-1", "4.3", "abc", "NaN", "1e0", "5000000000000", "²"])
def test_wrong_scores_are_said_and_left_out(client: Client, text: str) -> None:
    told = ask(client, sheets={"自测": {"1": text, "2": "9"}})
    assert told["faults"]["scores"] == {"1": "请填 0 至 5 之间、0.5 的整数倍"}
    assert told["result"]["total"] == "9.00"


@pytest.mark.parametrize("text", ["４．５", "4。5", " 4.5 ", "4.50"])
def test_scores_as_people_type_them(client: Client, text: str) -> None:
    assert ask(client, sheets={"自测": {"1": text}})["result"]["total"] == "4.50"


def test_wrong_facts_are_said_and_left_out(client: Client) -> None:
    typed = {"households": "0", "facility_area": "很大", "emergency_drills": "1.5", "other": "1"}
    assert ask(client, facts=typed)["faults"]["facts"] == {
        "households": "请填 1 至 200000 之间的整数",
        "facility_area": "请填 0 至 200000 之间的数",
        "emergency_drills": "请填 0 至 365 之间的整数",
    }


def test_entries_of_another_edition_are_left_out(client: Client) -> None:
    told = ask(client, sheets={"自测": {"999": "5"}}, ticks=["999.1"], fixed=["999"])
    assert told["result"]["total"] == "0.00"


BROKEN = [
    b"",
    b"[]",
    b"{",
    b'{"sheets": []}',
    b'{"sheets": {"a": {"1": 5}}}',
    b'{"sheets": {"a": {"1": NaN}}}',
    b'{"ticks": "1.1"}',
    b'{"ticks": [1]}',
    b'{"kind": "city"}',
    b'{"target": "3"}',
    b'{"target": true}',
    b'{"effort": {"yes_no": 0}}',
    b'{"effort": {"other": 3}}',
    b'{"subject": "\\ud800"}',
    b'{"subject": "\\u0000"}',
    b'{"subject": "' + b"x" * 101 + b'"}',
    b"\xff\xfe",
    b"[" * 100_000,
    json.dumps({"sheets": {str(n): {} for n in range(51)}}).encode(),
    json.dumps({"ticks": ["x"] * 2001}).encode(),
]


@pytest.mark.parametrize("path", ["compute", "way", "workbook", "report"])
@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_broken_requests_are_refused(client: Client, path: str, body: bytes) -> None:
    answer = client.post(f"/self-check/{path}", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {"error": "提交的内容无法识别，请刷新页面后再试；已填内容仍在本机。"}


def test_way_leads_to_the_star_that_was_asked_for(client: Client) -> None:
    sheet = FULL | {"28": "10", "29": "10", "30": "10", "31": "10"}
    told = ask(client, "way", sheets={"自测": sheet}, target=5)
    assert told["outcome"] == "found"
    assert float(told["after"]) >= 950
    assert {step["serial"] for step in told["steps"]} <= {"28", "29", "30", "31"}
    kept = ask(client, "way", sheets={"自测": sheet}, fixed=[told["steps"][0]["serial"]])
    assert told["steps"][0]["serial"] not in {step["serial"] for step in kept["steps"]}


def test_way_names_whose_estimate_it_goes_by(client: Client) -> None:
    sheet = FULL | {"31": "0", "30": "0"}
    own = ask(client, "way", sheets={"自测": sheet})
    changed = ask(client, "way", sheets={"自测": sheet}, effort={"yes_no": 9})
    assert GUIDE.effort.label in own["effort"]
    assert "您修改过的估计" in changed["effort"]


def test_no_way_while_indicators_are_missing(client: Client) -> None:
    assert ask(client, "way", sheets={"自测": {"1": "5"}})["outcome"] == "incomplete"


def test_workbook_holds_the_entries(client: Client) -> None:
    entries = {"sheets": {"自测": FULL}, "subject": "演示社区", "facts": {"facility_area": "412"}}
    answer = client.post("/self-check/workbook", json.dumps(entries), content_type="application/json")
    assert "attachment" in answer.headers["Content-Disposition"]
    read = read_scores(answer.content, "自测.xlsx", EDITION)
    assert (read.subject, dict(read.sheets)) == (
        "演示社区",
        {"自测": {one.serial: one.points for one in EDITION.indicators}},
    )


def test_report_is_no_rating(client: Client) -> None:
    entries = {"sheets": {"自测": FULL}, "subject": "演示社区"}
    for given_as in ("json", "form"):
        answer = (
            client.post("/self-check/report", json.dumps(entries), content_type="application/json")
            if given_as == "json"
            else client.post("/self-check/report", {"entries": json.dumps(entries)})
        )
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def upload(client: Client, name: str, content: bytes) -> tuple[int, str]:
    answer = client.post("/self-check/upload/", {"file": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.content.decode()


def test_uploaded_sheets_are_scored(client: Client) -> None:
    lines = [f"{serial},{who},{value}" for who in ("甲", "乙") for serial, value in FULL.items()]
    status, text = upload(client, "评分.csv", "\n".join(["indicator,assessor,score", *lines]).encode())
    assert status == 200
    assert "1000<small>.00</small>" in text
    assert "2 份评分表" in text


def test_every_fault_of_an_upload_is_listed(client: Client) -> None:
    status, text = upload(client, "评分.csv", "指标,评审专家,得分\n99,甲,1\n1,甲,6\n".encode())
    assert status == 422
    assert "评分.csv:2" in text
    assert "评分.csv:3" in text


def test_blank_workbook_says_that_it_is_blank(client: Client) -> None:
    status, text = upload(client, "空白.xlsx", client.get("/standard/workbook.xlsx").content)
    assert status == 422
    assert "文件里一项得分也没有" in text


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"%PDF-1.7"])
def test_other_files_are_refused_with_what_to_do(client: Client, content: bytes) -> None:
    status, text = upload(client, "x.xlsx", content)
    assert status == 422
    assert "文件里有需要改正的地方" in text


def test_too_large_an_upload_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check_files, "LARGEST_UPLOAD", 10)
    status, text = upload(client, "x.csv", b"indicator,assessor,score\n")
    assert status == 422
    assert "文件超过 4 MB" in text


def test_upload_without_a_file_says_so(client: Client) -> None:
    answer = client.post("/self-check/upload/")
    assert answer.status_code == 422
    assert "还没有选择文件" in answer.content.decode()


def test_names_in_an_upload_are_escaped(client: Client) -> None:
    content = b'indicator,assessor,score\n1,"<script>x</script>",4\n'
    status, text = upload(client, "<b>.csv", content)
    assert status == 200
    assert "<script>x</script>" not in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text


def test_nothing_is_asked_of_the_database(client: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        for path in ("/about/", "/standard/", "/standard/2/", "/self-check/", "/self-check/upload/"):
            assert client.get(path).status_code == 200
        ask(client, sheets={"自测": {"1": "4"}})


@pytest.mark.parametrize(
    ("sheet", "asked", "outcome", "text"),
    [
        (FULL, {}, "highest", "已是最高的五星级"),
        (FULL, {"target": 3}, "already", "已达到三星级"),
        (
            dict.fromkeys(FULL, "0"),
            {"fixed": [one.serial for one in EDITION.indicators if one.level1 == "党建引领"], "target": 5},
            "out_of_reach",
            "可以调整的指标全部拿满，离五星级仍差 270.00 分",
        ),
    ],
)
def test_where_there_is_no_way_it_says_why(
    client: Client, sheet: dict[str, str], asked: dict[str, Any], outcome: str, text: str
) -> None:
    told = ask(client, "way", sheets={"自测": sheet}, **asked)
    assert (told["outcome"], told["text"], told["steps"]) == (outcome, text, [])


def test_english_workings_hold_no_chinese(client: Client) -> None:
    client.cookies["django_language"] = "en"
    facts = {"facility_area": "412", "households": "2860", "emergency_drills": "0"}
    advice = ask(client, facts=facts, ticks=["1.1"])["advice"]
    assert [point["text"] for point in advice["2"]["points"]] == ["met", "not met"]
    assert "not met" in [point["text"] for point in advice["11"]["points"]]
