"""What kinds of background work there are. A file beside this one adds its own by decorator.

@job("thumbnails")
def make_thumbnails(run: Run) -> JSON: ...

@periodic("seal the audit log", every=timedelta(seconds=5))
def seal() -> None: ...
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from django.utils import timezone

if TYPE_CHECKING:
    from xingping.rating.jobs.run import Run

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"
Handler: TypeAlias = "Callable[[Run], JSON]"


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work done again and again: every so often, or daily at a time in Asia/Shanghai."""

    name: str
    action: Callable[[], None]
    every: timedelta
    at: time | None = None

    def next_after(self, moment: datetime) -> datetime:
        """When it is due next after a moment."""
        if self.at is None:
            return moment + self.every
        local = timezone.localtime(moment)
        today = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


_HANDLERS: dict[str, Handler] = {}
_PERIODIC: dict[str, Periodic] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind; raises ValueError where there is one already."""

    def register(handler: Handler) -> Handler:
        if _HANDLERS.get(kind, handler) is not handler:
            raise ValueError(f"two handlers for jobs of kind {kind!r}")
        _HANDLERS[kind] = handler
        return handler

    return register


def periodic(
    name: str, *, every: timedelta = timedelta(days=1), at: time | None = None
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register work to be done every so often, or (`at`) daily at a time in Asia/Shanghai.

    One worker at a time takes the turn; the work must still bear being done twice.
    """

    def register(action: Callable[[], None]) -> Callable[[], None]:
        _PERIODIC[name] = Periodic(name, action, every, at)
        return action

    return register


def load() -> None:
    """Import every file of this package, so that all work is registered."""
    package = import_module("xingping.rating.jobs")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def handlers() -> Mapping[str, Handler]:
    """Kind -> handler, of all files."""
    load()
    return _HANDLERS


def periodic_work() -> Mapping[str, Periodic]:
    """Name -> periodic work, of all files."""
    load()
    return _PERIODIC
