"""Recommending units: aggregates, queue, opinion, rank, quota, star limit, returning, levels left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import Scene, officer_of, recommender_of
from web.desks import ask, chain_scene, client_of, copies
from xingping.core.lifecycle import State
from xingping.core.policy import ChainLevel
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Case, CaseFile, Recommendation, RecommendationQuota
from xingping.rating.services.accepting import accept
from xingping.rating.services.notes import add_note

pytestmark = pytest.mark.django_db
STREET = "510104026"
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def quota(scene: Scene, places: int, level: ChainLevel = ChainLevel.STREET, unit: str = STREET) -> None:
    """A quota that was set while the round was prepared."""
    RecommendationQuota.objects.create(round=scene.case.round, level=level.value, unit=unit, places=places)


def opinion(rank: int | str = 1, text: str = "同意推荐") -> dict[str, object]:
    """What a browser sends."""
    return {"opinion": text, "given_on": f"{today()}", "rank": rank}


def queue_of(scene: Scene, unit: str = STREET) -> str:
    return f"/recommend/rounds/{scene.case.round_id}/{unit}/"


def test_aggregates_come_first_then_cases() -> None:
    scene = chain_scene()
    quota(scene, 3)
    client = client_of(scene.street)
    home = ask(client, "/recommend/").text
    for expected in (scene.case.round.name, "办理 1 件", "<small> / 3</small>"):
        assert expected in home
    assert scene.case.number not in home
    assert scene.case.number in ask(client, queue_of(scene)).text


def test_a_case_is_recommended_with_opinion_rank_and_scan_and_goes_up() -> None:
    scene = chain_scene()
    client, address = client_of(scene.street), f"/recommend/cases/{scene.case.number}/forward/"
    page = ask(client, address).text
    assert "申报件转到“区（县）”" in page
    scan = SimpleUploadedFile("意见.pdf", PDF, "application/pdf")
    assert client.post(address, {**opinion(), "scan": scan}).status_code == 302
    case = scene.fresh()
    assert (case.state, case.level) == (State.SUBMITTED, "county")
    given = Recommendation.objects.get()
    assert (given.rank, given.opinion, given.given_on) == (1, "同意推荐", today())
    assert given.scan is not None
    assert given.scan.file_name == "意见.pdf"
    county = client_of(scene.county)
    assert "同意推荐" in ask(county, f"/recommend/cases/{scene.case.number}/").text
    assert county.post(address, opinion()).status_code == 302
    assert scene.fresh().state == State.RECOMMENDED


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"opinion": "  "}, "必填"),
        ({"rank": ""}, "必填"),
        ({"rank": "0"}, "大于或等于"),
        ({"given_on": f"{today() + timedelta(days=2)}"}, "没有填写推荐意见"),
        ({"given_on": "昨天"}, "有效的日期"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sent: dict[str, object], said: str) -> None:
    scene = chain_scene()
    client, address = client_of(scene.street), f"/recommend/cases/{scene.case.number}/forward/"
    answer = client.post(address, {**opinion(rank=7, text="写了很久的意见"), **sent})
    text = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert said in text
    assert "写了很久的意见" in text or sent.get("opinion") == "  "
    assert scene.fresh().level == "street"


def test_quota_star_limit_and_rank_are_refused_with_clear_words() -> None:
    scene = chain_scene("street", star_limits={"street": 4})
    quota(scene, 1)
    (second, third) = copies(scene.case, 2)
    Case.objects.filter(pk=third.pk).update(target_stars=5)
    client = client_of(scene.street)

    def answer(case: Case, rank: int) -> str:
        return client.post(f"/recommend/cases/{case.number}/forward/", opinion(rank)).content.decode()

    assert "本级最多可推荐 4 星，这个申报件拟申报 5 星" in answer(third, 1)
    assert "排序 2 不能使用" in answer(scene.case, 2)
    assert answer(scene.case, 1) == ""
    assert "推荐名额 1 个已用完" in answer(second, 1)
    assert Recommendation.objects.count() == 1


def test_a_scan_sent_with_a_refused_opinion_is_kept_and_a_bad_one_named() -> None:
    scene = chain_scene()
    client, address = client_of(scene.street), f"/recommend/cases/{scene.case.number}/forward/"
    late = {**opinion(), "given_on": f"{today() + timedelta(days=2)}"}
    answer = client.post(address, {**late, "scan": SimpleUploadedFile("意见.pdf", PDF)})
    assert "已上传：意见.pdf" in answer.content.decode()
    assert CaseFile.objects.filter(kind="opinion").count() == 1
    bad = SimpleUploadedFile("意见.pdf", b"<html><script>alert(1)</script></html>")
    answer = client.post(address, {**opinion(), "scan": bad})
    assert (answer.status_code, "盖章件" in answer.content.decode()) == (422, True)
    assert scene.fresh().level == "street"


def test_returning_gives_reasons_at_indicators() -> None:
    scene = chain_scene()
    client, address = client_of(scene.street), f"/recommend/cases/{scene.case.number}/return/"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason-11": "请补演练记录"}).status_code == 302
    case = scene.fresh()
    assert (case.state, case.open_serials, case.returned_from) == (State.RETURNED, ["11"], "street")
    assert client.post(address, {"reason-11": "再退一次"}).status_code == 403


def test_the_order_is_changed_by_buttons_and_recorded() -> None:
    scene = chain_scene("street")
    cases = [scene.case, *copies(scene.case, 2)]
    client = client_of(scene.street)
    for rank, case in enumerate(cases, start=1):
        client.post(f"/recommend/cases/{case.number}/forward/", opinion(rank))
    before = AuditEntry.objects.filter(verb="case.rank").count()
    sent = {"case": [case.pk for case in cases], "move": f"up-{cases[2].pk}"}
    answer = client.post(f"{queue_of(scene)}order/", sent)
    assert answer.headers["Location"] == f"{queue_of(scene)}#ranked"
    ranks = dict(Recommendation.objects.values_list("case_id", "rank"))
    assert ranks == {cases[0].pk: 1, cases[2].pk: 2, cases[1].pk: 3}
    assert AuditEntry.objects.filter(verb="case.rank").count() == before + 2


def test_an_order_that_is_not_the_present_one_or_too_late_is_refused() -> None:
    scene = chain_scene("street")
    (other,) = copies(scene.case, 1)
    client = client_of(scene.street)
    for rank, case in enumerate((scene.case, other), start=1):
        client.post(f"/recommend/cases/{case.number}/forward/", opinion(rank))
    old = client.post(f"{queue_of(scene)}order/", {"case": [scene.case.pk], "move": f"up-{scene.case.pk}"})
    assert (old.status_code, "内容已被改动" in old.content.decode()) == (409, True)
    accept(scene.officer, scene.case.pk)
    sent = {"case": [scene.case.pk, other.pk], "move": f"down-{scene.case.pk}"}
    assert client.post(f"{queue_of(scene)}order/", sent).status_code == 409
    assert "排序不再改动" in ask(client, queue_of(scene)).text


def test_levels_that_a_round_leaves_out_do_not_exist_for_their_users() -> None:
    scene = chain_scene("street")
    county = client_of(scene.county)
    assert "现在没有需要本单位推荐的批次" in ask(county, "/recommend/").text
    for address in (
        queue_of(scene, "510104"),
        f"/recommend/cases/{scene.case.number}/",
        f"/recommend/cases/{scene.case.number}/forward/",
        f"/cases/{scene.case.number}/",
    ):
        assert (address, county.get(address).status_code) == (address, 404)


def test_another_street_finds_nothing() -> None:
    scene = chain_scene()
    neighbour = client_of(recommender_of("510104027"))
    for address in (queue_of(scene), queue_of(scene, "510104027")):
        assert scene.case.number not in neighbour.get(address).content.decode()
    assert neighbour.get(queue_of(scene)).status_code == 404
    assert neighbour.get(f"/recommend/cases/{scene.case.number}/").status_code == 404
    assert client_of(officer_of(scene.body)).get("/recommend/").status_code == 404


def test_a_unit_below_keeps_sight_but_no_buttons_once_the_case_has_gone_up() -> None:
    scene = chain_scene()
    client = client_of(scene.street)
    client.post(f"/recommend/cases/{scene.case.number}/forward/", opinion())
    text = ask(client, f"/recommend/cases/{scene.case.number}/").text
    assert "同意推荐" in text
    assert "/forward/" not in text
    assert client.get(f"/recommend/cases/{scene.case.number}/forward/").status_code == 403


def test_notes_and_duplicates_of_the_body_are_never_shown_to_a_unit() -> None:
    scene = chain_scene()
    add_note(scene.officer, scene.case.pk, "内部说法")
    assert "内部说法" not in ask(client_of(scene.street), f"/recommend/cases/{scene.case.number}/").text


def test_pages_take_as_many_queries_for_three_cases_as_for_one() -> None:
    scene = chain_scene()
    client = client_of(scene.street)
    addresses = ("/recommend/", queue_of(scene))
    one = [ask(client, address).queries for address in addresses]
    copies(scene.case, 2)
    assert [ask(client, address).queries for address in addresses] == one
