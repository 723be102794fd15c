"""The chain of recommendation: queue, opinion, rank, quota, star limit."""

from datetime import timedelta

import pytest

from factories import (
    BlobFactory,
    CentreFactory,
    Scene,
    applicant_of,
    complete,
    officer_of,
    recommender_of,
    submitted_scene,
)
from refusals import refused
from xingping.core.policy import ChainLevel
from xingping.rating.calendar import today
from xingping.rating.models import CaseFileKind, Message, Recommendation, RecommendationQuota
from xingping.rating.queries.invariants import quotas_are_kept
from xingping.rating.services.accepting import accept, refuse_application
from xingping.rating.services.applications import create_case
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.recommending import Opinion, forward
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.submitting import submit, withdraw

pytestmark = pytest.mark.django_db


def opinion(rank: int | None = 1, text: str = "同意推荐") -> Opinion:
    return Opinion(text, today(), rank)


def scene_in_chain(**policy: object) -> Scene:
    return submitted_scene(**{"chain": ["street", "county"], **policy})


def neighbour(scene: Scene) -> Scene:
    """Another case of the same street and round."""
    centre = CentreFactory(body=scene.body)
    applicant = applicant_of(centre)
    case = create_case(applicant, scene.case.round_id, centre.pk)
    other = Scene(case, applicant, scene.officer, scene.street, scene.county)
    complete(other)
    submit(applicant, case.pk)
    return other


def set_quota(scene: Scene, level: ChainLevel, places: int) -> None:
    unit = scene.case.region[: level.digits]
    RecommendationQuota.objects.create(round=scene.case.round, level=level, unit=unit, places=places)


def test_a_case_climbs_level_by_level_to_the_body() -> None:
    scene = scene_in_chain()
    case = forward(scene.street, scene.case.pk, opinion())
    assert (case.state, case.level, case.due_for) == ("submitted", "county", "recommend")
    case = forward(scene.county, scene.case.pk, opinion())
    assert (case.state, case.level, case.due_for) == ("recommended", "", "accept")
    rows = Recommendation.objects.order_by("pk").values_list("level", "unit", "outcome", "rank", "opinion")
    assert list(rows) == [
        ("street", "510104026", "forwarded", 1, "同意推荐"),
        ("county", "510104", "forwarded", 1, "同意推荐"),
    ]
    assert accept(scene.officer, scene.case.pk).state == "accepted"


def test_the_next_level_is_told() -> None:
    scene = scene_in_chain()
    forward(scene.street, scene.case.pk, opinion())
    assert Message.objects.filter(recipient=scene.county.person).exists()
    assert Message.objects.filter(recipient=scene.applicant.person).exists()


def test_only_the_unit_whose_turn_it_is() -> None:
    scene = scene_in_chain()
    for actor, code in (
        (scene.county, "not_allowed"),
        (recommender_of("510104027"), "not_found"),
        (recommender_of("510105"), "not_found"),
        (scene.officer, "not_allowed"),
        (scene.applicant, "not_allowed"),
    ):
        with refused(code):
            forward(actor, scene.case.pk, opinion())
    forward(scene.street, scene.case.pk, opinion())
    with refused("not_allowed"):
        forward(scene.street, scene.case.pk, opinion())


def test_the_body_waits_for_the_chain() -> None:
    scene = scene_in_chain()
    with refused("chain_not_finished") as caught:
        accept(scene.officer, scene.case.pk)
    assert "街道" in caught.refusal.message


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "好" * 4001])
def test_an_opinion_is_needed(text: str) -> None:
    scene = scene_in_chain()
    with refused("opinion_missing"):
        forward(scene.street, scene.case.pk, opinion(text=text))


def test_an_opinion_is_not_dated_ahead() -> None:
    scene = scene_in_chain()
    with refused("opinion_missing"):
        forward(scene.street, scene.case.pk, Opinion("同意", today() + timedelta(days=1), 1))


def test_a_stamped_scan_is_needed_where_the_policy_says_so() -> None:
    scene = scene_in_chain(opinion_scan_required=True)
    with refused("opinion_missing"):
        forward(scene.street, scene.case.pk, opinion())
    attach_file(scene.street, scene.case.pk, CaseFileKind.OPINION, BlobFactory(), "意见.pdf")
    forward(scene.street, scene.case.pk, opinion())
    scan = Recommendation.objects.get().scan
    assert scan is not None
    assert scan.level == "street"


