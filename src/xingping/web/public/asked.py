"""What a public search asks for, read from the address; whatever is not understood narrows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from xingping.rating.centre_tokens import LONGEST_QUERY, REGION_DIGITS
from xingping.rating.models import CentreForm, CentreKind
from xingping.rating.queries.centre_search import Asked

PAGE_SIZE = 25
LAST_PAGE = 40
"""Nobody pages further: a narrower search is of more help."""
STARS = ("5", "4", "3", "2", "1", "0")


@dataclass(frozen=True, slots=True)
class PublicSearch:
    """The search and the page of it."""

    asked: Asked
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return self.asked != Asked()

    def address(self, **changes: object) -> str:
        """The query part of the address with some values changed; an empty one is left out."""
        asked = self.asked
        values: dict[str, object] = {
            "q": asked.words,
            "region": asked.region,
            "stars": "" if asked.stars is None else asked.stars,
            "kind": asked.kind,
            "form": asked.form,
        }
        values |= changes
        return "?" + urlencode({name: value for name, value in values.items() if value not in ("", None)})


def read_search(given: QueryDict, region: str = "") -> PublicSearch:
    """The search that an address asks for; `region` is set by the page itself where it is a region's."""
    words = _plain(given.get("q", ""))[:LONGEST_QUERY].strip()
    stars, kind, form = given.get("stars", ""), given.get("kind", ""), given.get("form", "")
    asked = Asked(
        words=words,
        region=region or read_region(given.get("region", "")),
        stars=int(stars) if stars in STARS else None,
        kind=kind if kind in CentreKind.values else "",
        form=form if form in CentreForm.values else "",
    )
    page = given.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    return PublicSearch(asked, min(max(number, 1), LAST_PAGE))


def read_region(text: str) -> str:
    """A region's prefix: a padded code is cut to its significant digits, a community to its street."""
    if not (text.isascii() and text.isdigit()):
        return ""
    return text[:9] if len(text) == 12 and text[6:9] != "000" else _significant(text)


def _significant(text: str) -> str:
    if len(text) == 12:
        text = text[:6] if text[4:6] != "00" else text[:4] if text[2:4] != "00" else text[:2]
    return text if len(text) in REGION_DIGITS else ""


def _plain(text: str) -> str:
    """Without what cannot be stored or sent."""
    return "".join(letter for letter in text if letter != "\0" and not "\ud800" <= letter <= "\udfff")
