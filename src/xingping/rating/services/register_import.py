"""Importing the register from a file: uploaded, checked, shown, confirmed, written, or given up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import Refusal, RefusedError, refuse
from xingping.rating.models import Centre, ImportKind, ImportState, JobState, RatingBody, RegisterImport
from xingping.rating.permissions import decide
from xingping.rating.queries.place_names import COMMUNITY
from xingping.rating.queries.regions import paths_of
from xingping.rating.queries.register_plan import NEW as NEW_ANSWER
from xingping.rating.queries.register_plan import SAME, Plan, Step
from xingping.rating.queries.register_plan import SKIP as SKIP_ANSWER
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.jobs import start_job
from xingping.rating.verbs import Verb

CHECK, WRITE = "register check", "register import"
MEGABYTE = 1024 * 1024
LARGEST = 16 * MEGABYTE
MOST_FAULTS = 5_000
OPEN = (ImportState.CHECKING, ImportState.FAULTY, ImportState.READY)


def start_import(
    actor: Actor, body: RatingBody, file_name: str, content: bytes, *, key: str = ""
) -> RegisterImport:
    """Take a file and check it in the background; the same key takes it once.

    Raises RefusedError: not_found, not_allowed, import_file_empty, import_file_too_large.
    """
    role = require_import(actor, body)
    if not content:
        raise refuse("import_file_empty")
    if len(content) > LARGEST:
        raise refuse("import_file_too_large", limit=LARGEST // MEGABYTE)
    digest = sha256(content).hexdigest()

    def act() -> RegisterImport:
        import_ = RegisterImport.objects.create(
            body=body, by=actor.person, file_name=file_name[-255:], content=content, sha256=digest
        )
        record(actor, role, "register.upload", import_, after={"sha256": digest})
        _check_anew(import_)
        return import_

    request = {"body": body.pk, "name": file_name, "sha256": digest}
    return once(actor, key, "register.import", request, RegisterImport, act)


def answer_alike(actor: Actor, import_id: int, answers: Mapping[str, str]) -> RegisterImport:
    """Say of new rows (by code) whether they are other centres, the same ones, or to be left out.

    The file is then checked anew. Raises RefusedError: not_found, not_allowed, import_not_ready.
    """
    with transaction.atomic():
        import_, role = _locked(actor, import_id, ImportState.READY)
        asked = {one["code"] for one in import_.preview.get("alike", ())}
        given = {code: one for code, one in answers.items() if code in asked and _is_answer(one)}
        import_.answers = {**import_.answers, **given}
        record(actor, role, "register.answer", import_, after=given)
        _check_anew(import_)
    return import_


def confirm_import(actor: Actor, import_id: int, plan_hash: str) -> RegisterImport:
    """Write what the preview showed; asking twice writes once.

    Raises RefusedError: not_found, not_allowed, import_not_ready, import_changed, import_unresolved.
    """
    with transaction.atomic():
        import_, role = _locked(actor, import_id, ImportState.READY, ImportState.WRITING, ImportState.DONE)
        if import_.plan_hash != plan_hash:
            raise refuse("import_changed")
        if import_.state != ImportState.READY:
            return import_
        if import_.preview["alike"]:
            raise refuse("import_unresolved", count=len(import_.preview["alike"]))
        import_.state = ImportState.WRITING
        import_.is_stale = False
        record(actor, role, "register.confirm", import_, after={"plan": plan_hash})
        _start(import_, WRITE, "导入登记表")
    return import_


def give_up_import(actor: Actor, import_id: int) -> RegisterImport:
    """Leave an import; nothing was written. Raises RefusedError: not_found, not_allowed, import_not_ready."""
    with transaction.atomic():
        import_, role = _locked(actor, import_id, *OPEN, ImportState.WRITING)
        if import_.state == ImportState.WRITING and not has_failed(import_):
            raise refuse("import_not_ready", state=ImportState.WRITING.label)
        end_import(import_, ImportState.GIVEN_UP)
        record(actor, role, "register.give_up", import_)
    return import_


def has_failed(import_: RegisterImport) -> bool:
    """Whether the work in the background ended without a result."""
    return import_.job is not None and import_.job.state == JobState.FAILED


def end_import(import_: RegisterImport, state: ImportState) -> None:
    """Note how an import ended; the file and the preview's personal values are not kept."""
    import_.state, import_.ended_at = state, timezone.now()
    import_.content, import_.preview = b"", _counts(import_.preview)
    import_.save(update_fields=["state", "ended_at", "content", "preview"])


