"""Random re-checks as officers and auditors read them, with the draw done again beside its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.drawing import drawing_key, drawn, population_hash, seed_hash
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Certificate, Recheck, RecheckDraw, Round
from xingping.rating.queries.grants import Grant
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.visibility import visible_certificates, visible_rounds


@dataclass(frozen=True, slots=True)
class Replay:
    """The draw computed again: each name drawn with its key, and what agrees with the record."""

    rows: tuple[tuple[str, str], ...]
    list_agrees: bool
    seed_agrees: bool
    order_agrees: bool

    @property
    def agrees(self) -> bool:
        """Whether everything does."""
        return self.list_agrees and self.seed_agrees and self.order_agrees


def in_force(round_: Round, day: date) -> QuerySet[Certificate]:
    """Certificates that came from a round and are valid on a day."""
    return Certificate.objects.filter(Q(case__round=round_), state=CertificateState.VALID, last_day__gte=day)


def visible_draws(actor: Actor) -> QuerySet[RecheckDraw]:
    """Draws of rounds of which a person reads the whole: a draw names centres all over its round."""
    whole = [one.pk for one in visible_rounds(actor) if any(_covers(grant, one) for grant in actor.grants)]
    rows = RecheckDraw.objects.filter(round__in=whole)
    return rows.select_related("round", "prepared_by", "drawn_by")


def draw_for(actor: Actor, draw_id: int) -> RecheckDraw:
    """One of them. Raises RefusedError: `not_found`."""
    found = visible_draws(actor).filter(pk=draw_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def recheck_for(actor: Actor, recheck_id: int) -> Recheck:
    """A re-check of a certificate in sight. Raises RefusedError: `not_found`."""
    rows = visible_rechecks(actor).select_related("draw__round", "by", "incident")
    found = rows.filter(pk=recheck_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def visible_rechecks(actor: Actor) -> QuerySet[Recheck]:
    """Re-checks of certificates in sight."""
    rows = Recheck.objects.filter(certificate__in=visible_certificates(actor).values("pk"))
    return rows.select_related("certificate__case")


def drawable_rounds(actor: Actor) -> list[Round]:
    """Rounds in sight whose policy has a share for re-checks, newest first."""
    rounds = visible_rounds(actor).order_by("-opens_on", "-pk")
    return [one for one in rounds if pinned_policy(one.policy_hash).recheck_percent]


def _covers(grant: Grant, round_: Round) -> bool:
    """Whether an officer's or auditor's grant is about the whole of a round."""
    if grant.role not in (Role.OFFICER, Role.AUDITOR) or grant.body_id not in (None, round_.body_id):
        return False
    return all(region.startswith(grant.region_prefix) for region in round_.regions)


def replay(draw: RecheckDraw) -> Replay | None:
    """The draw done again from what is recorded; None before it is drawn."""
    if draw.drawn_at is None:
        return None
    names = drawn(draw.population, draw.percent, draw.seed, draw.public_word)
    kept = tuple(draw.rechecks.order_by("position").values_list("certificate__number", flat=True))
    return Replay(
        tuple((name, drawing_key(name, draw.seed, draw.public_word)) for name in names),
        population_hash(draw.population) == draw.population_hash,
        seed_hash(draw.seed) == draw.seed_hash,
        kept == names,
    )
