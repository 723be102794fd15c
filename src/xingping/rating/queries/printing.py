"""Printed certificates: the body's own layout, the credential attached where the body has a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from xingping.core.catalogue import find_edition
from xingping.documents.certificate import Layout, Paper
from xingping.documents.certificate_batch import certificates
from xingping.documents.certificate_check import SAMPLE
from xingping.rating.errors import RefusedError
from xingping.rating.models import Certificate, CertificateLayout, RatingBody
from xingping.rating.queries.certificates import certificate_text
from xingping.rating.queries.credentials import signed_credential
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.verification import COLUMNS


def current_layout(body_id: int) -> CertificateLayout | None:
    """The body's layout in use, or None: ours."""
    return CertificateLayout.objects.filter(body=body_id, current=True).first()


def printed_certificate(certificate: Certificate, *, large: bool = False, bilingual: bool = False) -> bytes:
    """One certificate as PDF/A-3: A4, or A3 where `large`. Raises DocumentError."""
    [made] = printed_certificates([certificate], large=large, bilingual=bilingual)
    return made


def sample_certificate(body: RatingBody, *, large: bool = False, bilingual: bool = False) -> bytes:
    """A certificate of an invented centre, in the layout that the body uses. Raises DocumentError."""
    text = replace(SAMPLE, body=body.name, body_en="" if not bilingual else SAMPLE.body_en)
    own = current_layout(body.pk)
    [made] = certificates(
        [(text, None)],
        find_edition(),
        layout=_layout(own, large=large, bilingual=bilingual),
        own=(own.source or None) if own else None,
        workers=1,
    )
    return made


def printed_certificates(
    found: Iterable[Certificate], *, large: bool = False, bilingual: bool = False
) -> Iterator[bytes]:
    """Certificates of one body and edition, in their order."""
    rows = list(found)
    if not rows:
        return
    own = current_layout(rows[0].body_id)
    items = [(certificate_text(one), _credential(one)) for one in rows]
    yield from certificates(
        items,
        pinned_edition(rows[0].edition_hash),
        layout=_layout(own, large=large, bilingual=bilingual),
        own=(own.source or None) if own else None,
        workers=min(2, len(rows)),
    )


def _layout(own: CertificateLayout | None, *, large: bool, bilingual: bool) -> Layout:
    return Layout(
        paper=Paper.A3 if large else Paper.A4,
        bilingual=bilingual,
        logo=own.logo if own else "",
        seal=own.seal if own else "",
        signatory=own.signatory if own else "",
    )


def _credential(certificate: Certificate) -> Mapping[str, Any] | None:
    row = Certificate.objects.filter(pk=certificate.pk).values(*COLUMNS).get()
    try:
        return signed_credential(row)
    except RefusedError:
        return None
