"""Printed certificates: the body's own layout, the credential attached where the body has a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xingping.documents.certificate import Layout, Paper
from xingping.documents.certificate_batch import certificates
from xingping.rating.errors import RefusedError
from xingping.rating.models import Certificate, CertificateLayout
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


def printed_certificates(
    found: Iterable[Certificate], *, large: bool = False, bilingual: bool = False
) -> Iterator[bytes]:
    """Certificates of one body and edition, in their order."""
    rows = list(found)
    if not rows:
        return
    own = current_layout(rows[0].body_id)
    layout = Layout(
        paper=Paper.A3 if large else Paper.A4,
        bilingual=bilingual,
        logo=own.logo if own else "",
        seal=own.seal if own else "",
        signatory=own.signatory if own else "",
    )
    items = [(certificate_text(one), _credential(one)) for one in rows]
    yield from certificates(
        items,
        pinned_edition(rows[0].edition_hash),
        layout=layout,
        own=(own.source or None) if own else None,
        workers=min(2, len(rows)),
    )


def _credential(certificate: Certificate) -> Mapping[str, Any] | None:
    row = Certificate.objects.filter(pk=certificate.pk).values(*COLUMNS).get()
    try:
        return signed_credential(row)
    except RefusedError:
        return None
