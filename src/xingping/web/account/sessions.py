"""Sessions in the database, as Django keeps them, found by a statement that is written once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from xingping.rating.queries.compiled import A_MOMENT, A_TEXT, Compiled


def _open(key: str, moment: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=moment)


_OPEN = Compiled(Session, _open, (A_TEXT, A_MOMENT))


class SessionStore(db.SessionStore):
    """Read at each request of a person who is signed in."""

    def _get_session_from_db(self) -> Session | None:
        found = _OPEN(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]
