from __future__ import annotations

from national.small import SMALL, make_edition
from xingping.national.codes import make_codes
from xingping.national.scheme import edition_scheme


def test_every_indicator_has_a_bit_of_its_own() -> None:
    codes = make_codes(edition_scheme(SMALL))
    assert codes.columns["serial"] == list(SMALL.serials)
    assert codes.columns["mask_0"] == [1, 2, 4, 8, 16]
    assert codes.words == {"mask_0": 31}
    assert codes.columns["limit"] == [500, 1250, 700, 3000, 2000]


def test_more_indicators_than_bits_take_a_second_word() -> None:
    codes = make_codes(edition_scheme(make_edition([100] * 70)))
    assert codes.words == {"mask_0": 2**62 - 1, "mask_1": 2**8 - 1}
    assert sum(codes.columns["mask_0"]) == 2**62 - 1
    assert codes.columns["mask_1"][:62] == [0] * 62


def test_packed_sums_unpack_to_the_sections() -> None:
    scheme = edition_scheme(SMALL)
    codes = make_codes(scheme)
    scores = [500, 1249, 3, 2999, 2000]
    lanes = {
        lane: sum(score * weight for score, weight in zip(scores, codes.columns[lane], strict=True))
        for lane in codes.lanes
    }
    sums = [(lanes[place.lane] >> place.shift) & place.mask for place in codes.places]
    assert sums == [3, 500 + 2999, 1249 + 2000]


def test_sections_that_do_not_fit_one_lane_take_another() -> None:
    codes = make_codes(edition_scheme(make_edition([30_000] * 20)))
    assert codes.lanes == ("lane_0",)
    wide = make_codes(edition_scheme(make_edition([2**26] * 6)))
    assert wide.lanes == ("lane_0", "lane_1")
    assert all(place.shift + place.mask.bit_length() <= 56 for place in wide.places)
