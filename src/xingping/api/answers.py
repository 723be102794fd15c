"""Answers that several resources give: pages of a list, refusals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_  # noqa: N812
from ninja import Field, Schema


class FaultOut(Schema):
    """What is wrong with a request, and how to mend it."""

    place: str
    message: str
    mend: str


class RefusalOut(Schema):
    """Why a request is refused: a stable code, what, and what to do."""

    code: str
    message: str
    mend: str
    faults: list[FaultOut]


class PageIn(Schema):
    """Which page: at most a hundred of a hundred; the whole lists are in the open data."""

    page: int = Field(1, ge=1, le=100)
    page_size: int = Field(20, ge=1, le=100)

    def start(self) -> int:
        """The first row of the page."""
        return (self.page - 1) * self.page_size

    def meta(self, total: int, exact: bool = True) -> dict[str, Any]:
        """Where in the list the page lies."""
        return {"page": self.page, "page_size": self.page_size, "total": total, "exact": exact}


class MetaOut(Schema):
    """Where in the list a page lies."""

    page: int
    page_size: int
    total: int
    exact: bool = Field(description=N_("false：total 可能略多"))


OPEN_REFUSALS: Any = {404: RefusalOut, 422: RefusalOut, 429: RefusalOut}
"""What an operation for everybody may refuse."""
REFUSALS: Any = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), RefusalOut)
"""What an operation for people and their programs may refuse."""
