"""Working days of China."""

from datetime import date
from pathlib import Path

import pytest

from xingping.rating.calendar import (
    VARIABLE,
    is_known,
    is_probable_working_day,
    is_provisional,
    is_working_day,
)
from xingping.rating.errors import RefusedError

FAR = 2093


def test_holidays_and_make_up_days_of_a_published_year() -> None:
    assert not is_working_day(date(2024, 10, 1))
    assert is_working_day(date(2024, 10, 12))
    assert not is_working_day(date(2024, 10, 13))
    assert is_working_day(date(2024, 10, 14))


def test_an_unknown_year_is_refused_with_its_number() -> None:
    with pytest.raises(RefusedError) as caught:
        is_working_day(date(FAR, 3, 2))
    assert caught.value.refusal.code == "calendar_unknown"
    assert str(FAR) in caught.value.refusal.message


def test_an_unknown_year_is_counted_provisionally() -> None:
    assert is_probable_working_day(date(FAR, 3, 2))
    assert not is_probable_working_day(date(FAR, 3, 1))
    assert not is_probable_working_day(date(FAR, 10, 1))
    assert is_provisional(date(FAR, 3, 2))
    assert not is_provisional(date(2024, 3, 1))
    assert not is_provisional(None)


def test_the_operators_file_makes_a_year_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "calendar.toml"
    place.write_text(f"[{FAR}]\nholidays = [{FAR}-03-02]\nworkdays = [{FAR}-03-01]\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(place))
    assert is_known(FAR)
    assert [is_working_day(date(FAR, 3, day)) for day in (1, 2, 3, 7, 8)] == [True, False, True, False, False]
