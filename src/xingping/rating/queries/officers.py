"""Officers who may be put in charge of a case, and those who look after the body itself."""

from __future__ import annotations

from django.db.models import QuerySet

from xingping.core.roles import Role
from xingping.rating.models import RatingBody, RoleGrant, User
from xingping.rating.models.region import PREFIX_LENGTHS
from xingping.rating.queries.grants import active


def officers_for(body_id: int, region: str = "") -> QuerySet[User]:
    """Present officers of a body whose area has the region; of the whole body where none is given."""
    held = RoleGrant.objects.filter(active(), role=Role.OFFICER, body=body_id)
    if region:
        held = held.filter(region_prefix__in=["", *(region[:length] for length in PREFIX_LENGTHS)])
    return User.objects.filter(pk__in=held.values("person")).order_by("name", "pk")


def keepers_of(body: RatingBody) -> QuerySet[User]:
    """Present officers and administrators of a body whose area is all of it."""
    held = RoleGrant.objects.filter(active(), role__in=[Role.OFFICER, Role.ADMINISTRATOR], body=body)
    whole = held.filter(region_prefix__in=["", *(body.region_prefix[:length] for length in PREFIX_LENGTHS)])
    return User.objects.filter(pk__in=whole.values("person")).order_by("pk")
