"""The catalogue of refusals by stable code; a new topic adds its own file and one line here."""

from collections.abc import Mapping

from xingping.rating.refusals import (
    award,
    evidence,
    field,
    general,
    life,
    people,
    recommendations,
    register,
    results,
    review,
    rounds,
    voice,
)
from xingping.rating.refusals.entry import Entry

CATALOGUE: Mapping[str, Entry] = {
    **general.ENTRIES,
    **rounds.ENTRIES,
    **recommendations.ENTRIES,
    **results.ENTRIES,
    **review.ENTRIES,
    **award.ENTRIES,
    **evidence.ENTRIES,
    **field.ENTRIES,
    **people.ENTRIES,
    **register.ENTRIES,
    **voice.ENTRIES,
    **life.ENTRIES,
}

__all__ = ["CATALOGUE", "Entry"]
