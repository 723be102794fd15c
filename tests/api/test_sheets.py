"""The own sheet through the API: read, saved, its total and history; for its owner and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.asking import Asker, asker
from reviewing import SERIALS, Review, fill_and_lock, in_review
from xingping.core.guide import Guide
from xingping.rating.queries.pinned import rules_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    """A case in review."""
    return in_review()


@pytest.fixture
def first(review: Review) -> Asker:
    """The first assessor."""
    return asker(review.assessors[0])


def edit(base: Any, value: Any) -> dict[str, Any]:
    """A field's change."""
    return {"base": base, "value": value}


def sheet_of(review: Review) -> str:
    """The address of the own sheet."""
    return f"/cases/{review.fresh().number}/sheet"


def put(who: Asker, review: Review, sequence: int, fields: dict[str, Any], device: str = "desk") -> Any:
    """Save some fields; the answer's JSON."""
    body = {"device": device, "sequence": sequence, "fields": fields}
    status, told = who.ask("POST", sheet_of(review), body)
    assert status == 200, told
    return told


def test_a_save_answers_with_the_total_and_the_self_score(review: Review, first: Asker) -> None:
    told = put(first, review, 1, {"scores.1": edit(None, 450), "statements.1": edit(None, "面积略小")})
    assert (told["version"], sorted(told["applied"])) == (1, ["scores.1", "statements.1"])
    assert told["self_scores"] == {"1": 500}
    total = told["total"]
    assert (total["points"], total["full"], total["scored"], total["asked"]) == ("4.50", "1000", 1, 57)
    assert total["sections"][0] == {
        "name": "规划建设", "points": "4.50", "full": "80", "scored": 1, "asked": 10,
    }  # fmt: skip


def test_reading_shows_self_scores_only_of_what_was_scored(review: Review, first: Asker) -> None:
    put(first, review, 1, {"scores.2": edit(None, 300)})
    status, read = first.ask("GET", sheet_of(review))
    assert (status, read["version"], read["open"], read["revision"]) == (200, 1, True, 1)
    assert (list(read["self_scores"]), read["content"]["scores"]) == (["2"], {"2": 300})
    assert read["serials"] == list(SERIALS)
    assert first.ask("GET", f"{sheet_of(review)}?known=1")[1]["content"] is None


def test_by_policy_self_scores_may_be_shown_from_the_start() -> None:
    review = in_review(hide_self_scores=False)
    who = asker(review.assessors[0])
    assert len(who.ask("GET", sheet_of(review))[1]["self_scores"]) == 57


def test_who_scores_a_group_is_told_the_total_of_that_group(review: Review) -> None:
    guide: Guide = rules_of(review.fresh()).guide
    group = guide.groups[0].id
    own = in_review(4, [[group], None, None, None])
    read = asker(own.assessors[0]).ask("GET", sheet_of(own))[1]
    serials = [one.serial for one in guide.indicators if one.group == group]
    assert (read["serials"], read["total"]["asked"]) == (serials, len(serials))
    assert set(read["self_scores"]) <= set(serials)


def test_a_second_device_is_told_both_values(review: Review, first: Asker) -> None:
    put(first, review, 1, {"scores.1": edit(None, 450)}, "phone")
    told = put(first, review, 1, {"scores.1": edit(None, 300)})
    assert told["conflicts"] == [{"field": "scores.1", "base": None, "yours": 300, "present": 450}]
    assert told["self_scores"] == {}


def test_a_replay_changes_nothing_and_tells_the_present_state(review: Review, first: Asker) -> None:
    put(first, review, 7, {"scores.1": edit(None, 450)})
    told = put(first, review, 7, {"scores.1": edit(450, 100)})
    assert (told["stale"], told["content"]["scores"], told["total"]["points"]) == (True, {"1": 450}, "4.50")


def test_the_history_is_the_owners(review: Review, first: Asker) -> None:
    put(first, review, 1, {"scores.1": edit(None, 450)})
    put(first, review, 2, {"scores.1": edit(450, 400), "points.1.1": edit(None, True)}, "phone")
    put(first, review, 3, {"scores.12": edit(None, 100), "flags.1": edit(None, {"not_seen": True})})
    told = first.ask("GET", f"{sheet_of(review)}/history?serial=1")[1]
    assert [(one["field"], one["before"], one["after"]) for one in told["changes"]] == [
        ("flags.1", None, {"not_seen": True}),
        ("scores.1", 450, 400),
        ("points.1.1", None, True),
        ("scores.1", None, 450),
    ]
    assert told["changes"][-1]["device"] == "desk"
    assert first.ask("GET", f"{sheet_of(review)}/history")[1]["count"] == 5
    other = asker(review.assessors[1])
    assert other.ask("GET", f"{sheet_of(review)}/history")[1] == {"count": 0, "changes": []}


def test_others_find_no_sheet(review: Review) -> None:
    stranger = in_review().assessors[0]
    others = (review.scene.applicant, review.officer)
    body = {"device": "d", "sequence": 1, "fields": {"scores.1": edit(None, 450)}}
    for method, path in (("GET", ""), ("GET", "/history"), ("POST", "")):
        address, sent = sheet_of(review) + path, body if method == "POST" else None
        assert asker(stranger).ask(method, address, sent)[0] == 404
        assert [asker(one).ask(method, address, sent)[0] for one in others] == [403, 403]
    assert asker(None).ask("GET", sheet_of(review))[0] == 401


def test_a_locked_sheet_takes_nothing_more(review: Review, first: Asker) -> None:
    fill_and_lock(review, 0)
    read = first.ask("GET", sheet_of(review))[1]
    assert (read["open"], len(read["content_hash"]), read["total"]["points"]) == (False, 64, "1000.00")
    body = {"device": "desk", "sequence": 9, "fields": {"scores.1": edit(500, 450)}}
    status, told = first.ask("POST", sheet_of(review), body)
    assert (status, told["code"]) == (409, "sheet_locked_already")


def test_saving_costs_few_queries_however_much_is_filled_in(review: Review, first: Asker) -> None:
    counts = []
    for number, serials in enumerate((SERIALS[:1], SERIALS[1:2], SERIALS[2:5])):
        fields = {f"scores.{serial}": edit(None, 50) for serial in serials}
        with CaptureQueriesContext(connection) as captured:
            put(first, review, number + 1, fields)
        counts.append(len(captured))
    assert counts[1] == counts[2] <= counts[0]
    assert counts[1] <= 20
