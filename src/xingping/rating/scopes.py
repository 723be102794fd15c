"""What a token of the API may do: parts of the permission table, never more than its owner may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xingping.rating.verbs import Kind, Verb

Limits = frozenset[tuple[Kind, Verb]]
READ = (Verb.LIST, Verb.VIEW)


class Scope(StrEnum):
    """One thing that a token may be for."""

    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    DOCUMENTS_READ = "documents:read"
    REGISTER_READ = "register:read"
    REGISTER_IMPORT = "register:import"

    @property
    def label(self) -> str | Promise:
        """What it lets a program do, in words."""
        return _LABELS[self]


_LABELS: Mapping[Scope, str | Promise] = {
    Scope.CASES_READ: _("查看申报件的状态与经过"),
    Scope.CASES_WRITE: _("填报自评与佐证材料"),
    Scope.DOCUMENTS_READ: _("下载证书、公示、结果等文书"),
    Scope.REGISTER_READ: _("查看登记的中心（站）"),
    Scope.REGISTER_IMPORT: _("导入中心（站）登记"),
}
_TABLE: Mapping[Scope, Mapping[Kind, tuple[Verb, ...]]] = {
    Scope.CASES_READ: {Kind.CASE: (*READ, Verb.HISTORY), Kind.ROUND: READ},
    Scope.CASES_WRITE: {Kind.CASE: (*READ, Verb.FILL)},
    Scope.DOCUMENTS_READ: {
        Kind.CASE: (*READ, Verb.EXPORT),
        Kind.CERTIFICATE: (*READ, Verb.EXPORT),
        Kind.NOTICE: (*READ, Verb.EXPORT),
    },
    Scope.REGISTER_READ: {Kind.BODY: READ, Kind.CENTRE: (*READ, Verb.EXPORT)},
    Scope.REGISTER_IMPORT: {
        Kind.BODY: READ,
        Kind.CENTRE: (*READ, Verb.IMPORT, Verb.CREATE, Verb.CHANGE),
    },
}
"""Scoring, deciding, awarding and people are in no scope: a person does them, signed in."""


def limits_of(scopes: Iterable[str]) -> Limits:
    """Everything that some scopes let a token do; names that are no scope give nothing."""
    known = [Scope(name) for name in scopes if name in set(Scope)]
    return frozenset(
        (kind, verb) for scope in known for kind, verbs in _TABLE[scope].items() for verb in verbs
    )


def main_need(scope: Scope) -> tuple[Kind, Verb]:
    """What a person must be allowed to do for the scope to be of any use."""
    return _NEEDS[scope]


_NEEDS: Mapping[Scope, tuple[Kind, Verb]] = {
    Scope.CASES_READ: (Kind.CASE, Verb.LIST),
    Scope.CASES_WRITE: (Kind.CASE, Verb.FILL),
    Scope.DOCUMENTS_READ: (Kind.CASE, Verb.EXPORT),
    Scope.REGISTER_READ: (Kind.CENTRE, Verb.LIST),
    Scope.REGISTER_IMPORT: (Kind.CENTRE, Verb.IMPORT),
}
