"""QR codes as vector pictures."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str) -> str:
    """The address as a QR code in SVG with its quiet zone of four modules, error correction M or better."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", border=4, dark="#1f2328", light=None, xmldecl=False, svgns=True, nl=False
    )
    return stream.getvalue().decode()
