"""Messages to people: into the inbox at once, by e-mail once everything has committed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from xingping.rating.models import Message, User
from xingping.rating.services.jobs import start_job


def send_message(
    recipient: User, *, subject: str, body: str = "", link: str = "", key: str = "", email: bool = True
) -> Message:
    """Put a message into the inbox with the surrounding transaction, and e-mail it afterwards.

    `link` is a path of the site. A `key` makes sending idempotent: the same key to the same person
    sends nothing twice. People without an address, and demo accounts, get no e-mail.
    """
    values = {"subject": subject[:200], "body": body, "link": link}
    with transaction.atomic():
        if key:
            message, created = Message.objects.get_or_create(recipient=recipient, key=key, defaults=values)
        else:
            message, created = Message.objects.create(recipient=recipient, **values), True
        if created and email and recipient.email and not recipient.is_demo:
            start_job(
                "mail", title=subject[:200], arguments={"message": message.pk}, key=f"mail:{message.pk}"
            )
    return message


def mark_read(recipient: User, message_ids: list[int] | None = None) -> int:
    """Mark one's own messages as read (default: all); returns how many were unread."""
    unread = Message.objects.filter(recipient=recipient, read_at__isnull=True)
    if message_ids is not None:
        unread = unread.filter(pk__in=message_ids)
    return unread.update(read_at=timezone.now())
