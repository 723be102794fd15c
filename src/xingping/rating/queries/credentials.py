"""Certificates as signed credentials, and the list that says which are suspended or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from xingping.core.certificate_lifecycle import CertificateState
from xingping.proof.credential import Award, Issuer, credential, sign, sign_jwt
from xingping.proof.issuer import issuer_document
from xingping.proof.status_list import LENGTH, Status, StatusEntry, status_list
from xingping.rating.models import Certificate, RatingBody
from xingping.rating.queries.issuer import issuer_address, issuer_of, listed_keys, signing_key
from xingping.rating.queries.pinned import edition as pinned_edition

STATUSES = {
    CertificateState.SUSPENDED: Status.SUSPENDED,
    CertificateState.CANCELLED: Status.CANCELLED,
    CertificateState.REPLACED: Status.REPLACED,
}
"""What the list says; all other states are valid there, and expiry stands in the credential itself."""


def verification_address(token: str, plaque: str = "") -> str:
    """The address that a QR carries; a plaque's names its serial, so that a recalled one is noticed."""
    scanned = f"?p={quote(plaque, safe='')}" if plaque else ""
    return f"{settings.SITE_URL}/v/{token}{scanned}"


def signed_credential(row: Mapping[str, Any]) -> dict[str, Any]:
    """The credential of a certificate (`queries.verification.COLUMNS`) with its Data Integrity proof.

    Raises RefusedError: `no_issuer_key`.
    """
    issuer = Issuer(issuer_address(row["body_id"]), row["body__name"])
    return sign(_unsigned(row, issuer), signing_key(row["body_id"]), issuer=issuer, created=timezone.now())


def signed_jwt(row: Mapping[str, Any]) -> str:
    """The same as VC-JWT. Raises RefusedError: `no_issuer_key`; ValueError for an SM2 key."""
    issuer = Issuer(issuer_address(row["body_id"]), row["body__name"])
    return sign_jwt(_unsigned(row, issuer), signing_key(row["body_id"]), issuer=issuer)


def key_document(body: RatingBody) -> dict[str, Any]:
    """The body's key document."""
    return issuer_document(issuer_address(body.pk), body.name, listed_keys(body.pk))


def list_address(body_id: int, number: int) -> str:
    """The address of a body's status list."""
    return f"{issuer_address(body_id)}/status/{number}"


def signed_status_list(body: RatingBody, number: int) -> dict[str, Any]:
    """A body's status list, signed now. Raises RefusedError: `no_issuer_key`."""
    first = number * LENGTH
    rows = Certificate.objects.filter(body=body, pk__gte=first, pk__lt=first + LENGTH, state__in=STATUSES)
    statuses = {
        key - first: STATUSES[CertificateState(state)] for key, state in rows.values_list("pk", "state")
    }
    issuer, now = issuer_of(body), timezone.now()
    listed = status_list(list_address(body.pk, number), issuer.address, statuses, moment=now)
    return sign(listed, signing_key(body.pk), issuer=issuer, created=now)


def _unsigned(row: Mapping[str, Any], issuer: Issuer) -> dict[str, Any]:
    address = verification_address(row["token"])
    published = row["published"]
    number, index = divmod(row["id"], LENGTH)
    award = Award(
        address=address,
        number=row["number"],
        centre=row["centre_name"],
        centre_address=f"{address}#centre",
        stars=row["stars"],
        awarded=row["awarded_on"],
        last_day=row["last_day"],
        total=published.get("total", ""),
        subtotals={name: points for name, points, _most in published.get("subtotals", ())} or None,
        status=StatusEntry(list_address(row["body_id"], number), index),
    )
    return credential(award, issuer, pinned_edition(row["edition_hash"]))
