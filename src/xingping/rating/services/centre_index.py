"""Filing centres for the public search. The only writer of `IndexedCentre` and `Posting`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from itertools import groupby, islice

from django.db import connection, transaction

from xingping.rating.bitmaps import BLOCK, packed, unpacked
from xingping.rating.calendar import today
from xingping.rating.centre_tokens import CentreFacts, tokens_of
from xingping.rating.models import Centre, IndexedCentre, Posting
from xingping.rating.queries.public_centres import facts_of, standing_certificates

AT_ONCE = 1_000
"""Rows of one statement."""
NAMES = tuple(field.name for field in fields(CentreFacts))
UPSERT = (
    "INSERT INTO rating_posting (token, block, bits) {values} "
    "ON CONFLICT (token, block) DO UPDATE SET bits = excluded.bits"
)
WHOLE = ""
"""The token whose row stands for a block."""
Report = Callable[[int, int], None]


def index_centres(centre_ids: Iterable[int]) -> int:
    """File centres as they are now; returns how many were filed otherwise before. Repeating is harmless.

    Call it in the transaction of the write that it follows. Writers of one block wait for each other.
    """
    changed = 0
    with transaction.atomic():
        for block, some in groupby(sorted(set(centre_ids)), key=lambda key: key // BLOCK):
            changed += _index_block(block, list(some))
    return changed


def index_all(report: Report | None = None) -> int:
    """File every centre, block by block in transactions of their own; returns how many had changed."""
    highest = Centre.objects.order_by("-pk").values_list("pk", flat=True).first()
    blocks = 0 if highest is None else highest // BLOCK + 1
    changed = 0
    for block in range(blocks):
        inside = Centre.objects.filter(pk__range=(block * BLOCK, (block + 1) * BLOCK - 1))
        changed += index_centres(inside.values_list("pk", flat=True))
        if report:
            report(block + 1, blocks)
    return changed


def index_overdue() -> int:
    """File centres whose certificate has expired since they were filed, and any never filed: run daily."""
    standing = standing_certificates(today())
    expired = IndexedCentre.objects.filter(stars__gt=0).exclude(centre__in=standing.values("centre"))
    never = Centre.objects.filter(indexed=None)
    return index_centres([*expired.values_list("pk", flat=True), *never.values_list("pk", flat=True)])


def _index_block(block: int, centre_ids: Sequence[int]) -> int:
    _hold(block)
    changes: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    changed = 0
    for some in _some(centre_ids):
        changed += _compare(some, changes)
    _write(block, changes)
    return changed


def _compare(centre_ids: Sequence[int], changes: Mapping[str, tuple[set[int], set[int]]]) -> int:
    """Note what is to be added to and taken from each token, and write the facts; returns how many differ."""
    filed = {one.pk: _filed_facts(one) for one in IndexedCentre.objects.filter(pk__in=centre_ids)}
    now = facts_of(centre_ids)
    different = [key for key, facts in now.items() if filed.get(key) != facts]
    for key in different:
        before = tokens_of(filed[key]) if key in filed else set()
        after = tokens_of(now[key]) | {WHOLE}
        for token in after - before:
            changes[token][0].add(key % BLOCK)
        for token in before - after:
            changes[token][1].add(key % BLOCK)
    IndexedCentre.objects.bulk_create(
        [IndexedCentre(centre_id=key, **asdict(now[key])) for key in different],
        update_conflicts=True,
        unique_fields=["centre"],
        update_fields=NAMES,
        batch_size=AT_ONCE,
    )
    return len(different)


def _filed_facts(one: IndexedCentre) -> CentreFacts:
    return CentreFacts(**{name: getattr(one, name) for name in NAMES})


def _hold(block: int) -> None:
    Posting.objects.get_or_create(token=WHOLE, block=block, defaults={"bits": b""})
    Posting.objects.select_for_update().get(token=WHOLE, block=block)


def _write(block: int, changes: Mapping[str, tuple[set[int], set[int]]]) -> None:
    for some in _some(sorted(changes)):
        stored = Posting.objects.filter(block=block, token__in=some).values_list("token", "bits")
        present = {token: unpacked(bytes(bits)) for token, bits in stored}
        rows, empty = [], []
        for token in some:
            added, removed = changes[token]
            left = (present.get(token, set()) | added) - removed
            if left or token == WHOLE:
                rows.append((token, block, packed(left)))
            else:
                empty.append(token)
        _upsert(rows)
        if empty:
            Posting.objects.filter(block=block, token__in=empty).delete()


def _upsert(rows: Sequence[tuple[str, int, bytes]]) -> None:
    """Plain SQL: a national register has millions of rows."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = "SELECT * FROM unnest(%s::text[], %s::int[], %s::bytea[])"
            cursor.execute(UPSERT.format(values=columns), [list(one) for one in zip(*rows, strict=True)])
        else:
            cursor.executemany(UPSERT.format(values="VALUES (%s, %s, %s)"), rows)


def _some(items: Iterable[str] | Iterable[int]) -> Iterator[list]:  # type: ignore[type-arg]
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some
