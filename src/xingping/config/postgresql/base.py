"""A connection that rested is asked whether it still lives; one that was just used is not.

Django asks at every request, which costs as much as a query. A connection that breaks between two
requests close to each other fails one request, and is then closed and opened anew by Django.
"""

from __future__ import annotations

import time

from django.db.backends.postgresql import base

REST = 5.0
"""Seconds without a request after which a connection is asked."""


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, with health checks only after a rest."""

    _last_used = 0.0

    def close_if_unusable_or_obsolete(self) -> None:
        """Called before and after each request; raises nothing."""
        super().close_if_unusable_or_obsolete()
        now = time.monotonic()
        if now - self._last_used < REST:
            self.health_check_done = True
        self._last_used = now
