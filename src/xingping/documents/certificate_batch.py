"""Many certificates, side by side and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Any

from xingping.core.standard import Edition
from xingping.documents.certificate import (
    DEFAULT_LAYOUT,
    CertificateText,
    Layout,
    certificate_data,
)
from xingping.documents.own_template import OwnTemplate
from xingping.documents.typst_engine import ARCHIVE

WORKERS = 2
AHEAD = 32
"""Certificates made before the first of them has been taken: bounds the memory."""

OURS = '#import "certificate.typ": document'
"""Our own template, for processes that would each use a core."""

Item = tuple[CertificateText, Mapping[str, Any] | None]
"""A certificate's text and the credential to attach."""


def certificates(
    items: Iterable[Item],
    edition: Edition,
    *,
    layout: Layout = DEFAULT_LAYOUT,
    own: str | None = None,
    workers: int = WORKERS,
) -> Iterator[bytes]:
    """The PDFs of `items` in their order, each made once, with our template or a body's `own` source.

    Each equals what `certificate_pdf` makes of it. Raises DocumentError at the item that cannot be made.
    """
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        free: SimpleQueue[OwnTemplate] = SimpleQueue()
        for _ in range(workers):
            free.put(stack.enter_context(OwnTemplate(own or OURS)))

        def make(item: Item) -> bytes:
            text, credential = item
            data = certificate_data(text, edition, layout=layout, credential=credential)
            template = free.get()
            try:
                return template.render(data, dated=text.awarded, standards=ARCHIVE)
            finally:
                free.put(template)

        begun: deque[Future[bytes]] = deque()
        for item in items:
            begun.append(pool.submit(make, item))
            if len(begun) == AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
