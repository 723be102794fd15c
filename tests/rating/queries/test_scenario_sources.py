"""What a what-if is computed over: whose cases count, by which scores, and the export as a national file."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.utils import timezone

from factories import (
    BodyFactory,
    Scene,
    draft_scene,
    officer_of,
    person_with,
    recommender_of,
    submitted_scene,
)
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.core.roles import Role
from xingping.core.scoring import score
from xingping.core.standard import Kind
from xingping.national.engines import open_engine
from xingping.national.matrix import Round as Loaded
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.source import open_source
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import AgendaItem, Case, Correction, PanelMeeting, Sheet, User
from xingping.rating.queries.national_round import loaded, write_decided, write_round
from xingping.rating.queries.scenario_sources import (
    CASE_READERS,
    READERS,
    Basis,
    Source,
    scored_cases,
    sources_of,
)
from xingping.rating.what_if import points

pytestmark = pytest.mark.django_db
EDITION = find_edition()


def whole(*given: Any) -> Loaded:
    """The round once it is loaded; a busy machine may first say how far it is."""
    for _ in range(600):
        found = loaded(*given)
        if isinstance(found, Loaded):
            return found
        time.sleep(0.1)
    raise TimeoutError("not loaded within a minute")


def supervisor_of(prefix: str) -> Actor:
    return actor_of(person_with(Role.SUPERVISOR, region_prefix=prefix))


def names(actor: Actor) -> list[tuple[str, Basis, int]]:
    return [(source.name, source.basis, source.cases) for source in sources_of(actor)]


def add_sheets(scene: Scene, shares: tuple[int, ...]) -> list[dict[str, int]]:
    """Locked sheets in which every indicator has its points less so many half points."""
    found = []
    for place, share in enumerate(shares):
        scores = {one.serial: max(0, one.points - 50 * share) for one in EDITION.indicators}
        Sheet.objects.create(
            case=scene.case,
            label="ABCDE"[place],
            scores=scores,
            locked_at=timezone.now(),
            content_hash="a" * 64,
        )
        found.append(scores)
    return found


def test_readers_follow_the_table_of_permissions() -> None:
    assert set(READERS) == {Role.OFFICER, Role.AUDITOR, Role.SUPERVISOR, Role.RECOMMENDER}
    assert {Role.OFFICER, Role.AUDITOR, Role.RECOMMENDER} == CASE_READERS


def test_a_submitted_self_assessment_counts_for_those_of_the_region() -> None:
    scene = submitted_scene(chain=["street", "county"])
    draft_scene()
    own = [(f"round-{scene.case.round_id}", Basis.SELF, 1)]
    for actor in (scene.officer, scene.street, supervisor_of("5101")):
        assert names(actor) == own
    for actor in (supervisor_of("5102"), recommender_of("44"), officer_of(BodyFactory()), scene.applicant):
        assert names(actor) == []


def test_sheets_count_only_when_all_of_the_case_are_locked() -> None:
    scene = submitted_scene()
    add_sheets(scene, (0, 1))
    later = Sheet.objects.create(case=scene.case, label="C", scores={})
    assert [basis for _, basis, _ in names(scene.officer)] == [Basis.SELF]
    later.delete()
    name = f"round-{scene.case.round_id}"
    assert names(scene.officer) == [(name, Basis.SHEETS, 1), (f"{name}-self", Basis.SELF, 1)]


@pytest.mark.parametrize("rule", list(Aggregate))
def test_a_loaded_round_rates_as_core_does(rule: Aggregate) -> None:
    scene = submitted_scene()
    sheets = add_sheets(scene, (0, 2, 7, 3, 5))
    source = sources_of(scene.officer)[0]
    found = whole(scene.officer, source, rule)
    assert isinstance(found, Loaded)
    wanted = score(EDITION, dict(zip("ABCDE", sheets, strict=True)), rule=rule)
    assert (points(found.standing, 0), found.standing.stars[0]) == (wanted.total, wanted.stars)


def test_a_new_revision_takes_the_place_of_the_old_one_and_is_loaded_anew() -> None:
    scene = submitted_scene()
    add_sheets(scene, (2,))
    source = sources_of(scene.officer)[0]
    first = whole(scene.officer, source)
    better = {one.serial: one.points for one in EDITION.indicators}
    Sheet.objects.create(
        case=scene.case, label="A", revision=2, scores=better, locked_at=timezone.now(), content_hash="b" * 64
    )
    second = whole(scene.officer, sources_of(scene.officer)[0])
    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert points(first.standing, 0) < points(second.standing, 0) == 1000


def test_the_export_is_the_wide_national_file(tmp_path: Path) -> None:
    scene = submitted_scene()
    sheets = add_sheets(scene, (0, 1))
    [source, own] = sources_of(scene.officer)
    path = tmp_path / "round.parquet"
    write_round(path, scored_cases(scene.officer, source), source)
    table = pq.read_table(path)
    assert table.column_names == ["case_id", "region", "kind", "assessor_id", *EDITION.serials]
    assert table["case_id"].to_pylist() == [scene.case.pk] * 2
    assert table["assessor_id"].to_pylist() == [1, 2]
    assert table["31"].to_pylist() == [one["31"] for one in sheets]
    write_round(path, scored_cases(scene.officer, own), own)
    metadata = pq.read_schema(path).metadata
    assert "按自评分估算" in metadata[b"xingping.simulated"].decode()


def decide_points(case: Case, by: User, serial: str, points: int) -> None:
    """Points that the panel gave an indicator of a case in a meeting."""
    meeting = PanelMeeting.objects.create(
        body=case.body, round=case.round, held_at=timezone.now(), place="演示会议室", recorder=by
    )
    item = AgendaItem.objects.create(meeting=meeting, case=case, position=1)
    Correction.objects.create(
        item=item, case=case, serial=serial, before="0", points=points, reason="演示", by=by
    )


def test_points_that_the_panel_decided_stand_for_those_of_the_sheets(tmp_path: Path) -> None:
    scene = submitted_scene()
    sheets = add_sheets(scene, (2, 3))
    [source, own] = sources_of(scene.officer)
    before = whole(scene.officer, source)
    decide_points(scene.case, scene.officer.person, "31", 0)

    after = whole(scene.officer, sources_of(scene.officer)[0])
    lost = Fraction(sum(one["31"] for one in sheets), 2 * 100)
    assert points(before.standing, 0) - points(after.standing, 0) == lost

    sheet_file, decided, out = (tmp_path / name for name in ("s.parquet", "d.parquet", "o.parquet"))
    cases = scored_cases(scene.officer, source)
    write_round(sheet_file, cases, source)
    assert write_decided(decided, cases, source) == 1
    with open_engine() as engine:
        score_file(Job(open_source(sheet_file, EDITION), EDITION, engine, decided=decided), out)
    assert pq.read_table(out)["total"].to_pylist() == [int(points(after.standing, 0) * 100 * 2520)]
    assert write_decided(decided, cases, own) == 0  # self-scores are nobody's decision


def national_file(path: Path) -> None:
    regions = ("510104017001", "440103001001")
    rows = [
        SheetRow(case, region, Kind.URBAN, 1, {one.serial: one.points for one in EDITION.indicators})
        for case, region in enumerate(regions, 1)
    ]
    write_sheets(path, EDITION, rows, simulated="模拟")


def test_a_national_file_is_cut_to_the_regions_of_the_reader(settings: LazySettings, tmp_path: Path) -> None:
    settings.NATIONAL_FILE = tmp_path / "全国.parquet"
    assert sources_of(supervisor_of("44")) == []
    national_file(settings.NATIONAL_FILE)
    everywhere = actor_of(person_with(Role.AUDITOR))
    for actor, cases, seen in (
        (everywhere, [1, 2], True),
        (supervisor_of("44"), [2], False),
        (officer_of(BodyFactory(region_prefix="51")), [1], True),
        (officer_of(BodyFactory(region_prefix="11")), [], True),
    ):
        [source] = sources_of(actor)
        found = whole(actor, source)
        assert isinstance(found, Loaded)
        assert (found.cases.tolist(), source.names) == (cases, seen)
    assert sources_of(actor_of(person_with(Role.ASSESSOR, body=BodyFactory()))) == []


def test_a_national_file_that_changes_is_read_again(settings: LazySettings, tmp_path: Path) -> None:
    path = tmp_path / "全国.parquet"
    settings.NATIONAL_FILE = path
    national_file(path)
    reader = actor_of(person_with(Role.AUDITOR))
    [source] = sources_of(reader)
    assert source == Source("file", "全国.parquet", path=path, names=True)
    first = whole(reader, source)
    assert whole(reader, source) is first
    write_sheets(path, EDITION, [SheetRow(9, "510104017001", Kind.URBAN, 1, {"1": 100})])
    second = whole(reader, source)
    assert isinstance(second, Loaded)
    assert (second.cases.tolist(), second.standing.stars.tolist()) == ([9], [-1])
