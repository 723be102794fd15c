"""Writes that a client may repeat: the same key does the work once and answers the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from xingping.core.canonical import content_hash
from xingping.rating.actor import Actor
from xingping.rating.audit_content import plain
from xingping.rating.errors import refuse
from xingping.rating.models import IdempotencyKey

Made = TypeVar("Made", bound=models.Model)
LONGEST_KEY = 64


def once(
    actor: Actor,
    key: str,
    operation: str,
    request: Mapping[str, Any],
    model: type[Made],
    act: Callable[[], Made],
) -> Made:
    """Do something once per person and key, in one transaction; a repetition returns the same object.

    Without a key it is simply done. Two requests at the same time wait for each other.
    Raises RefusedError (`key_reused`) when the key came with another request, and whatever `act` raises;
    then nothing is written and the key stays free.
    """
    if not key or actor.user is None:
        with transaction.atomic():
            return act()
    asked = content_hash(plain({"operation": operation, "request": request}))
    with transaction.atomic():
        mine = IdempotencyKey(
            user=actor.user, key=key[:LONGEST_KEY], operation=operation, request_hash=asked, answer={}
        )
        try:
            with transaction.atomic():
                mine.save(force_insert=True)
        except IntegrityError:
            earlier = IdempotencyKey.objects.get(user=actor.user, key=key[:LONGEST_KEY])
            if earlier.request_hash != asked:
                raise refuse("key_reused") from None
            return model._default_manager.get(pk=earlier.answer["pk"])
        made = act()
        mine.answer = {"pk": made.pk}
        mine.save(update_fields=["answer"])
        return made
