"""Units, their figures and what they recommended."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import REGION, recommender_of
from web.desks import chain_scene, copies
from xingping.core.policy import ChainLevel
from xingping.rating.calendar import today
from xingping.rating.models import Case, RecommendationQuota
from xingping.rating.queries.recommending import has_level, next_rank, unit_figures, units_of
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.recommending import Opinion, forward

pytestmark = pytest.mark.django_db


def test_the_level_of_a_unit_follows_from_its_region() -> None:
    for prefix, level in (
        ("51", "province"),
        ("5101", "city"),
        ("510104", "county"),
        ("510104026", "street"),
    ):
        (unit,) = units_of(recommender_of(prefix))
        assert (unit.level, unit.prefix) == (ChainLevel(level), prefix)
    assert units_of(recommender_of(REGION)) == []


def test_figures_count_what_waits_what_went_up_and_what_is_left() -> None:
    scene = chain_scene("street", "county")
    copies(scene.case, 2)
    RecommendationQuota.objects.create(round=scene.case.round, level="street", unit="510104026", places=2)
    (unit,) = units_of(scene.street)
    forward(scene.street, scene.case.pk, Opinion("同意", today(), 1))
    figures = unit_figures(visible_cases(scene.street), scene.case.round, unit)
    assert (figures.applications, figures.waiting, figures.forwarded, figures.places) == (3, 2, 1, 2)
    assert (figures.places_left, figures.stars, figures.returned) == (1, {3: 3}, 0)
    assert next_rank(scene.case.round, unit) == 2
    (county,) = units_of(scene.county)
    above = unit_figures(visible_cases(scene.county), scene.case.round, county)
    assert (above.waiting, above.forwarded, above.places_left) == (1, 0, None)


def test_figures_take_as_many_queries_for_three_cases_as_for_one() -> None:
    scene = chain_scene()
    (unit,) = units_of(scene.street)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            unit_figures(visible_cases(scene.street), scene.case.round, unit)
        return len(captured)

    one = queries()
    copies(scene.case, 2)
    assert queries() == one
    assert Case.objects.count() == 3


def test_a_round_has_a_unit_only_by_level_and_region() -> None:
    scene = chain_scene("county")
    (street,), (county,) = units_of(scene.street), units_of(scene.county)
    assert has_level(scene.case.round, county)
    assert not has_level(scene.case.round, street)
    (elsewhere,) = units_of(recommender_of("440104"))
    assert not has_level(scene.case.round, elsewhere)
