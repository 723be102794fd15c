"""What organisations said about a case, as pages of the office, the review team and the panel show it."""

from __future__ import annotations

from typing import Any

from xingping.rating.actor import Actor
from xingping.rating.models import Case
from xingping.rating.queries.opinions import heard
from xingping.rating.queries.visibility import visible_opinions
from xingping.web.opinion_words import said, said_tallies


def said_of(reader: Actor, case: Case) -> dict[str, Any]:
    """What `components/opinions.html` needs; only what the reader may see."""
    found = heard(visible_opinions(reader).filter(case=case))
    return {
        "heard": found,
        "tallies": said_tallies(found.tallies),
        "said": [said(one) for one in found.opinions],
    }
