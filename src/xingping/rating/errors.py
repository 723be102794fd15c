"""Refusals: a stable code of the catalogue, what is refused and what to do; each has one HTTP status.

A service raises `RefusedError`; pages and the API show the same message and answer the same status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from xingping.core.faults import Fault
from xingping.rating.refusals import CATALOGUE


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is refused: a code of the catalogue, and what fills in its texts."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    """Where each thing is wrong, for forms and lists."""

    @property
    def message(self) -> str:
        """What is refused, in the reader's language."""
        return _(CATALOGUE[self.code].message).format_map(_Blank(self.values))

    @property
    def mend(self) -> str:
        """What to do."""
        return _(CATALOGUE[self.code].mend).format_map(_Blank(self.values))

    @property
    def status(self) -> int:
        """The HTTP status."""
        return CATALOGUE[self.code].status

    def __str__(self) -> str:
        return f"{self.message}{self.mend}"

    def as_json(self) -> dict[str, Any]:
        """As the API answers it."""
        return {
            "code": self.code,
            "message": self.message,
            "mend": self.mend,
            "faults": [
                {"place": fault.place, "message": fault.message, "mend": fault.mend} for fault in self.faults
            ],
        }


class RefusedError(Exception):
    """A service refused; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"{refusal.code}: {refusal}")


def refuse(code: str, faults: Iterable[Fault] = (), /, **values: Any) -> RefusedError:  # noqa: ANN401
    """The error for a code of the catalogue; raises KeyError for a code that is not in it."""
    if code not in CATALOGUE:
        raise KeyError(code)
    return RefusedError(Refusal(code, values, tuple(faults)))


class _Blank(dict[str, Any]):
    """What a service did not fill in is left out, never shown as a brace."""

    def __missing__(self, key: str) -> str:
        return ""
