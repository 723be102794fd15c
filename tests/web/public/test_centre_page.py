"""A centre's public page and the comparison: published facts, and no trace of anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from factories import CentreFactory, submitted_scene
from public_centres import awarded, open_register
from xingping.core.catalogue import find_edition
from xingping.core.certificate_lifecycle import CertificateState
from xingping.rating.calendar import today
from xingping.rating.models import Case, Centre, CentreProfile, Certificate, Notice, NoticeItem
from xingping.rating.queries.improvement import Commitment, TaskState
from xingping.rating.queries.survey_results import ResidentScore
from xingping.rating.services.centre_index import index_centres
from xingping.web.public import centre_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_means() -> None:
    caches["local"].clear()


@pytest.fixture
def centre() -> Centre:
    (made,) = open_register("青禾社区服务中心")
    CentreProfile.objects.create(
        centre=made, services=["legal", "health"], groups=["elderly"], public_hours="周一至周五 9:00–17:00",
        public_phone="028-00000000", reply="我们已增加晚间开放。",
    )  # fmt: skip
    return made


def page(client: Client, centre: Centre, status: int = 200) -> str:
    answer = client.get(f"/centres/{centre.pk}/")
    assert answer.status_code == status
    return answer.content.decode()


def test_a_centre_without_result_says_so_and_shows_no_reply(client: Client, centre: Centre) -> None:
    shown = page(client, centre)
    assert "还没有公布的评定结果" in shown
    assert "我们已增加晚间开放。" not in shown
    for told in ("医疗卫生", "法律服务", "老年人", "028-00000000", "周一至周五 9:00–17:00"):
        assert told in shown


def test_a_result_is_shown_with_its_history_and_reply(client: Client, centre: Centre) -> None:
    old = awarded(
        centre, 2, awarded_on=today() - timedelta(days=1200), last_day=today() - timedelta(days=105)
    )
    Certificate.objects.filter(pk=old.pk).update(state=CertificateState.REPLACED)
    new = awarded(centre, 4)
    shown = page(client, centre)
    for told in (new.number, old.number, "四星级", "805.50", "规划建设", "我们已增加晚间开放。"):
        assert told in shown
    assert "全国平均" not in shown  # one result has no mean


def test_the_county_mean_needs_three_results(client: Client, centre: Centre) -> None:
    others = open_register("甲社区服务中心", "乙社区服务中心")
    for one in (centre, *others):
        awarded(one)
    shown = page(client, centre)
    assert "虚线" in shown
    assert "87.5" in shown


@pytest.mark.parametrize(
    ("changes", "said", "stars"),
    [
        (
            {"last_day": today() - timedelta(days=1), "awarded_on": today() - timedelta(days=99)},
            "已到期",
            False,
        ),
        ({"state": CertificateState.SUSPENDED, "state_reason": "整改"}, "暂停使用星级标志", False),
        ({}, "有效", True),
    ],
)
def test_only_a_valid_certificate_gives_stars(
    client: Client, centre: Centre, changes: dict[str, object], said: str, stars: bool
) -> None:
    awarded(centre, 3, **changes)
    shown = page(client, centre)
    assert said in shown
    assert ("目前没有星级" not in shown) is stars
    assert (client.get("/", {"stars": "3"}).content.decode().count(f"/centres/{centre.pk}/") > 0) is stars


def test_a_case_that_led_to_nothing_leaves_no_trace(client: Client) -> None:
    scene = submitted_scene()
    hidden = scene.case.centre
    index_centres([hidden.pk])
    assert hidden.name not in page(client, hidden, 404)
    never = CentreFactory()
    asked = page(client, hidden, 404).replace(f"/centres/{hidden.pk}/", "")
    assert asked == page(client, never, 404).replace(f"/centres/{never.pk}/", "")


def test_a_listed_centre_under_rating_looks_like_any_other(client: Client) -> None:
    (listed,) = open_register("望溪社区服务中心")
    before = page(client, listed)
    scene = submitted_scene()
    type(scene.case).objects.filter(pk=scene.case.pk).update(centre=listed, state="not_awarded")
    assert page(client, listed) == before


def test_up_to_four_are_compared(client: Client, centre: Centre) -> None:
    others = open_register(*(f"第{number}社区服务中心" for number in "一二三四"))
    hidden = CentreFactory(name="秘密桂花社区服务中心")
    awarded(centre, 5)
    asked = [centre.pk, hidden.pk, others[0].pk, centre.pk]
    shown = client.get("/compare/", {"c": asked}).content.decode()
    assert "青禾社区服务中心" in shown
    assert "第一社区服务中心" in shown
    assert "秘密桂花" not in shown
    assert "没有列出" in shown
    five = client.get("/compare/", {"c": [one.pk for one in [centre, *others]]}).content.decode()
    assert "第四社区服务中心" not in five


@pytest.mark.parametrize("asked", [[], ["x"], ["９"], ["9" * 30], ["-1"], ["1\x00"]])
def test_comparing_nothing_says_the_next_step(client: Client, asked: list[str]) -> None:
    answer = client.get("/compare/", {"c": asked})
    assert answer.status_code == 200
    assert "还没有选中心（站）" in answer.content.decode()


def test_english(client: Client, centre: Centre) -> None:
    awarded(centre)
    client.cookies["django_language"] = "en"
    for path in (f"/centres/{centre.pk}/", "/", "/?q=qh", f"/compare/?c={centre.pk}", "/region/51/"):
        shown = client.get(path).content.decode()
        assert 'lang="en"' in shown


def test_the_country_mean_counts_other_counties_too(client: Client, centre: Centre) -> None:
    others = open_register("甲社区服务中心", "乙社区服务中心")
    awarded(centre)
    for one in others:
        Certificate.objects.filter(pk=awarded(one).pk).update(region="440103001001")
    shown = page(client, centre)
    assert "全国平均" in shown
    assert "锦江区平均" not in shown
    assert shown.count('class="radar-area third"') == 1


def test_a_running_notice_the_residents_score_and_promises_are_shown(
    client: Client, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today()
    score = ResidentScore(0.874, 0.031, "", 312, day - timedelta(days=40), day - timedelta(days=10), False)
    promise = Commitment("每周三延长到晚上八点", day, day + timedelta(days=30), TaskState.RUNNING, 40, None)
    done = Commitment("门口加装扶手", day, None, TaskState.DONE, 100, day)
    monkeypatch.setattr(centre_page, "resident_score", lambda _centre: score)
    monkeypatch.setattr(centre_page, "public_commitments", lambda _centre: [promise, done])
    assert "正在公示" not in page(client, centre)
    scene = submitted_scene()
    week = day + timedelta(days=7)
    notice = Notice.objects.create(
        body=scene.body, round=scene.case.round, number="演评示〔2026〕1 号", contact="-",
        created_by=scene.officer.person, published_on=day, first_end=week, ends_on=week,
        published_at=timezone.now(),
    )  # fmt: skip
    item = NoticeItem.objects.create(
        notice=notice, case=scene.case, stars=4, centre_name=centre.name, region=centre.region
    )
    Case.objects.filter(pk=scene.case.pk).update(centre=centre, state="in_notice")
    shown = page(client, centre)
    for told in (
        "正在公示", "四星级", notice.number, "87%", "±3", "312 人", "每周三延长到晚上八点", "进度 40%",
        "已完成",
        f"/complaint/?centre={centre.pk}",
    ):  # fmt: skip
        assert told in shown, told
    client.cookies["django_language"] = "en"
    assert "Improvement promises" in page(client, centre)
    NoticeItem.objects.filter(pk=item.pk).update(ended_at=timezone.now())
    assert notice.number not in page(client, centre)


@pytest.mark.parametrize(
    ("value", "bound", "told"), [(2 / 3, "at_least", "66%"), (0.913, "at_most", "92%"), (2 / 3, "", "67%")]
)
def test_a_limit_of_the_residents_score_is_rounded_to_its_own_side(
    client: Client, centre: Centre, monkeypatch: pytest.MonkeyPatch, value: float, bound: str, told: str
) -> None:
    day = today()
    score = ResidentScore(value, None, bound, None, day - timedelta(days=40), day, False)
    monkeypatch.setattr(centre_page, "resident_score", lambda _centre: score)
    assert told in page(client, centre)


def test_the_seven_sections_have_their_english_names(client: Client, centre: Centre) -> None:
    awarded(centre)
    client.cookies["django_language"] = "en"
    for shown in (page(client, centre), client.get(f"/compare/?c={centre.pk}").content.decode()):
        assert "规划建设" not in shown
        assert find_edition().level1[0].name_en in shown
