"""A body's own certificate layout: checked by rendering before it is used."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from xingping.core.catalogue import find_edition
from xingping.documents.certificate import Layout
from xingping.documents.certificate_check import check_template
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import CertificateLayout, RatingBody
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class NewLayout:
    """What a body's certificates are to look like; pictures as SVG text, an empty source is our template."""

    source: str = ""
    logo: str = ""
    seal: str = ""
    signatory: str = ""


def save_layout(actor: Actor, body_id: int, new: NewLayout) -> CertificateLayout:
    """Put a layout in use; the one before stays on the record.

    A template of the body's own is rendered first in every form (A4, A3, one and two languages, every
    star, a very long name). Raises RefusedError: `not_found`, `not_allowed`, `invalid` with every fault.
    """
    body = RatingBody.objects.filter(pk=body_id).first()
    if body is None:
        raise refuse("not_found")
    require(actor, Verb.CHANGE, body)
    if new.source.strip():
        layout = Layout(logo=new.logo, seal=new.seal, signatory=new.signatory)
        faults = check_template(new.source, find_edition(), layout)
        if faults:
            raise refuse("invalid", faults)
    with transaction.atomic():
        RatingBody.objects.select_for_update().get(pk=body.pk)
        role = require(actor, Verb.CHANGE, body)
        CertificateLayout.objects.filter(body=body, current=True).update(current=False)
        made = CertificateLayout.objects.create(
            body=body,
            source=new.source if new.source.strip() else "",
            logo=new.logo,
            seal=new.seal,
            signatory=new.signatory,
            by=actor.person,
        )
        record(
            actor, role, "body.certificate_layout", body, after={"layout": made.pk, "own": bool(made.source)}
        )
    return made
