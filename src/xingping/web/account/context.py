"""What every page's frame shows about the signed-in person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from xingping.rating.models import Message
from xingping.rating.queries.grants import request_grants


def account(request: HttpRequest) -> dict[str, Any]:
    """`grants` and `unread_messages` (read only if the page shows them), `demo_mode`."""

    def unread() -> int:
        if not request.user.is_authenticated:
            return 0
        return Message.objects.filter(recipient_id=request.user.pk, read_at__isnull=True).count()

    def grants() -> tuple[object, ...]:
        return request_grants(request)

    return {
        "demo_mode": settings.DEMO,
        "unread_messages": SimpleLazyObject(unread),
        "grants": SimpleLazyObject(grants),
    }
