"""What a program may ask about the token it uses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from xingping.api.access import signed_in
from xingping.api.answers import REFUSALS
from xingping.rating.actor import request_actor, token_of_request
from xingping.rating.queries.api_tokens import scopes_for

router = Router(tags=["token"])


class TokenOut(Schema):
    """Whose request this is, and what it may do now."""

    name: str
    scopes: list[str]
    usable_scopes: list[str]
    expires_at: datetime | None = None
    roles: list[str]


@router.get("/token", response={200: TokenOut, **REFUSALS}, summary="这个令牌能做什么")
@signed_in
def token(request: HttpRequest) -> dict[str, Any]:
    """The token's scopes, those of them that the person's roles bear now, and until when it lasts."""
    actor, used = request_actor(request), token_of_request(request)
    scopes = list(used.scopes) if used else []
    usable = [scope.value for scope in scopes_for(actor)]
    return {
        "name": used.name if used else "",
        "scopes": scopes,
        "usable_scopes": [scope for scope in usable if not used or scope in scopes],
        "expires_at": used.expires_at if used else None,
        "roles": sorted({grant.role.value for grant in actor.grants}),
    }
