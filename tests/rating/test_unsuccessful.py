"""Whatever the results are, no case without a star, withdrawn or ended is ever named in public."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bulk_awards import copied
from factories import person_with
from noticing import HEADING, past
from pdf_reading import text_of
from reviewing import Review, code_of, decided
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Case, Certificate, Decision, Notice
from xingping.rating.queries.awards import announceable_cases, notice_file, proposable_cases
from xingping.rating.queries.open_tables import open_tables
from xingping.rating.services.announcing import Heading, announce
from xingping.rating.services.centre_index import index_centres
from xingping.rating.services.letters import deliver_not_awarded
from xingping.rating.services.notices import prepare_notice, publish_notice
from xingping.rating.services.submitting import withdraw
from xingping.rating.services.terminating import give_hearing, make_statement, terminate
from xingping.web.public.verification import forget_pages

pytestmark = pytest.mark.django_db


class Fate(StrEnum):
    """What becomes of a case."""

    AWARDED = "awarded"
    IN_NOTICE_WITHDRAWN = "withdrawn from its notice"
    IN_NOTICE_ENDED = "ended in its notice"
    NO_STAR = "without a star"
    WITHDRAWN = "withdrawn before the notice"
    ENDED = "ended before the notice"


def test_only_awarded_cases_are_named(client: Client) -> None:
    review = decided()

    @settings(max_examples=5, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    @given(st.lists(st.sampled_from(Fate), min_size=3, max_size=7))
    def check(fates: list[Fate]) -> None:
        with transaction.atomic():
            _check(review, [Fate.AWARDED, *fates], client)
            transaction.set_rollback(True)

    check()


def _check(review: Review, fates: list[Fate], client: Client) -> None:
    keys = copied(review, len(fates))
    by_fate = dict(zip(keys, fates, strict=True))
    Case.objects.filter(pk__in=keys).update(due_on=today() - timedelta(days=1))
    without = [key for key in keys if by_fate[key] is Fate.NO_STAR]
    Decision.objects.filter(case__in=without).update(stars=0)
    for key in keys:
        _before_the_notice(review, key, by_fate[key])
    round_id = review.scene.case.round_id
    mine = Case.objects.filter(pk__in=keys)
    proposed = sorted(proposable_cases(mine).values_list("pk", flat=True))
    with_star = {Fate.AWARDED, Fate.IN_NOTICE_WITHDRAWN, Fate.IN_NOTICE_ENDED}
    assert proposed == [key for key in keys if by_fate[key] in with_star]
    if set(keys) != set(proposed):
        everything = code_of(lambda: prepare_notice(review.officer, round_id, HEADING, keys))
        assert everything == "not_proposable", "one unsuccessful case stops the whole list"
    notice = prepare_notice(review.officer, round_id, HEADING, proposed)
    notice = publish_notice(review.officer, notice.pk)
    for key in proposed:
        _in_the_notice(review, key, by_fate[key])
    _look(review, client, notice, by_fate)
    past(notice)
    awarded = sorted(announceable_cases(mine).values_list("pk", flat=True))
    assert awarded == [key for key in keys if by_fate[key] is Fate.AWARDED]
    made = announce(review.officer, round_id, Heading("演评公告〔2026〕7 号", today()), awarded)
    assert made.job_id is not None
    run_job(made.job_id)
    assert sorted(Certificate.objects.values_list("case_id", flat=True)) == awarded
    _look(review, client, notice, by_fate)


def _before_the_notice(review: Review, key: int, fate: Fate) -> None:
    if fate is Fate.NO_STAR:
        deliver_not_awarded(review.officer, key)
    elif fate is Fate.WITHDRAWN:
        _withdraw(key)
    elif fate is Fate.ENDED:
        _end(review, key)


def _in_the_notice(review: Review, key: int, fate: Fate) -> None:
    if fate is Fate.IN_NOTICE_WITHDRAWN:
        _withdraw(key)
    elif fate is Fate.IN_NOTICE_ENDED:
        _end(review, key)


def _withdraw(key: int) -> None:
    centre = Case.objects.get(pk=key).centre
    withdraw(actor_of(person_with(Role.APPLICANT, centre=centre)), key, "改造场地")
    assert Case.objects.get(pk=key).state == State.WITHDRAWN


def _end(review: Review, key: int) -> None:
    give_hearing(review.officer, key, "材料不实")
    centre = Case.objects.get(pk=key).centre
    make_statement(actor_of(person_with(Role.APPLICANT, centre=centre)), key, "没有异议")
    terminate(review.officer, key, "材料不实")


def _look(review: Review, client: Client, notice: Notice, by_fate: dict[int, Fate]) -> None:
    """Nobody reads the name of an unsuccessful case on any public page, in any file or table."""
    names = dict(Case.objects.filter(pk__in=by_fate).values_list("pk", "centre__name"))
    index_centres(list(Case.objects.filter(pk__in=by_fate).values_list("centre_id", flat=True)))
    forget_pages()
    announcements = review.scene.case.round.announcements.values_list("pk", flat=True)
    shown = [
        client.get(address).content.decode()
        for address in (
            "/",
            "/notice/",
            f"/notice/{notice.pk}/",
            f"/notice/{notice.pk}/?export=csv",
            "/notice/announcements/",
            *(f"/notice/announcements/{one}/?export=csv" for one in announcements),
            "/v/?q=演示第",
            "/?q=演示第",
            "/api/v1/notices",
            "/api/v1/ratings",
        )
    ]
    shown.append(text_of(notice_file(Notice.objects.get(pk=notice.pk))))
    shown += [str(list(row)) for table in open_tables(today()) for row in table.rows()]
    unsuccessful = [names[key] for key, fate in by_fate.items() if fate is not Fate.AWARDED]
    found = [(name, page[:80]) for name in unsuccessful for page in shown if name in page]
    assert found == []
    successful = [names[key] for key, fate in by_fate.items() if fate is Fate.AWARDED]
    assert all(any(name in page for page in shown) for name in successful), "the others are named"
