"""Starting a re-review (复核): a new case filled with the old one's data, in an open round."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xingping.core.certificate_lifecycle import CertificateState
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Certificate, Round, RoundState
from xingping.rating.models.certificate import LIVING
from xingping.rating.permissions import require
from xingping.rating.queries.certificates import window_opens
from xingping.rating.relations import takes_part
from xingping.rating.services.applications import create_case
from xingping.rating.services.copying import copy_from_case
from xingping.rating.verbs import Verb


def start_rereview(actor: Actor, certificate_id: int) -> Case:
    """Start the re-review of a certificate and fill it with the old data; the applicant goes on from there.

    What is older than the policy allows is marked as stale by the application itself. The application
    counts in time when it is submitted on or before the last valid day (clause 6.1.2).
    Raises RefusedError: `not_found`, `not_allowed`, `certificate_ended`, `window_not_open`,
    `no_round_open`, `already_applied`.
    """
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
        if certificate is None:
            raise refuse("not_found")
        require(actor, Verb.RENEW, certificate)
        if certificate.state not in LIVING:
            raise refuse("certificate_ended", state=CertificateState(certificate.state).label)
        opens = window_opens(certificate)
        if today() < opens:
            raise refuse("window_not_open", day=opens)
        old = certificate.case
        round_ = open_round_for(certificate, today())
        if round_ is None:
            raise refuse("no_round_open")
        case = create_case(actor, round_.pk, certificate.centre_id, previous=old)
        copy_from_case(actor, case.pk, old.pk)
    return case


def open_round_for(certificate: Certificate, day: date) -> Round | None:
    """The round of the body that takes applications of the centre on a day, the one closing last."""
    rounds = Round.objects.filter(
        body=certificate.body_id, state=RoundState.OPEN, opens_on__lte=day, closes_on__gte=day
    )
    fitting = (one for one in rounds.order_by("-closes_on", "pk") if takes_part(one, certificate.centre))
    return next(fitting, None)
