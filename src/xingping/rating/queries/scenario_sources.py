"""What a what-if can be computed over: rounds of the database, and the operator's national file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import Case, RatingBody, Round, Sheet
from xingping.rating.models.case import ENDED
from xingping.rating.permissions import TABLE
from xingping.rating.queries.visibility import counted_cases
from xingping.rating.verbs import Kind, Verb

READERS = tuple(
    dict.fromkeys(rule.role for rule in TABLE if rule.kind is Kind.STATISTICS and Verb.LIST in rule.verbs)
)
"""Roles that may read statistics, by the table of permissions."""
CASE_READERS = frozenset(
    rule.role
    for rule in TABLE
    if rule.kind is Kind.CASE and Verb.EXPORT in rule.verbs and rule.role in READERS
)
"""Of these, the roles that also see the cases behind the numbers."""
FILE = "file"


class Basis(StrEnum):
    """Whose scores count."""

    SHEETS = "sheets"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Source:
    """Something to compute over: a round by one basis, or (round None) the national file."""

    name: str
    """As the address names it: round-12, round-12-self, file."""
    label: str
    cases: int = 0
    round: Round | None = None
    basis: Basis = Basis.SHEETS
    path: Path | None = None
    prefixes: tuple[str, ...] = ("",)
    """Of the national file: the regions that the reader may see; "" is the whole country."""
    names: bool = False
    """Of the national file: whether single cases may be shown."""

    @property
    def file(self) -> Path:
        """The national file. Raises ValueError for a round."""
        if self.path is None:
            raise ValueError(f"{self.name} is no file")
        return self.path


def sources_of(actor: Actor) -> list[Source]:
    """Rounds with scores, newest first, then the national file; one query, or two for officers."""
    found = [source for round_ in _rounds(actor) for source in _of_round(round_)]
    national = _national(actor)
    return [*found, national] if national else found


def scored_cases(actor: Actor, source: Source) -> QuerySet[Case]:
    """The cases of a round's source: counted for this person, still in the running, with scores."""
    cases = counted_cases(actor).filter(round=source.round).exclude(state__in=ENDED)
    return cases.filter(_with_sheets() if source.basis is Basis.SHEETS else _with_self_assessment())


def _rounds(actor: Actor) -> QuerySet[Round]:
    running = counted_cases(actor).exclude(state__in=ENDED).order_by()
    scored = running.filter(_with_sheets()).values("pk")
    assessed = running.filter(_with_self_assessment()).values("pk")
    return (
        Round.objects.filter(cases__in=running)
        .annotate(
            reviewed=Count("cases", distinct=True, filter=Q(cases__in=scored)),
            assessed=Count("cases", distinct=True, filter=Q(cases__in=assessed)),
        )
        .select_related("body")
        .order_by("-opens_on", "-pk")
        .distinct()
    )


def _of_round(round_: Round) -> list[Source]:
    found = []
    reviewed, assessed = round_.reviewed, round_.assessed  # type: ignore[attr-defined]
    if reviewed:
        found.append(Source(f"round-{round_.pk}", round_.name, reviewed, round_))
    if assessed:
        name = f"round-{round_.pk}-self" if reviewed else f"round-{round_.pk}"
        found.append(Source(name, round_.name, assessed, round_, Basis.SELF))
    return found


def _with_sheets() -> Exists | Q:
    """Cases of which every sheet has been locked: before that nobody sees another's scores."""
    sheets = Sheet.objects.filter(case=OuterRef("pk"))
    return Q(Exists(sheets)) & ~Q(Exists(sheets.filter(locked_at=None)))


def _with_self_assessment() -> Q:
    """Cases whose self-assessment stands submitted (not open for correction)."""
    return ~Q(self_assessment__locked_hash="") & Q(self_assessment__isnull=False) & ~Q(state=State.DRAFT)


def _national(actor: Actor) -> Source | None:
    """The national file as far as this person's regions go; None where there is none or no region."""
    path: Path | None = settings.NATIONAL_FILE
    if path is None or not path.exists():
        return None
    grants = [grant for grant in actor.grants if grant.role in READERS]
    bodies = RatingBody.objects.in_bulk({grant.body_id for grant in grants if grant.body_id is not None})
    regions = set()
    for grant in grants:
        own = bodies[grant.body_id].region_prefix if grant.body_id in bodies else ""
        regions.add(max(own, grant.region_prefix, key=len))
    outermost = sorted(
        one for one in regions if not any(one != other and one.startswith(other) for other in regions)
    )
    if not outermost:
        return None
    names = all(grant.role in CASE_READERS for grant in grants) and Role.RECOMMENDER not in actor.roles
    return Source(FILE, path.name, path=path, prefixes=tuple(outermost), names=names)
