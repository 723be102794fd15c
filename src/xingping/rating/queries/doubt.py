"""Cases whose star hangs on little: one more assessor may be offered, as long as nobody has seen a score.

Whoever sees a result before and after a fourth sheet learns that sheet by subtraction, and officers know
who was added. So while the policy allows one more, the result stays hidden until the case leaves its review.
"""

from __future__ import annotations

from xingping.rating.models import Case, TeamMember
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.results import case_result, certainty_of, hidden_for_one_more


def one_more_offered(case: Case) -> bool:
    """Whether the policy offers this case one more assessor: its star is less certain than the limit.

    Only once every sheet is locked, in the first review, and once. Tells yes or no, never the figure.
    """
    limit = pinned_policy(case.policy_hash).one_more_below
    if not hidden_for_one_more(case) or not progress(case).complete:
        return False
    if TeamMember.objects.filter(team__case=case, ended_at=None, on_doubt=True).exists():
        return False
    found = case_result(case)
    if found is None or found.result.stars is None:
        return False
    try:
        certainty = certainty_of(found)
    except ValueError:  # neither the case nor its round says how far assessors disagree
        return False
    return certainty.probabilities[found.result.stars] * 100 < limit