def keep_check(import_: RegisterImport, plan: Plan) -> None:
    """Keep what a check found, for the preview."""
    import_.preview = _shown(plan)
    import_.plan_hash = plan_hash(plan)
    import_.state = ImportState.FAULTY if plan.faults else ImportState.READY
    import_.save(update_fields=["preview", "plan_hash", "state"])


def check_again(import_: RegisterImport) -> None:
    """The register has changed since the preview: make it anew, to be confirmed again."""
    with transaction.atomic():
        import_.is_stale = True
        _check_anew(import_)


def plan_hash(plan: Plan) -> str:
    """Of everything that a plan would write, and over what."""
    steps = [
        [one.line, one.centre.code, one.centre.pk, one.centre.version, one.changes, sorted(one.facts.items())]
        for one in plan.steps
    ]
    return sha256(json.dumps(steps, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def require_import(actor: Actor, body: RatingBody) -> Role:
    """The role in which a person may import into a body's register, at least for some of its regions.

    Every row is asked about by itself. Raises RefusedError: not_found, not_allowed.
    """
    refused = Refusal("not_found")
    for grant in actor.grants:
        region = grant.region_prefix or body.region_prefix
        decision = decide(actor, Verb.IMPORT, Centre(body=body, region=region.ljust(COMMUNITY, "0")))
        if isinstance(decision, Role):
            return decision
        if decision.code != "not_found":
            refused = decision
    raise RefusedError(refused)


def own_import(actor: Actor, import_id: int) -> RegisterImport:
    """An import of one's own, without its content. Raises RefusedError: not_found, not_allowed."""
    own = RegisterImport.objects.filter(pk=import_id, by=actor.user, kind=ImportKind.CENTRES)
    found = own.defer("content")
    import_ = found.select_related("body", "job").first()
    if import_ is None:
        raise refuse("not_found")
    require_import(actor, import_.body)
    return import_


def _locked(actor: Actor, import_id: int, *states: ImportState) -> tuple[RegisterImport, Role]:
    role = require_import(actor, own_import(actor, import_id).body)
    import_ = RegisterImport.objects.select_for_update().defer("content").get(pk=import_id)
    if import_.state not in states:
        raise refuse("import_not_ready", state=ImportState(import_.state).label)
    return import_, role


def _check_anew(import_: RegisterImport) -> None:
    import_.state, import_.plan_hash = ImportState.CHECKING, ""
    _start(import_, CHECK, "检查登记表")


def _start(import_: RegisterImport, kind: str, title: str) -> None:
    title = f"{title} {import_.file_name}"[:200]
    import_.job = start_job(kind, title=title, arguments={"import": import_.pk}, by=import_.by)
    import_.save(update_fields=["state", "plan_hash", "answers", "is_stale", "job"])


def _is_answer(text: str) -> bool:
    return text in (NEW_ANSWER, SKIP_ANSWER) or (
        text.startswith(SAME) and text.removeprefix(SAME).isascii() and text.removeprefix(SAME).isdigit()
    )


def _counts(preview: Mapping[str, Any]) -> dict[str, int]:
    lists = {name: len(preview.get(name, ())) for name in ("new", "changed", "faults")}
    return {**lists, "unchanged": preview.get("unchanged", 0), "skipped": preview.get("skipped", 0)}


def _shown(plan: Plan) -> dict[str, Any]:
    places = paths_of({step.centre.region for step in plan.steps})
    return {
        "new": [_step(step, places) for step in plan.new],
        "changed": [_step(step, places) for step in plan.changed],
        "alike": [
            {
                "line": one.line,
                "code": one.code,
                "name": one.name,
                "other": one.other.pk or 0,
                "other_line": one.other_line,
                "other_code": one.other.code,
                "other_name": one.other.name,
            }
            for one in plan.alike
        ],
        "unchanged": plan.unchanged,
        "skipped": plan.skipped,
        "faults": [_fault(one) for one in plan.faults[:MOST_FAULTS]],
        "more_faults": max(0, len(plan.faults) - MOST_FAULTS),
    }


def _fault(fault: Fault) -> list[str]:
    return [fault.place, fault.message, fault.mend]


def _step(step: Step, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "line": step.line,
        "code": step.centre.code,
        "name": step.centre.name,
        "place": places[step.centre.region],
        "changes": [[name, *pair] for name, pair in step.changes.items()] if step.known else [],
        "facts": [[name, day, *pair] for (name, day), pair in step.facts.items()],
    }
