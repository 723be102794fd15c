"""The whole API under generated requests: every role, single calls and chains, no server error, no surprise.

Run: .venv/bin/python bench/api_fuzz.py [--cases 5000] [--seconds 1500]

Requests are made by schemathesis from the OpenAPI description, half of them from examples that lead to
objects of the role's own world (numbers, keys), half from anywhere; every answer is checked against the
description. Prints the distribution of statuses per role; exits 1 at a server error, an answer that is
not as described, or a role that is answered with refusals alone.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
ROLES = (
    "nobody",
    "applicant",
    "street",
    "county",
    "officer",
    "assessor",
    "auditor",
    "administrator",
    "supervisor",
)
STEPS = 6
"""Calls of a chain."""
LEFT_OUT = ("ignored_auth", "positive_data_acceptance")
LIMITS = ("xingping.api.access", "xingping.api.token_auth")


def main() -> int:
    """Make the world, ask as everybody, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=1_500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xingping-fuzz-") as folder:
        os.environ |= {
            "XINGPING_DATA": folder,
            "XINGPING_SECOND_FACTOR": "",
            "XINGPING_HOSTS": "localhost",
            "DJANGO_SETTINGS_MODULE": "xingping.config.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        return ask_everybody(options.cases, options.seconds, options.seed)


def ask_everybody(cases: int, seconds: float, seed: int) -> int:
    """Share the cases out over roles and operations; 1 where something is wrong."""
    import schemathesis

    from xingping.config.wsgi import application

    _without_limits()
    people, values = world()
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [one.ok() for one in described.get_all_operations()]
    each = max(1, cases // 2 // (len(people) * len(operations)))
    ends, draw = time.monotonic() + seconds, random.Random(seed)
    faults: list[str] = []
    told: dict[str, Counter[int]] = {name: Counter() for name in people}
    for name, headers in people.items():
        for operation in operations:
            for case in generated(operation, each, seed):
                if time.monotonic() > ends:
                    return report(told, [*faults, "the time was over before all cases were asked"])
                lead(case, values, draw)
                answer(case, headers, told[name], faults, name)
    chains(described, people, max(1, cases // (4 * len(people))), told, faults)
    left = cases - sum(sum(one.values()) for one in told.values())
    names = list(people)
    while left > 0 and time.monotonic() < ends:
        name = draw.choice(names)
        for case in generated(draw.choice(operations), min(left, 5), draw.randrange(10**6)):
            lead(case, values, draw)
            answer(case, people[name], told[name], faults, name)
            left -= 1
    return report(told, faults)


def world() -> tuple[dict[str, dict[str, str]], dict[str, Any]]:
    """Somebody of each role with a token for everything, and what their paths may be filled with."""
    from django.test.utils import setup_test_environment

    from factories import draft_scene, person_with, submitted_scene
    from matrix.reviewed import case_in_review
    from xingping.core.roles import Role
    from xingping.rating.actor import actor_of
    from xingping.rating.queries.api_tokens import scopes_for
    from xingping.rating.services.api_tokens import create_token

    setup_test_environment()
    scene = submitted_scene(chain=["street", "county"])
    draft = draft_scene()
    review, reviewer = case_in_review(scene, "演示·评审中的中心")
    acting = {
        "applicant": draft.applicant,
        "street": scene.street,
        "county": scene.county,
        "officer": scene.officer,
        "assessor": actor_of(reviewer),
        "auditor": actor_of(person_with(Role.AUDITOR, body=scene.body)),
        "administrator": actor_of(person_with(Role.ADMINISTRATOR, body=scene.body)),
        "supervisor": actor_of(person_with(Role.SUPERVISOR, region_prefix="5101")),
    }
    people: dict[str, dict[str, str]] = {"nobody": {}}
    for name, actor in acting.items():
        scopes = [scope.value for scope in scopes_for(actor)]
        headers = {}
        if scopes:
            headers["Authorization"] = f"Bearer {create_token(actor, name, scopes, 30)[1]}"
        people[name] = headers
    numbers = [scene.case.number, draft.case.number, review.number]
    values = {
        "number": numbers,
        "case": numbers,
        "body": [scene.body.pk, draft.body.pk],
        "centre_id": [scene.case.centre_id],
        "prefix": ["51", "5101", "510104"],
        "region": ["51", ""],
        "import_id": [1],
        "item_id": [1],
        "key": [str(uuid4())],
    }
    return people, values


def generated(operation: Any, count: int, seed: int) -> Iterator[Any]:  # noqa: ANN401
    """Some cases of an operation, the same for the same seed."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    made: list[Any] = []

    @seeded(seed)
    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def collect(case: Any) -> None:  # noqa: ANN401
        made.append(case)

    collect()
    yield from made[:count]


def lead(case: Any, values: dict[str, Any], draw: random.Random) -> None:  # noqa: ANN401
    """Fill half of the cases with what exists, so that not everything ends as not found."""
    if draw.random() < 0.5:
        return
    for part in (case.path_parameters, case.query):
        for name in part or {}:
            if name in values:
                part[name] = draw.choice(values[name])


def answer(
    case: Any,  # noqa: ANN401
    headers: dict[str, str],
    told: Counter[int],
    faults: list[str],
    name: str,
) -> None:
    """Ask once and check; what is wrong is noted, not raised."""
    check(case, case.call(headers={"Host": "localhost", **headers}), told, faults, name)


def check(case: Any, response: Any, told: Counter[int], faults: list[str], name: str) -> None:  # noqa: ANN401
    """Count an answer and note what is wrong with it."""
    from schemathesis.core.failures import FailureGroup

    told[response.status_code] += 1
    if response.status_code >= 500:
        faults.append(f"{name}: {case.method} {case.path} -> {response.status_code}")
        return
    try:
        case.validate_response(response, excluded_checks=excluded())
    except FailureGroup as group:
        faults += [f"{name}: {case.method} {case.path} {one}"[:400] for one in group.exceptions]


def excluded() -> list[Any]:
    """Checks left out: one asks again without a token, one takes every rule beyond the shape for a fault."""
    from schemathesis.checks import CHECKS

    return [one for one in CHECKS.get_all() if one.__name__ in LEFT_OUT]


def chains(
    described: Any,  # noqa: ANN401
    people: dict[str, dict[str, str]],
    each: int,
    told: dict[str, Counter[int]],
    faults: list[str],
) -> None:
    """Sequences of calls in which answers of one become parameters of the next, as every role."""
    from hypothesis import HealthCheck, Phase, settings

    for name, headers in people.items():

        class Chain(described.as_state_machine()):  # type: ignore[misc]
            """Calls of one role."""

            def get_call_kwargs(self, case: Any) -> dict[str, Any]:  # noqa: ANN401
                return {"headers": {"Host": "localhost", **headers}}  # noqa: B023

            def validate_response(self, response: Any, case: Any, **_more: Any) -> None:  # noqa: ANN401
                check(case, response, told[name], faults, name)  # noqa: B023

        Chain.run(
            settings=settings(
                max_examples=max(1, each // STEPS), stateful_step_count=STEPS, deadline=None, database=None,
                phases=[Phase.generate], suppress_health_check=list(HealthCheck),
            )
        )  # fmt: skip


def report(told: dict[str, Counter[int]], faults: list[str]) -> int:
    """Print what was answered; 1 where something was wrong or a role met refusals alone."""
    print(f"{'role':15}{'cases':>7}{'2xx':>7}{'4xx':>7}{'5xx':>7}   statuses")
    for name, counts in told.items():
        good, bad, worst = (
            sum(n for status, n in counts.items() if status // 100 == kind) for kind in (2, 4, 5)
        )
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(counts.items()))
        print(f"{name:15}{sum(counts.values()):7,}{good:7,}{bad:7,}{worst:7,}   {statuses}")
        if counts and not good:
            faults = [*faults, f"{name}: refusals alone"]
    total = sum(sum(counts.values()) for counts in told.values())
    kinds = Counter(faults)
    print(f"{total:,} cases, {len(faults):,} faults of {len(kinds)} kinds")
    for fault, count in kinds.most_common(40):
        print(f"{count:5} × {fault}")
    return 1 if faults else 0


def _without_limits() -> None:
    """Rate limits would refuse what is to be looked at."""
    import importlib

    from xingping.rating.limits import Rate

    for module in LIMITS:
        importlib.import_module(module).REQUESTS = Rate("fuzz", per_minute=10**9, burst=10**9)  # type: ignore[attr-defined]
    importlib.import_module(LIMITS[1]).WRONG = Rate("fuzz wrong", per_minute=10**9, burst=10**9)  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