def test_a_rank_is_used_once_by_a_unit() -> None:
    scene = scene_in_chain()
    other = neighbour(scene)
    forward(scene.street, scene.case.pk, opinion(rank=1))
    with refused("rank_not_usable") as caught:
        forward(scene.street, other.case.pk, opinion(rank=1))
    assert "排序 1" in caught.refusal.message
    forward(scene.street, other.case.pk, opinion(rank=2))


@pytest.mark.parametrize("rank", [None, 0, -1, 3])
def test_a_rank_is_a_place_of_the_quota(rank: int | None) -> None:
    scene = scene_in_chain()
    set_quota(scene, ChainLevel.STREET, 2)
    with refused("rank_not_usable"):
        forward(scene.street, scene.case.pk, opinion(rank=rank))


def test_ranks_can_be_left_out_by_policy() -> None:
    scene = scene_in_chain(rank_required=False)
    other = neighbour(scene)
    forward(scene.street, scene.case.pk, opinion(rank=None))
    forward(scene.street, other.case.pk, opinion(rank=None))


def test_no_more_than_the_quota() -> None:
    scene = scene_in_chain()
    set_quota(scene, ChainLevel.STREET, 1)
    other = neighbour(scene)
    forward(scene.street, scene.case.pk, opinion(rank=1))
    with refused("quota_used_up") as caught:
        forward(scene.street, other.case.pk, opinion(rank=2))
    assert "1 个" in caught.refusal.message
    assert list(quotas_are_kept()) == []


@pytest.mark.parametrize("ending", ["withdraw", "refuse"])
def test_a_case_that_ends_gives_its_place_back(ending: str) -> None:
    scene = scene_in_chain()
    set_quota(scene, ChainLevel.STREET, 1)
    other = neighbour(scene)
    forward(scene.street, scene.case.pk, opinion(rank=1))
    if ending == "withdraw":
        withdraw(scene.applicant, scene.case.pk, "搬迁")
    else:
        refuse_application(scene.officer, scene.case.pk, "不符合条件")
    forward(scene.street, other.case.pk, opinion(rank=1))


def test_a_level_recommends_up_to_its_star_limit() -> None:
    scene = scene_in_chain(star_limits={"street": 2})
    with refused("above_star_limit") as caught:
        forward(scene.street, scene.case.pk, opinion())
    assert caught.refusal.message == "本级最多可推荐 2 星，这个申报件拟申报 3 星。"


def test_a_level_returns_and_gets_the_case_back() -> None:
    scene = scene_in_chain()
    forward(scene.street, scene.case.pk, opinion())
    return_for_correction(scene.county, scene.case.pk, {"31": "请补充出席记录"})
    assert scene.fresh().returned_from == "county"
    returned = Recommendation.objects.get(outcome="returned")
    assert (returned.level, returned.opinion) == ("county", "请补充出席记录")
    case = submit(scene.applicant, scene.case.pk)
    assert (case.state, case.level) == ("submitted", "county")
    forward(scene.county, scene.case.pk, opinion())
    assert scene.fresh().state == "recommended"


def test_a_return_by_the_body_goes_back_to_the_body() -> None:
    scene = scene_in_chain()
    forward(scene.street, scene.case.pk, opinion())
    forward(scene.county, scene.case.pk, opinion())
    return_for_correction(scene.officer, scene.case.pk, {"31": "请补充"})
    assert submit(scene.applicant, scene.case.pk).state == "recommended"


def test_a_repeated_request_forwards_once() -> None:
    scene = scene_in_chain()
    forward(scene.street, scene.case.pk, opinion(), key="k")
    assert forward(scene.street, scene.case.pk, opinion(), key="k").level == "county"
    assert Recommendation.objects.count() == 1


def test_an_officer_elsewhere_does_not_even_find_it() -> None:
    scene = scene_in_chain()
    with refused("not_found"):
        forward(officer_of(scene.body, "44"), scene.case.pk, opinion())
