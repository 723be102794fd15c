"""Finding by name, pinyin or initials, the same way on every database.

The table of grams narrows, the columns themselves decide. What a person may see is narrowed by the
caller before: pass a query set of visible rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Case, Exists, IntegerField, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Cast

from xingping.rating.models import Gram
from xingping.rating.search_keys import query_grams, search_key

Row = TypeVar("Row", bound=Model)
LONGEST_QUERY = 60
MOST_GRAMS = 4


def matching(
    rows: QuerySet[Row], kind: str, text: str, columns: Sequence[str] = ("name", "pinyin", "initials")
) -> QuerySet[Any]:
    """The rows whose name, pinyin or initials (`columns`) contain the text; all of them for no text.

    Annotated with `rank`: 0 the whole name, 1 its beginning, 2 inside. The caller orders.
    """
    wanted = search_key(text)[:LONGEST_QUERY]
    if not wanted:
        return rows.annotate(rank=Value(2, IntegerField()))
    return containing(rows.filter(pk__in=_filed_under(rows, kind, wanted)), wanted, columns)


def filed(rows: QuerySet[Row], kind: str, text: str) -> QuerySet[Row]:
    """The rows filed under every piece of the text: a quick look-up for letters, where the columns that
    would decide (pinyin without blanks, initials) are not kept beside the name."""
    wanted = search_key(text)[:LONGEST_QUERY]
    return rows.filter(pk__in=_filed_under(rows, kind, wanted)) if wanted else rows


def containing(rows: QuerySet[Row], wanted: str, columns: Sequence[str]) -> QuerySet[Any]:
    """The rows of which a column contains the search key, annotated with `rank`; looks at every row."""
    contains, begins = Q(), Q()
    for column in columns:
        contains |= Q(**{f"{column}__contains": wanted})
        begins |= Q(**{f"{column}__startswith": wanted})
    rank = Case(When(**{columns[0]: wanted}, then=0), When(begins, then=1), default=2)
    return rows.filter(contains).annotate(rank=rank)


def _filed_under(rows: QuerySet[Row], kind: str, wanted: str) -> QuerySet[Gram, object]:
    """Keys of the rows filed under each of a few pieces of the text, evenly chosen.

    One piece leads, the others are looked up in the index: common pieces such as those of `sheng` are
    never gathered whole.
    """
    grams = query_grams(wanted)
    leading, *others = grams[:: -(-len(grams) // MOST_GRAMS)]
    filed = Gram.objects.filter(kind=kind, gram=leading)
    for gram in others:
        filed = filed.filter(Exists(Gram.objects.filter(kind=kind, gram=gram, target=OuterRef("target"))))
    key = rows.model._meta.pk
    if isinstance(key, CharField):
        return filed.values("target")
    return filed.annotate(key=Cast("target", type(key)())).values("key")
