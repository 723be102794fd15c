"""Which body a region belongs to: the one with the narrowest area that holds it."""

from __future__ import annotations

from xingping.rating.models import RatingBody
from xingping.rating.models.region import PREFIX_LENGTHS, padded


def body_for(region: str) -> RatingBody | None:
    """The body that receives what concerns a region (prefix or code), or None."""
    code = padded(region)
    prefixes = ["", *(code[:length] for length in PREFIX_LENGTHS)]
    found = list(RatingBody.objects.filter(region_prefix__in=prefixes).order_by("pk"))
    return max(found, key=lambda body: len(body.region_prefix), default=None)
