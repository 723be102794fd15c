"""Certificates as officers and centres read them: visibility first, out of sight is not found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from xingping.core.certificate_face import Face, face_of
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.lifecycle import Action, State
from xingping.core.validity import review_window
from xingping.documents.certificate import CertificateText
from xingping.documents.plaque import PlaqueText
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CasePurpose, Certificate, Incident, Plaque
from xingping.rating.models.certificate import LIVING
from xingping.rating.queries.credentials import verification_address
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.rereview import APPLIED, timely_rereview
from xingping.rating.queries.visibility import visible_certificates

OVERDUE_SHOWN = timedelta(days=180)
"""How long an expired certificate without a re-review stays on the list of those to be asked."""
LONGEST_WINDOW = timedelta(days=93)
"""The re-review window of three months, with room for its longest months."""


def certificate_for(actor: Actor, certificate_id: int) -> Certificate:
    """A certificate that a person may see. Raises RefusedError: `not_found`."""
    rows = visible_certificates(actor).select_related("centre", "body", "case__round", "replaces")
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def plaque_for(actor: Actor, plaque_id: int) -> Plaque:
    """A plaque of a certificate that a person may see. Raises RefusedError: `not_found`."""
    found = visible_plaques(actor).filter(pk=plaque_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def incident_for(actor: Actor, incident_id: int) -> Incident:
    """An incident at such a certificate. Raises RefusedError: `not_found`."""
    found = visible_incidents(actor).filter(pk=incident_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def visible_plaques(actor: Actor) -> QuerySet[Plaque]:
    """Plaques of visible certificates."""
    rows = Plaque.objects.filter(certificate__in=visible_certificates(actor).values("pk"))
    return rows.select_related("certificate")


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Incidents at visible certificates."""
    rows = Incident.objects.filter(certificate__in=visible_certificates(actor).values("pk"))
    return rows.select_related("certificate__case", "reported_by", "proposed_by", "decided_by")


def find_certificates(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Certificates by a part of their number or of the centre's name."""
    return rows.filter(Q(number__icontains=words) | Q(centre_name__contains=words))


def face_today(certificate: Certificate, today: date) -> tuple[Face, bool]:
    """The public face of a certificate, and whether it is in re-review."""
    state = CertificateState(certificate.state)
    last = certificate.last_day_to_apply
    running = state in LIVING and timely_rereview(certificate.case_id, last) is not None
    return face_of(state, certificate.last_day, today, in_rereview=running), running


def due_for_rereview(certificates: QuerySet[Certificate], today: date) -> QuerySet[Any]:
    """Certificates in their window, or expired lately, each with `applied`: whether a re-review runs.

    `begun` says whether one is being filled in and not submitted yet. Of the window, months are exact per
    certificate on its own page; here the longest counts.
    """
    running = Case.objects.filter(
        Exists(Case.objects.filter(pk=OuterRef("pk"), events__action=Action.SUBMIT)),
        previous=OuterRef("case"), purpose=CasePurpose.REREVIEW, state__in=APPLIED,
    )  # fmt: skip
    near = Q(last_day__gte=today - OVERDUE_SHOWN) | Q(applies_until__gte=today - OVERDUE_SHOWN)
    rows = certificates.filter(near, state__in=LIVING, last_day__lte=today + LONGEST_WINDOW)
    draft = Case.objects.filter(previous=OuterRef("case"), purpose=CasePurpose.REREVIEW, state=State.DRAFT)
    return rows.annotate(applied=Exists(running), begun=Exists(draft))


def window_opens(certificate: Certificate) -> date:
    """The first day on which re-review can be applied for (clause 6.1.2)."""
    months = pinned_edition(certificate.edition_hash).review_months
    return review_window(certificate.last_day, months).first


def certificate_text(certificate: Certificate) -> CertificateText:
    """What the printed certificate says; no points beside a star that was lowered below them."""
    lowered = certificate.changed_from > certificate.stars
    return CertificateText(
        number=certificate.number,
        centre=certificate.centre_name,
        body=certificate.body.name,
        stars=certificate.stars,
        awarded=certificate.awarded_on,
        last_day=certificate.last_day,
        address=verification_address(certificate.token),
        announcement=certificate.announcement_number,
        total="" if lowered else certificate.published.get("total", ""),
    )


def plaque_text(plaque: Plaque) -> PlaqueText:
    """What the plaque says."""
    certificate = plaque.certificate
    return PlaqueText(
        serial=plaque.serial,
        centre=certificate.centre_name,
        body=certificate.body.name,
        stars=certificate.stars,
        awarded=certificate.awarded_on,
        address=verification_address(certificate.token, plaque.serial),
    )
