"""What the public is told of a certificate: one row by its token, and its face today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from xingping.core.certificate_face import HOLDING, Face, face_of
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.plaque_lifecycle import RECALLED, PlaqueState
from xingping.core.validity import review_window
from xingping.rating.models import Centre, Certificate, Plaque
from xingping.rating.queries.cancellation_appeals import appeal_runs
from xingping.rating.queries.centres import named_like
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.rereview import timely_rereview
from xingping.rating.search_keys import search_key

COLUMNS = (
    "id", "token", "number", "centre_name", "region", "stars", "awarded_on", "last_day", "state",
    "applies_until", "state_reason", "state_since", "published", "announcement_number", "announced_on",
    "edition_code", "edition_hash", "changed_from", "change_reason", "case_id", "body_id", "body__name",
    "body__contact", "is_demo",
)  # fmt: skip
MOST_FOUND = 20
LEAST_WORDS = 2
"""Characters of a search: one alone would find half the country."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as the public sees it. `row` holds `COLUMNS` by name."""

    row: Mapping[str, Any]
    face: Face
    in_rereview: bool
    """Applied for re-review in time and not decided: 复核中 beside the old date."""
    plaque: str = ""
    """What is wrong with the plaque that was scanned: a recalled `PlaqueState`, `UNKNOWN`, or nothing."""
    under_appeal: bool = False
    """Cancelled, and the centre's appeal against that is not decided yet."""
    may_apply: bool = False
    """Past its last day, and a cancellation that was quashed left time to apply for re-review."""

    @property
    def holds(self) -> bool:
        """Whether the star may be shown today."""
        return self.face in HOLDING


UNKNOWN = "unknown"
"""A plaque serial that this certificate does not have."""


def shown_certificate(token: str, today: date, plaque: str = "") -> Shown | None:
    """What the holder of a token is told on a day; `plaque` is the serial on the plaque that was scanned."""
    row = _row(token)
    if row is None:
        return None
    return _shown(row, today, _plaque_note(row["id"], plaque) if plaque else "")


def found_certificates(words: str, today: date) -> list[Shown]:
    """Certificates by their whole number, or by a centre's name or a part of it; newest first, not all."""
    if len(search_key(words)) < LEAST_WORDS:
        return []
    rows = Certificate.objects.filter(number__iexact=words.strip()).values(*COLUMNS)
    if not rows:
        centres = named_like(Centre.objects.all(), words)
        rows = Certificate.objects.filter(centre__in=centres.values("pk")).values(*COLUMNS)
    return [_shown(row, today) for row in rows.order_by("-awarded_on", "-pk")[:MOST_FOUND]]


def _row(token: str) -> dict[str, Any] | None:
    """One certificate by its token, by a statement compiled once: that takes longer than reading."""
    statement, converters = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [token])
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, (steps, expression) in converters.items():
        for step in steps:
            values[place] = step(values[place], expression, connection)
    return dict(zip(COLUMNS, values, strict=True))


@cache
def _statement(_vendor: str) -> tuple[str, dict[int, Any]]:
    """The statement for a kind of database, and what makes Python values of its answer."""
    query = Certificate.objects.order_by().filter(token="?").values_list(*COLUMNS).query  # noqa: S106
    compiler = query.get_compiler(connection=connection)
    statement, _given = compiler.as_sql()
    return statement, compiler.get_converters([expression for expression, _sql, _name in compiler.select])


def certificates_of(centre_id: int, today: date) -> list[Shown]:
    """Every certificate that a centre has had, newest first."""
    rows = Certificate.objects.filter(centre=centre_id).values(*COLUMNS)
    return [_shown(row, today) for row in rows.order_by("-awarded_on", "-pk")]


def shown_row(row: Mapping[str, Any], today: date) -> Shown:
    """A certificate's row of `COLUMNS` as the public sees it on a day."""
    return _shown(row, today)


def _shown(row: Mapping[str, Any], today: date, plaque: str = "") -> Shown:
    state = CertificateState(row["state"])
    in_rereview = _in_rereview(row, state, today)
    face = face_of(state, row["last_day"], today, in_rereview=in_rereview)
    under_appeal = state is CertificateState.CANCELLED and appeal_runs(row["id"])
    until = row["applies_until"]
    may_apply = face is Face.EXPIRED and until is not None and today <= until
    return Shown(row, face, in_rereview, plaque, under_appeal, may_apply)


def _in_rereview(row: Mapping[str, Any], state: CertificateState, today: date) -> bool:
    """Asked of the database only where a re-review can have been applied for."""
    if state in (CertificateState.CANCELLED, CertificateState.REPLACED):
        return False
    months = pinned_edition(row["edition_hash"]).review_months
    if today < review_window(row["last_day"], months).first:
        return False
    return timely_rereview(row["case_id"], row["applies_until"] or row["last_day"]) is not None


def _plaque_note(certificate_id: int, serial: str) -> str:
    state = Plaque.objects.filter(certificate=certificate_id, serial=serial).values_list("state", flat=True)
    found = state.first()
    if found is None:
        return UNKNOWN
    return found if PlaqueState(found) in RECALLED else ""
