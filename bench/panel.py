"""The certainty of a star and a meeting's agenda in a round of 1,000 rated cases, against one case's result.

The round's own disagreement is read for every certainty, so the time grows with the round. Copies of one
reviewed case with sheets drawn anew; SQLite, one process; processor time and queries a call.

python bench/panel.py [cases]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

CASES = 1_000
ON_AGENDA = 20
TIMES = 3
SEED = 20241023


def main(cases: int = CASES) -> None:
    """Make a database of its own, measure, print."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ.update(XINGPING_DATA=folder, DJANGO_SETTINGS_MODULE="xingping.config.settings")
        os.environ.pop("XINGPING_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        _measure(cases)


def _measure(cases: int) -> None:
    from reviewing import before_panel
    from xingping.rating.models import AgendaItem, Case
    from xingping.rating.queries.meetings import agenda
    from xingping.rating.queries.results import case_result, certainty_of

    review = before_panel({"31": 500}, {"31": 1000}, {})
    made = _copies(review.fresh(), cases - 1)
    assert review.meeting is not None
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=review.meeting, case=case, position=place)
        for place, case in enumerate(made[: ON_AGENDA - 1], 2)
    )
    case = Case.objects.get(pk=review.case_id)
    found = case_result(case)
    assert found is not None
    meeting = review.meeting
    print(f"一批 {cases} 件，每件 3 份评分表，议程 {ON_AGENDA} 件；每次的处理器时间与查询")
    floor = _told("一件的结果（底线）", lambda: case_result(case), None)
    _told("一件的星级把握", lambda: certainty_of(found), floor)
    _told(f"{ON_AGENDA} 件的议程", lambda: agenda(review.officer, meeting), floor)


def _copies(case: Any, count: int) -> list[Any]:  # noqa: ANN401
    """More cases of the round before the panel, each with a team and three sheets drawn anew."""
    from factories import CentreFactory
    from xingping.rating.models import Case, Centre, Sheet, Team, TeamMember

    sheets = list(Sheet.objects.filter(case=case))
    members = list(TeamMember.objects.filter(team__case=case))
    draws, team = Random(SEED), Team.objects.get(case=case)
    first = CentreFactory(body=case.body)
    fields = [one.attname for one in Centre._meta.concrete_fields if not one.primary_key]
    same = {name: getattr(first, name) for name in fields}
    centres = Centre.objects.bulk_create(
        Centre(**{**same, "code": f"P{number}", "name": f"演示中心 {number}"}) for number in range(count)
    )
    cases = Case.objects.bulk_create(
        _like(case, number=f"{case.number}-{place}", centre_id=one.pk) for place, one in enumerate(centres)
    )
    teams = Team.objects.bulk_create(_like(team, case_id=one.pk) for one in cases)
    TeamMember.objects.bulk_create(_like(one, team_id=team.pk) for team in teams for one in members)
    Sheet.objects.bulk_create(
        _like(one, case_id=made.pk, scores=_drawn(one.scores, draws)) for made in cases for one in sheets
    )
    return cases


def _drawn(scores: dict[str, int], draws: Random) -> dict[str, int]:
    """Up to a fifth less than on the sheet copied, in steps of half a point."""
    return {serial: points - points * draws.randrange(3) // 1000 * 50 for serial, points in scores.items()}


def _like(one: Any, **changes: Any) -> Any:  # noqa: ANN401
    """An unsaved copy of a row."""
    kept = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    return type(one)(**{**kept, one._meta.pk.attname: None, **changes})


def _told(name: str, act: Callable[[], object], floor: float | None) -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    began = process_time()
    for _ in range(TIMES):
        act()
    used = (process_time() - began) * 1000 / TIMES
    ratio = "" if floor is None else f"{used / floor:>8.1f} 倍"
    print(f"{name:<14}{used:>9.1f} ms{len(captured):>5} 次{ratio}", flush=True)
    return used


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
