"""`Authorization: Bearer …`: a program acts for a person, within a token's scopes, counted by token."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from xingping.rating.actor import act_by_token, request_actor
from xingping.rating.errors import refuse
from xingping.rating.limits import Rate, limit
from xingping.rating.models import ApiToken
from xingping.rating.queries.api_tokens import token_called
from xingping.rating.second_factor import has_second_factor, second_factor_demanded
from xingping.rating.services.api_tokens import note_use

REQUESTS = Rate("token", per_minute=600, burst=120)
"""Requests of one token."""
WRONG = Rate("wrong token", per_minute=6, burst=30)
"""Unknown tokens of one address."""
LONGEST = 200


class TokenAuth(HttpBearer):
    """Whoever has a token; a request that comes with a wrong one is refused, session or not."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token, after which the request is its person's.

        Raises RefusedError: `token_unknown`, `second_factor_missing`, `too_many_requests`.
        """
        found = token_called(token) if len(token) <= LONGEST else None
        if found is None:
            limit(WRONG, request.META.get("REMOTE_ADDR", ""), "too_many_requests")
            raise refuse("token_unknown")
        limit(REQUESTS, str(found.pk), "too_many_requests")
        act_by_token(request, found)
        grants = request_actor(request).grants
        if second_factor_demanded(found.person, grants) and not has_second_factor(found.person):
            raise refuse("second_factor_missing")
        note_use(found)
        return found
