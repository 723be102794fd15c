"""An appeal as its pages show it: indicator by indicator, with what stood before and what stands now."""

from __future__ import annotations

from dataclasses import dataclass

from xingping.core.standard import Indicator
from xingping.rating.models import Appeal, AppealItem, Case
from xingping.rating.queries.pinned import rules_of


@dataclass(frozen=True, slots=True)
class ShownAppeal:
    """An appeal, and its indicators in the order of the edition."""

    appeal: Appeal
    rows: tuple[tuple[Indicator, AppealItem], ...]


def shown_appeal(case: Case) -> ShownAppeal | None:
    """The appeal of a case, or None where none was filed."""
    appeal = Appeal.objects.filter(case=case).select_related("before", "after").first()
    if appeal is None:
        return None
    items = {item.serial: item for item in appeal.items.all()}
    indicators = rules_of(case).edition.indicators
    return ShownAppeal(appeal, tuple((one, items[one.serial]) for one in indicators if one.serial in items))
