"""Jobs: taken once, resumed where they stopped, tried again, refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from xingping.rating.jobs import registry, runner
from xingping.rating.jobs.run import JobRefusedError, LeaseLostError, Run
from xingping.rating.models import Job, JobState
from xingping.rating.services.jobs import start_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handler() -> Iterator[dict[str, registry.Handler]]:
    """Handlers of the test, by kind; taken away afterwards."""
    registry.load()
    before = dict(registry._HANDLERS)
    yield registry._HANDLERS
    registry._HANDLERS.clear()
    registry._HANDLERS.update(before)


def test_a_job_is_done_once_and_keeps_its_result(handler: dict[str, registry.Handler]) -> None:
    runs: list[int] = []

    def count(run: Run) -> registry.JSON:
        runs.append(run.job_id)
        run.report(40, "数到四十")
        return {"counted": 7}

    handler["count"] = count
    job = start_job("count", title="计数")
    runner.run_job(job.pk)
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert runs == [job.pk]
    assert (job.state, job.result, job.progress, job.lease_token) == (JobState.DONE, {"counted": 7}, 100, "")


def test_starting_twice_with_one_key_gives_one_job_and_one_wake(handler: dict[str, registry.Handler]) -> None:
    first = start_job("count", title="计数", key="round:1")
    assert start_job("count", title="计数", key="round:1") == first
    assert Job.objects.count() == DBTaskResult.objects.count() == 1


def test_steps_done_before_a_failure_are_not_done_again(handler: dict[str, registry.Handler]) -> None:
    done: list[str] = []

    def work(run: Run) -> registry.JSON:
        first = run.once("first", lambda: done.append("first") or 3, progress=50)  # type: ignore[func-returns-value]
        if run.attempt == 1:
            raise RuntimeError("the disk is full")
        second = run.keep("second", lambda: done.append("second") or 4)  # type: ignore[func-returns-value]
        return [first, second]

    handler["work"] = work
    job = start_job("work", title="两步")
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress, done) == (JobState.WAITING, 50, ["first"])
    assert job.due_at > timezone.now()
    Job.objects.update(due_at=timezone.now())
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, done) == (JobState.DONE, [3, 4], ["first", "second"])


def test_a_failing_step_leaves_neither_its_writes_nor_its_note(handler: dict[str, registry.Handler]) -> None:
    def work(run: Run) -> registry.JSON:
        def write() -> registry.JSON:
            start_job("other", title="副作用")
            raise RuntimeError("no")

        return run.once("write", write)

    handler["work"] = work
    job = start_job("work", title="出错")
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert job.steps == {}
    assert list(Job.objects.values_list("kind", flat=True)) == ["work"]


def test_a_refused_job_says_why_and_is_not_tried_again(handler: dict[str, registry.Handler]) -> None:
    def work(run: Run) -> registry.JSON:
        raise JobRefusedError("第 3 行缺少中心编号。")

    handler["work"] = work
    job = start_job("work", title="导入")
    runner.run_job(job.pk)
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.refusal, job.attempts) == (JobState.FAILED, "第 3 行缺少中心编号。", 1)


def test_a_job_that_keeps_failing_is_given_up(handler: dict[str, registry.Handler]) -> None:
    def work(run: Run) -> registry.JSON:
        raise RuntimeError("always")

    handler["work"] = work
    job = start_job("work", title="总是出错")
    for _ in range(runner.MOST_ATTEMPTS):
        Job.objects.update(due_at=timezone.now())
        runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, runner.MOST_ATTEMPTS)
    assert "系统管理员" in job.refusal


def test_a_worker_that_lost_its_lease_writes_nothing_more(handler: dict[str, registry.Handler]) -> None:
    def work(run: Run) -> registry.JSON:
        Job.objects.update(lease_token="another")
        with pytest.raises(LeaseLostError):
            run.once("late", lambda: None)
        run.report(90, "来不及了")
        return None

    handler["work"] = work
    job = start_job("work", title="被接管")
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.lease_token, job.steps, job.progress) == (JobState.RUNNING, "another", {}, 0)


def test_a_running_job_is_left_alone_until_its_lease_runs_out(handler: dict[str, registry.Handler]) -> None:
    handler["work"] = lambda run: None
    job = start_job("work", title="进行中")
    now = timezone.now()
    Job.objects.update(state=JobState.RUNNING, lease_token="other", lease_until=now + timedelta(seconds=5))
    assert runner.rescue() == 0
    runner.run_job(job.pk)
    assert Job.objects.get().lease_token == "other"
    Job.objects.update(lease_until=now - timedelta(seconds=1), woken_at=None)
    assert (runner.rescue(), runner.rescue()) == (1, 0)
    runner.run_job(job.pk)
    assert Job.objects.get().state == JobState.DONE


def test_the_lease_is_renewed_while_the_handler_works(
    handler: dict[str, registry.Handler], settings: pytest.FixtureRequest
) -> None:
    settings.JOB_LEASE_SECONDS = 1  # type: ignore[attr-defined]

    def work(run: Run) -> registry.JSON:
        first = Job.objects.get(pk=run.job_id).lease_until
        deadline = timezone.now() + timedelta(seconds=5)
        while Job.objects.get(pk=run.job_id).lease_until == first and timezone.now() < deadline:
            pass
        return bool(Job.objects.get(pk=run.job_id).lease_until > first)  # type: ignore[operator]

    handler["work"] = work
    job = start_job("work", title="心跳")
    runner.run_job(job.pk)
    assert Job.objects.get(pk=job.pk).result is True


def test_progress_never_goes_backwards(handler: dict[str, registry.Handler]) -> None:
    seen: list[tuple[int, str]] = []

    def work(run: Run) -> registry.JSON:
        for progress in (30, 10, 250):
            run.report(progress, f"第 {progress}")
            seen.append(Job.objects.values_list("progress", "doing").get(pk=run.job_id))
        return None

    handler["work"] = work
    runner.run_job(start_job("work", title="进度").pk)
    assert seen == [(30, "第 30"), (30, "第 10"), (100, "第 250")]


def test_two_handlers_for_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        registry.job("mail")(lambda run: None)


def test_a_run_that_lost_its_lease_keeps_no_computed_value(handler: dict[str, registry.Handler]) -> None:
    def work(run: Run) -> registry.JSON:
        Job.objects.update(lease_token="another")
        run.keep("late", lambda: 1)
        return None

    handler["work"] = work
    job = start_job("work", title="被接管")
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.steps, job.result) == (JobState.RUNNING, {}, None)


def test_a_run_that_fails_after_losing_its_lease_changes_nothing(
    handler: dict[str, registry.Handler],
) -> None:
    def work(run: Run) -> registry.JSON:
        Job.objects.update(lease_token="another")
        raise RuntimeError("too late")

    handler["work"] = work
    job = start_job("work", title="被接管")
    runner.run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING


def test_a_job_whose_workers_die_again_and_again_is_given_up(handler: dict[str, registry.Handler]) -> None:
    handler["work"] = lambda run: None
    job = start_job("work", title="总是中断")
    Job.objects.update(attempts=runner.MOST_ATTEMPTS)
    runner.run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED
