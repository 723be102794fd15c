"""What is said about a centre, beside the indicators of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def beside(told: Mapping[str, Any] | None, serial: str) -> Any:  # noqa: ANN401
    """What of `told` {serial: anything} stands beside one indicator; None where nothing does."""
    return told.get(serial) if told else None
