"""One refusal of the catalogue, and the HTTP statuses that refusals answer."""

from __future__ import annotations

from dataclasses import dataclass

SIGNED_OUT, FORBIDDEN, NOT_FOUND, NO_METHOD = 401, 403, 404, 405
CONFLICT, INVALID, TOO_MANY = 409, 422, 429


@dataclass(frozen=True, slots=True)
class Entry:
    """What is refused and what to do; `{name}` in the texts is filled in by the service."""

    message: str
    mend: str
    status: int = CONFLICT
