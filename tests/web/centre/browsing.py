"""What tests of applicants' pages share."""

from __future__ import annotations

from django.test import Client

from xingping.rating.actor import Actor
from xingping.rating.models import Case


def browser_of(actor: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(actor.person)
    return client


def address(case: Case, page: str = "") -> str:
    """Address of one of the pages about a case."""
    return f"/centre/cases/{case.number}/{page}"
