"""The scenario pages: numbers, names only for those who may see them, export, saving, comparing."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import officer_of, person_with
from web.scenario_round import NAMES, OTHERS, ScenarioRound, make_scenario_round, self_scores
from xingping.core.catalogue import find_edition
from xingping.core.roles import Role
from xingping.core.scoring import score
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import SavedScenario

pytestmark = pytest.mark.django_db
EDITION = find_edition()
DRAFTS = Path(__file__).resolve().parents[2] / "data" / "editions"
LOWER = "w3=0"
"""党建引領 counts nothing: the first rises from 三星级 to 五星级, two more by one star."""


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def world(db: None) -> ScenarioRound:
    return make_scenario_round()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.person)
    return client


def page(actor: Actor, query: str = "", name: str = "supervisor:scenario") -> Any:
    return client_of(actor).get(f"{reverse(name)}?{query}")


def standing_stars() -> list[int | None]:
    return [score(EDITION, {"自评": self_scores(share)}).stars for share in OTHERS]


def test_the_round_stands_as_core_says(world: ScenarioRound) -> None:
    response = page(world.officer)
    stars = standing_stars()
    assert {row.label: row.before for row in response.context["stars"]} == {
        label: stars.count(number)
        for number, label in enumerate(("未达星级", "一星级", "二星级", "三星级", "四星级", "五星级"))
    }
    text = response.content.decode()
    assert "假设分析，不改变任何已公布结果" in text
    assert "按自评分估算（尚无专家评分）" in text
    assert response.context["sentence"] == "还没有改动：4 件按现行标准计算。"


def test_lowering_a_weight_moves_stars_as_core_would(world: ScenarioRound) -> None:
    response = page(world.officer, LOWER)
    # Without 党建引领, the rate is that of the others.
    up = 0
    for share, old in zip(OTHERS, standing_stars(), strict=True):
        rest = [one for one in EDITION.indicators if one.level1 != "党建引领"]
        rate = sum(self_scores(share)[one.serial] for one in rest), sum(one.points for one in rest)
        new = max((band.stars for band in EDITION.bands if rate[0] >= band.rate * rate[1]), default=0)
        assert old is not None
        up += new > old
    assert up == 3
    assert (response.context["up"], response.context["down"]) == (up, 0)
    assert response.context["sentence"].endswith(f"4 件中 {up} 件升星，0 件降星，{4 - up} 件不变。")
    assert [row.name for row in response.context["region_rows"]] == ["锦江区", "武侯区"]
    assert sum(row.up for row in response.context["region_rows"]) == up
    assert response.context["full_after"] == "680"


def test_the_list_names_movers_and_leads_to_their_working(world: ScenarioRound) -> None:
    text = page(world.officer, LOWER).content.decode()
    assert NAMES[0] in text
    case = world.cases[0].case.pk
    link = reverse("supervisor:case", args=[case])
    assert f"{link}?w3=0" in text
    working = client_of(world.officer).get(f"{link}?{LOWER}")
    assert working.status_code == 200
    own = score(EDITION, {"自评": self_scores(OTHERS[0])})
    rest = sum(points for serial, points in self_scores(OTHERS[0]).items()
               if EDITION.by_serial[serial].level1 != "党建引领")  # fmt: skip
    assert working.context["working"].before.total == f"{float(own.total):.2f}"
    assert working.context["working"].after.total == f"{rest / 100:.2f}"


def test_a_supervisor_sees_numbers_but_no_names(world: ScenarioRound) -> None:
    supervisor = actor_of(person_with(Role.SUPERVISOR, region_prefix="5101"))
    response = page(supervisor, LOWER)
    text = response.content.decode()
    assert response.context["up"] == 3
    assert not [name for name in NAMES if name in text]
    assert "无权查看名称" in text
    assert "东光" not in text
    case = world.cases[0].case.pk
    client = client_of(supervisor)
    assert client.get(f"{reverse('supervisor:case', args=[case])}?{LOWER}").status_code == 404
    assert client.get(reverse("supervisor:export", args=[f"round-{world.round.pk}"])).status_code == 404
    deeper = page(supervisor, "at=510104026")
    assert deeper.context["at"] == "510104"


def test_a_region_sees_its_own_cases_only(world: ScenarioRound) -> None:
    one = actor_of(person_with(Role.SUPERVISOR, region_prefix="510104"))
    assert page(one).context["cases"] == 2
    none = actor_of(person_with(Role.SUPERVISOR, region_prefix="44"))
    assert "还没有可以分析的数据" in page(none).content.decode()
    assert page(world.cases[0].applicant).status_code == 404


def test_regions_open_downwards(world: ScenarioRound) -> None:
    country = page(world.officer, "at=")
    assert country.context["provinces"]["tiles"]
    assert "四川省：4 件" in country.content.decode()
    county = page(world.officer, "at=510104")
    assert (county.context["cases"], [row.name for row in county.context["region_rows"]]) == (
        2,
        ["督院街街道"],
    )


def test_a_link_to_data_that_one_does_not_have_says_so(world: ScenarioRound) -> None:
    said = "不在您的权限范围内"
    assert said in page(world.officer, "source=file").content.decode()
    assert said not in page(world.officer, f"source=round-{world.round.pk}").content.decode()


def test_faults_are_said_and_nothing_is_computed(world: ScenarioRound) -> None:
    response = page(world.officer, "w3=abc&b3=95", "supervisor:results")
    assert response.status_code == 422
    text = response.content.decode()
    assert "“abc”不是整数" in text
    late = page(world.officer, "b3=95", "supervisor:results")
    assert "没有逐级升高" in late.content.decode()


def test_the_script_gets_the_flow_and_the_shortest_address(world: ScenarioRound) -> None:
    text = page(world.officer, f"{LOWER}&w1=80&b5=95", "supervisor:results").content.decode()
    data = json.loads(re.findall(r'<script id="scenario-data"[^>]*>(.*?)</script>', text)[0])
    assert sum(link["value"] for link in data["flow"]["links"]) == 4
    assert data["sums"] == ["80", "120", "0", "120", "200", "60", "100"]
    assert f'value="source=round-{world.round.pk}&amp;w3=0"' in text


def test_the_round_is_exported_as_the_national_file(world: ScenarioRound) -> None:
    response = client_of(world.officer).get(reverse("supervisor:export", args=[f"round-{world.round.pk}"]))
    table = pq.read_table(io.BytesIO(b"".join(response.streaming_content)))
    assert table["case_id"].to_pylist() == [scene.case.pk for scene in world.cases]
    assert table["31"].to_pylist() == [self_scores(share)["31"] for share in OTHERS]


def test_movers_are_exported(world: ScenarioRound) -> None:
    response = page(world.officer, f"{LOWER}&export=csv&sort=-before")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert NAMES[0] in lines[1]


def test_a_draft_edition_is_mapped_and_simulated(
    world: ScenarioRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINGPING_EDITIONS", str(DRAFTS))
    draft = "draft=T/DEMO 0001-2025"
    serial = page(world.officer, draft).context["map_fields"][0].indicator.serial
    response = page(world.officer, f"{draft}&assume=100&m-{serial}=31")
    found = response.context["map_fields"][0]
    assert [one.serial for one in found.sources] == ["31"]
    assert response.context["full_after"] == "50.5"
    assert "没有来源，按假定得分率" in response.content.decode()


def save(world: ScenarioRound, name: str, state: str, **more: str) -> Any:
    given = {"name": name, "state": f"source=round-{world.round.pk}&{state}", **more}
    return client_of(world.officer).post(reverse("supervisor:save"), given)


def test_scenarios_are_saved_opened_and_compared(world: ScenarioRound) -> None:
    save(world, "不计党建", LOWER, shared="1")
    save(world, "三星降到 60", "b1=50&b2=55&b3=60")
    first, second = SavedScenario.objects.order_by("pk")
    colleague = officer_of(world.body)
    opened = client_of(colleague).get(reverse("supervisor:open", args=[first.pk]))
    assert opened.headers["Location"] == f"/scenarios/?source=round-{world.round.pk}&w3=0"
    assert client_of(colleague).get(reverse("supervisor:open", args=[second.pk])).status_code == 404
    listed = page(world.officer, name="supervisor:saved").content.decode()
    assert "“党建引领”由 320 分改为 0 分" in listed
    compared = page(world.officer, f"s={first.pk}&s={second.pk}", "supervisor:compare")
    assert [one.up for one in compared.context["columns"]] == [
        page(world.officer, query).context["up"] for query in (LOWER, "b1=50&b2=55&b3=60")
    ]
    client_of(world.officer).post(reverse("supervisor:remove", args=[first.pk]))
    assert list(SavedScenario.objects.all()) == [second]


def test_nothing_changed_or_faulty_is_not_saved(world: ScenarioRound) -> None:
    for state in ("", "w3=abc", "b3=95"):
        save(world, "空方案", state)
    save(world, "", LOWER)
    assert not SavedScenario.objects.exists()


def test_queries_do_not_grow_with_the_cases(world: ScenarioRound) -> None:
    client = client_of(world.officer)
    address = reverse("supervisor:scenario")
    client.get(f"{address}?{LOWER}")
    counts = []
    for query in (LOWER, "b1=1&b2=2&b3=3&b4=4&b5=5"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{address}?{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_a_long_file_says_how_far_it_is(world: ScenarioRound, monkeypatch: pytest.MonkeyPatch) -> None:
    from xingping.rating.loaded_rounds import Loading
    from xingping.web.supervisor import page as module

    monkeypatch.setattr(module, "loaded", lambda *given: Loading(done=2, of=5))
    response = page(world.officer)
    assert response.headers["Refresh"] == "2"
    assert "已完成 40%" in response.content.decode()
