"""Filing names under their grams."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from xingping.rating.models import Gram
from xingping.rating.search_keys import Keys, grams_of

AT_ONCE = 5_000


def file_names(kind: str, names: Mapping[str, Keys]) -> None:
    """File rows (key as text -> keys of the name) anew, in place of how they were filed before."""
    targets = list(names)
    with transaction.atomic():
        for start in range(0, len(targets), 500):
            Gram.objects.filter(kind=kind, target__in=targets[start : start + 500]).delete()
        Gram.objects.bulk_create(
            (
                Gram(kind=kind, gram=gram, target=target)
                for target, keys in names.items()
                for gram in sorted(grams_of(keys))
            ),
            batch_size=AT_ONCE,
        )
