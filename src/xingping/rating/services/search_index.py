"""Filing names under their grams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db import connection, transaction

from xingping.rating.models import Gram
from xingping.rating.search_keys import Keys, grams_of

AT_ONCE = 50_000
INSERT_ROW = "INSERT INTO rating_gram (kind, gram, target) VALUES (%s, %s, %s)"
INSERT_COLUMNS = (
    "INSERT INTO rating_gram (kind, gram, target) SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])"
)
Filed = tuple[str, str, str]


def file_names(kind: str, names: Mapping[str, Keys]) -> None:
    """File rows (key as text -> keys of the name) anew, in place of how they were filed before."""
    targets = list(names)
    rows = ((kind, gram, target) for target, keys in names.items() for gram in grams_of(keys))
    with transaction.atomic():
        for start in range(0, len(targets), 500):
            Gram.objects.filter(kind=kind, target__in=targets[start : start + 500]).delete()
        for some in _batches(rows):
            _insert(some)


def _batches(rows: Iterator[Filed]) -> Iterator[list[Filed]]:
    """Sorted pieces: neighbours in the index are written together."""
    while some := sorted(islice(rows, AT_ONCE)):
        yield some


def _insert(rows: Sequence[Filed]) -> None:
    """Plain SQL: a name has a hundred grams, and objects for each would take four times as long."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(INSERT_COLUMNS, [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(INSERT_ROW, rows)
