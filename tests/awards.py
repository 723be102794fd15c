"""Certificates for tests, issued by the service from decided cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from reviewing import Review, decided
from xingping.core.roles import Role
from xingping.rating.calendar import today
from xingping.rating.models import Certificate
from xingping.rating.services.certificates import Announced, issue_certificate


def awarded(*less: Mapping[str, int], on: date | None = None, **policy: Any) -> tuple[Review, Certificate]:
    """A decided case with the certificate of its announcement."""
    review = decided(*less, **policy)
    return review, award(review, on)


def award(review: Review, on: date | None = None, number: str = "演评告〔2026〕1 号") -> Certificate:
    """Issue the certificate of a decided case."""
    with transaction.atomic():
        return issue_certificate(
            review.officer, Role.OFFICER, review.fresh(), Announced(number, on or today())
        )
