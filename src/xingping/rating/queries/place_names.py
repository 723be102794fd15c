"""Names of regions beside rows of a list, without a query for each row."""

from __future__ import annotations

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Substr

from xingping.rating.models import Region

COUNTY, STREET, COMMUNITY = 6, 9, 12


def named(digits: int, column: str = "region") -> Coalesce:
    """The name of the region that the first `digits` of a code stand for; "" where it is not loaded."""
    names = Region.objects.filter(prefix=Substr(OuterRef(column), 1, digits)).values("name")
    return Coalesce(Subquery(names[:1]), Value(""), output_field=CharField())


def place(column: str = "region") -> Concat:
    """County and street of a code, as lists show it: `锦江区督院街街道`."""
    return Concat(named(COUNTY, column), named(STREET, column), output_field=CharField())
