"""Officers who may be put in charge of a case."""

from __future__ import annotations

from django.db.models import QuerySet

from xingping.core.roles import Role
from xingping.rating.models import RoleGrant, User
from xingping.rating.models.region import PREFIX_LENGTHS
from xingping.rating.queries.grants import active


def officers_for(body_id: int, region: str = "") -> QuerySet[User]:
    """Present officers of a body whose area has the region; of the whole body where none is given."""
    held = RoleGrant.objects.filter(active(), role=Role.OFFICER, body=body_id)
    if region:
        held = held.filter(region_prefix__in=["", *(region[:length] for length in PREFIX_LENGTHS)])
    return User.objects.filter(pk__in=held.values("person")).order_by("name", "pk")
