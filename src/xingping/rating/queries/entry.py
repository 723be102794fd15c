"""Whether a centre may apply in a round today: a star in force, a ban, an upgrade before expiry (ours)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.entry_rules import Ban, BanCause, ban_months, longest_ban, upgrade_from
from xingping.core.lifecycle import State
from xingping.core.policy import RoundPolicy
from xingping.rating.errors import Refusal
from xingping.rating.models import Case, CasePurpose, Certificate, Round
from xingping.rating.models.certificate import LIVING
from xingping.rating.queries.certificates import window_opens
from xingping.rating.queries.pinned import policy as pinned_policy

HIGHEST = 5
_STARS = "零一二三四五"
_ENDED = {BanCause.TERMINATED: State.TERMINATED, BanCause.NOT_AWARDED: State.NOT_AWARDED}


@dataclass(frozen=True, slots=True)
class Entry:
    """As what a centre would apply, after which case; or why it may not."""

    purpose: CasePurpose = CasePurpose.FIRST
    previous: Case | None = None
    refusal: Refusal | None = None


def stars_in_force(centres: Iterable[int], day: date) -> dict[int, Certificate]:
    """The certificate, valid or suspended, that each centre holds on a day, or may still apply to keep."""
    near = Q(last_day__gte=day) | Q(applies_until__gte=day)
    rows = Certificate.objects.filter(near, centre__in=list(centres), state__in=LIVING)
    return {one.centre_id: one for one in rows.select_related("case")}


def entry_of(round_: Round, centre_id: int, held: Certificate | None, day: date) -> Entry:
    """What an application of a centre in a round would be; re-review itself starts from the certificate."""
    policy = pinned_policy(round_.policy_hash)
    ban = ban_on(centre_id, policy, day)
    if ban:
        return Entry(refusal=banned(ban))
    if held is None:
        return Entry()
    opens = window_opens(held)
    first = upgrade_from(policy, held.awarded_on)
    if day >= opens:
        return Entry(refusal=Refusal("apply_as_rereview"))
    if first is None:
        values = {"stars": _STARS[held.stars], "last_day": held.last_day, "opens": opens}
        return Entry(refusal=Refusal("star_in_force", values))
    if held.stars >= HIGHEST:
        return Entry(refusal=Refusal("highest_star", {"opens": opens}))
    if day < first:
        return Entry(refusal=Refusal("upgrade_too_early", {"first": first, "opens": opens}))
    return Entry(CasePurpose.UPGRADE, held.case)


def ban_on(centre_id: int, policy: RoundPolicy, day: date) -> Ban | None:
    """The ban on re-application that runs for a centre under a policy, or None."""
    asked = [cause for cause in BanCause if ban_months(policy, cause)]
    return longest_ban(policy, _last_times(centre_id, asked), day) if asked else None


def banned(ban: Ban) -> Refusal:
    """The refusal that names a ban, its cause, and the day after it."""
    values = {"since": ban.since, "cause": ban.cause.label, "last": ban.last, "ends": ban.ends}
    return Refusal("application_banned", values)


def _last_times(centre_id: int, causes: Iterable[BanCause]) -> Mapping[BanCause, date]:
    """When each cause happened last to a centre."""
    found = {}
    for cause in causes:
        if cause is BanCause.CANCELLED:
            rows = Certificate.objects.filter(centre=centre_id, state=CertificateState.CANCELLED)
            last = rows.aggregate(last=Max("state_since"))["last"]
        else:
            cases = Case.objects.filter(centre=centre_id, state=_ENDED[cause])
            last = cases.aggregate(last=Max("state_since"))["last"]
        if last:
            found[cause] = timezone.localdate(last)
    return found
