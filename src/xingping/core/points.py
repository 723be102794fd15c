"""Points: integer hundredths in, exact fractions inside, rounded against the claim for display only."""

from __future__ import annotations

import re
from fractions import Fraction

HUNDREDTHS = 100
"""How many stored units make one point."""

_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.([0-9]{1,9}))?")


def parse_hundredths(text: str) -> int:
    """Read a non-negative decimal written in ASCII digits as hundredths of a point.

    Raises ValueError for anything else: signs, full-width digits, exponents, NaN, or a value finer
    than one hundredth.
    """
    found = _DECIMAL.fullmatch(text.strip(" \t\r\n"))
    if found is None:
        raise ValueError(text)
    hundredths = Fraction(found.group(0)) * HUNDREDTHS
    if hundredths.denominator != 1:
        raise ValueError(text)
    return hundredths.numerator


def show_hundredths(hundredths: int) -> str:
    """Write hundredths as a plain decimal without trailing zeros: 450 -> "4.5", 600 -> "6"."""
    return _fixed(hundredths, 2).rstrip("0").rstrip(".")


def round_down(value: Fraction, places: int = 2) -> str:
    """Write a fraction with fixed places, rounded down: 599.996 -> "599.99"."""
    return _fixed(value.numerator * 10**places // value.denominator, places)


def round_up(value: Fraction, places: int = 2) -> str:
    """Write a fraction with fixed places, rounded up: for points still needed."""
    return _fixed(-(-value.numerator * 10**places // value.denominator), places)


def show_exact(value: Fraction) -> str:
    """Write a fraction in lowest terms: "2438/3", or "600" where whole."""
    return str(value)


def show_rate(rate: Fraction) -> str:
    """Write a band's rate with two decimals, or four where it has more: 3/5 -> "0.60"."""
    return round_down(rate, 2 if (rate * 100).denominator == 1 else 4)


def show_decimal(value: Fraction, places: int = 6) -> str:
    """Write a fraction without trailing zeros, rounded down: 1/2 -> "0.5", 350 -> "350"."""
    return round_down(value, places).rstrip("0").rstrip(".")


def _fixed(units: int, places: int) -> str:
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"
