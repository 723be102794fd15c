"""One more assessor for a case whose star hangs on little (policy), before anybody has seen a score."""

from __future__ import annotations

from django.db import transaction

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import TeamMember
from xingping.rating.permissions import require
from xingping.rating.queries.doubt import one_more_offered
from xingping.rating.services.audit import record
from xingping.rating.services.team import after_change, free_assessor, join
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb


def add_one_more(actor: Actor, case_id: int, assessor_id: int) -> TeamMember:
    """Put one more assessor on a team whose sheets are all locked; everybody's labels are drawn anew.

    The applicant is told the names again and can ask for recusal. Raises RefusedError:
    `no_one_more_offered`, and as adding a member.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TEAM, case)
        if not one_more_offered(case):
            raise refuse("no_one_more_offered")
        assessor = free_assessor(case, assessor_id)
        member = join(case, assessor, lead=False, groups=None, pinned=True)
        member.on_doubt = True
        member.save(update_fields=["on_doubt"])
        after_change(case)
        record(actor, role, "team.one_more", case, after={"assessor": assessor.pk})
    return member
