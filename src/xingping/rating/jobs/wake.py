"""The task that a worker finds in its queue: nothing but the number of a job of ours."""

from __future__ import annotations

from django_tasks import task


@task()
def wake(job_id: int) -> None:
    """Run the job if it still needs it; waking it twice does no harm."""
    from xingping.rating.jobs.runner import run_job  # the runner wakes jobs, too

    run_job(job_id)
