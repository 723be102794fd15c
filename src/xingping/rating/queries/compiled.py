"""Queries of every request whose statement is written once: writing it takes longer than running it.

The statement is what Django makes of a queryset, so that each rule stays in one place; afterwards only
the values change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Value = int | str | datetime
A_TEXT, A_NUMBER, ANOTHER_NUMBER = "a text", 2**30, 2**30 + 1
A_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)
"""Samples that stand for nothing else in a statement."""


class Compiled(Generic[Row]):
    """A queryset with places for values, answered as objects of a model."""

    def __init__(
        self,
        model: type[Row],
        make: Callable[..., QuerySet[Any, Any]],
        samples: Sequence[Value],
        fields: Mapping[str, str] | None = None,
    ) -> None:
        """`make` makes the queryset from values like `samples`, which stand for nothing else in it.

        `fields`: column of the queryset -> field of the model, where they differ; a column that the model
        does not have becomes an attribute.
        """
        self._model = model
        self._make = make
        self._samples = samples
        self._fields = dict(fields or {})

    def __call__(self, *values: Value) -> list[Row]:
        """The objects for values that stand where the samples do."""
        statement, parameters = self._statement
        sent = [_sent(value) for value in values]
        given = [one if place is None else _like(one, sent[place]) for one, place in parameters]
        return list(self._model._default_manager.raw(statement, given, self._fields))

    @cached_property
    def _statement(self) -> tuple[str, list[tuple[Any, int | None]]]:
        """The statement, and its parameters for the samples, each with which sample it is, if one."""
        query = self._make(*self._samples).query
        statement, parameters = query.get_compiler(connection=connection).as_sql()
        samples = [_sent(sample) for sample in self._samples]
        places = [samples.index(one) if one in samples else None for one in parameters]
        if set(places) - {None} != set(range(len(samples))):
            raise ValueError("a sample does not stand in the statement as it is")
        return statement, list(zip(parameters, places, strict=True))


def _sent(value: Value) -> Any:  # noqa: ANN401
    """A value as the database is given it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _like(sample: Any, value: Any) -> Any:  # noqa: ANN401
    """A value in the sample's own type: numbers are sent in the size of their column."""
    return type(sample)(value) if isinstance(sample, int) else value
