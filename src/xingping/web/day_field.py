"""A date in a form, with the browser's own calendar."""

from __future__ import annotations

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A date; written and read as 2026-05-31 whatever the page's language is, as browsers want it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)
