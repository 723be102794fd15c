"""Displays of the scenario pages: `{% load scenario %}`."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands apart: 65,000."""
    return f"{number:,}"
