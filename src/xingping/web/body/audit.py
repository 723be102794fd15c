"""The audit log for auditors: the list, one entry with before and after, and a check of its seal."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from xingping.core.roles import Role
from xingping.rating.errors import refuse
from xingping.rating.models import AuditBlock, AuditEntry
from xingping.rating.permissions import require
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.queries.audit_log import audit_entries, changes_of, check_entry, entries_beside
from xingping.rating.verbs import Kind, Verb
from xingping.web.body.audit_table import audit_spec, moment_of, what, who
from xingping.web.body.audit_words import field_name, verb_name
from xingping.web.body.reading import reader_as
from xingping.web.tables import Table


def entries(request: HttpRequest) -> HttpResponse:
    """The log that the auditor may read."""
    rows = audit_entries(reader_as(request, Role.AUDITOR))
    verbs = sorted(set(rows.order_by().values_list("verb", flat=True).distinct()))
    spec = audit_spec(verbs=[(verb, verb_name(verb)) for verb in verbs], link=True)
    table = Table(request, rows, spec)
    last = AuditBlock.objects.order_by("-number").first()
    return table.export() or render(
        request, "body/audit.html", {"table": table, "last": last, "actor": "auditor"}
    )


def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: before and after, reason, seal, and what recomputing it says."""
    found = audit_entries(reader_as(request, Role.AUDITOR)).filter(pk=entry_id).first()
    if found is None:
        raise refuse("not_found")
    changes, reason = changes_of(found)
    context = {
        "entry": found,
        "at": moment_of(found),
        "verb": verb_name(found.verb),
        "who": who(found),
        "what": what(found),
        "changes": [(field_name(one.name), _plain(one.before), _plain(one.after)) for one in changes],
        "reason": reason,
        "check": check_entry(found),
        "neighbours": _neighbours(found),
        "actor": "auditor",
    }
    return render(request, "body/audit_entry.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole log now and say what came of it."""
    reader = reader_as(request, Role.AUDITOR)
    require(reader, Verb.VERIFY, Kind.AUDIT)
    return render(request, "body/audit_verified.html", {"report": check_audit(), "actor": "auditor"})


def _neighbours(found: AuditEntry) -> list[AuditEntry]:
    """The last other entries about the same object, newest first."""
    shown = list(entries_beside(found)[:10])
    for one in shown:
        one.verb_words, one.moment = verb_name(one.verb), moment_of(one)  # type: ignore[attr-defined]
    return shown


def _plain(value: Any) -> str:  # noqa: ANN401
    """A value as a person reads it; what is built of parts as indented JSON."""
    if value is None or value == "":
        return "—"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return str(value)
