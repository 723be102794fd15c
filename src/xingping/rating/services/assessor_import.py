"""Importing assessors from a file: checked at once, shown, confirmed, then all or nothing.

The same record as the register of centres keeps for its files (`RegisterImport`), but a body has at most a
few thousand assessors, so that no work in the background is needed.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import transaction

from xingping.core.faults import Fault, FaultsError
from xingping.core.roles import Role
from xingping.documents.assessor_file import read_assessors
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Assessor, ImportKind, ImportState, RatingBody, RegisterImport
from xingping.rating.permissions import require
from xingping.rating.queries.assessor_plan import AssessorPlan, Step, plan_assessors, shown_values
from xingping.rating.services.assessors import change_assessor, register_assessor
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.register_import import LARGEST, MEGABYTE, end_import
from xingping.rating.verbs import Verb

MOST_ROWS = 5_000


def start_assessor_import(
    actor: Actor, body: RatingBody, file_name: str, content: bytes, *, key: str = ""
) -> RegisterImport:
    """Take a file and check it; the same key takes it once.

    Raises RefusedError: not_found, not_allowed, import_file_empty, import_file_too_large.
    """
    role = _require_import(actor, body)
    if not content:
        raise refuse("import_file_empty")
    if len(content) > LARGEST:
        raise refuse("import_file_too_large", limit=LARGEST // MEGABYTE)
    digest = sha256(content).hexdigest()

    def act() -> RegisterImport:
        with transaction.atomic():
            import_ = RegisterImport(
                body=body, by=actor.person, kind=ImportKind.ASSESSORS, file_name=file_name[-255:],
                content=content, sha256=digest,
            )  # fmt: skip
            _keep(import_, _plan(import_))
            record(actor, role, "assessors.upload", import_, after={"sha256": digest})
        return import_

    request = {"body": body.pk, "name": file_name, "sha256": digest}
    return once(actor, key, "assessors.import", request, RegisterImport, act)


def confirm_assessor_import(actor: Actor, import_id: int, plan_hash: str) -> RegisterImport:
    """Write what the preview showed, all of it; asking twice writes once.

    Where the register has changed since, nothing is written and the preview is made anew (`is_stale`).
    Raises RefusedError: not_found, not_allowed, import_not_ready, import_changed.
    """
    with transaction.atomic():
        import_, role = _locked(actor, import_id, ImportState.READY, ImportState.DONE)
        if import_.plan_hash != plan_hash:
            raise refuse("import_changed")
        if import_.state == ImportState.DONE:
            return import_
        RatingBody.objects.select_for_update().get(pk=import_.body_id)
        plan = _plan(import_)
        if plan.faults or plan.hash != plan_hash:
            import_.is_stale = True
            _keep(import_, plan)
            return import_
        for step in plan.steps:
            _write(actor, import_.body, step)
        end_import(import_, ImportState.DONE)
        record(actor, role, "assessors.import", import_, after={"plan": plan_hash, "rows": len(plan.steps)})
    return import_


def give_up_assessor_import(actor: Actor, import_id: int) -> RegisterImport:
    """Leave an import; nothing was written. Raises RefusedError: not_found, not_allowed, import_not_ready."""
    with transaction.atomic():
        import_, role = _locked(actor, import_id, ImportState.READY, ImportState.FAULTY)
        end_import(import_, ImportState.GIVEN_UP)
        record(actor, role, "assessors.give_up", import_)
    return import_


def own_assessor_import(actor: Actor, import_id: int) -> RegisterImport:
    """An import of one's own. Raises RefusedError: not_found, not_allowed."""
    own = RegisterImport.objects.filter(pk=import_id, by=actor.user, kind=ImportKind.ASSESSORS)
    import_ = own.select_related("body").first()
    if import_ is None:
        raise refuse("not_found")
    _require_import(actor, import_.body)
    return import_


def _require_import(actor: Actor, body: RatingBody) -> Role:
    return require(actor, Verb.IMPORT, Assessor(body=body))


def _locked(actor: Actor, import_id: int, *states: ImportState) -> tuple[RegisterImport, Role]:
    role = _require_import(actor, own_assessor_import(actor, import_id).body)
    import_ = RegisterImport.objects.select_for_update(of=("self",)).select_related("body").get(pk=import_id)
    if import_.state not in states:
        raise refuse("import_not_ready", state=ImportState(import_.state).label)
    return import_, role


def _plan(import_: RegisterImport) -> AssessorPlan:
    try:
        file = read_assessors(bytes(import_.content), import_.file_name)
    except FaultsError as error:
        return AssessorPlan(faults=list(error.faults))
    if len(file.rows) > MOST_ROWS:
        return AssessorPlan(faults=[Fault(f"{import_.file_name}:1", f"超过 {MOST_ROWS} 行", "请分几次导入")])
    plan = plan_assessors(import_.body, import_.file_name, file.rows)
    plan.faults = sorted([*file.faults, *plan.faults], key=lambda one: int(one.place.rpartition(":")[2]))
    return plan


def _keep(import_: RegisterImport, plan: AssessorPlan) -> None:
    import_.preview = {
        "new": [_shown(step) for step in plan.steps if step.known is None],
        "changed": [_shown(step) for step in plan.steps if step.known is not None],
        "unchanged": plan.unchanged,
        "skipped": 0,
        "faults": [[one.place, one.message, one.mend] for one in plan.faults],
        "more_faults": 0,
    }
    import_.plan_hash = plan.hash
    import_.state = ImportState.FAULTY if plan.faults else ImportState.READY
    import_.save()


def _shown(step: Step) -> dict[str, Any]:
    old = shown_values({name: pair[0] for name, pair in step.changes.items()})
    new = shown_values({name: pair[1] for name, pair in step.changes.items()})
    return {
        "line": step.line,
        "name": step.person.get_full_name(),
        "account": step.person.username,
        "changes": [[name, old[name] if step.known else "", new[name]] for name in step.changes],
    }


def _write(actor: Actor, body: RatingBody, step: Step) -> None:
    if step.known is None:
        register_assessor(actor, body, step.person, step.values)
    else:
        change_assessor(actor, step.known.pk, step.known.version, step.values)
