"""The region picker's address, and the field of forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from rating.region_files import lay_out
from xingping.rating.models import Level
from xingping.rating.services import regions
from xingping.web.regions import RegionField

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "FOLDER", lay_out(tmp_path / "regions"))
    regions.load_upper()
    regions.load_below("510104")


def asked(client: Client, **query: str) -> list[str]:
    """Prefixes that the address answers."""
    return [region["prefix"] for region in client.get(reverse("regions"), query).json()["regions"]]


def test_it_answers_everybody_with_names_and_paths(client: Client) -> None:
    assert client.get(reverse("regions"), {"q": "jjq"}).json() == {
        "regions": [
            {
                "prefix": "510104",
                "code": "510104000000",
                "name": "锦江区",
                "path": "四川省成都市锦江区",
                "level": 3,
                "levelName": "县级",
                "below": True,
            }
        ]
    }


def test_it_narrows_by_place_and_level(client: Client) -> None:
    assert asked(client, within="5101") == ["510104", "510105"]
    assert asked(client, q="莲", within="510104") == ["510104026018", "510104026013"]
    assert asked(client, q="东", to="1") == ["44"]


@pytest.mark.parametrize(
    "query",
    [{"q": "\x00"}, {"q": "x" * 5000}, {"within": "'; drop"}, {"within": "９"}, {"to": "9"}, {"q": "\ud800"}],
)
def test_odd_questions_get_an_answer(client: Client, query: dict[str, str]) -> None:
    safe = {key: value.encode("utf-8", "replace").decode() for key, value in query.items()}
    assert client.get(reverse("regions"), safe).status_code == 200


class Form(forms.Form):
    """A form with both kinds of fields."""

    region = RegionField(required=False)
    code = RegionField(required=False, as_code=True, levels=(Level.STREET, Level.COMMUNITY))


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [("510104", "510104"), ("510104000000", "510104"), ("锦江区", "510104"), ("jjq", "510104"), ("", "")],
)
def test_the_field_takes_codes_and_names(typed: str, prefix: str) -> None:
    form = Form({"region": typed})
    assert form.is_valid()
    assert form.cleaned_data["region"] == prefix


@pytest.mark.parametrize("typed", ["东", "没有的地方", "999999", "东莞市"])
def test_what_is_unknown_or_ambiguous_is_said(typed: str) -> None:
    form = Form({"region": typed})
    assert not form.is_valid()
    assert "请从列表中选择或输入代码" in str(form.errors["region"])


def test_levels_are_kept_and_codes_padded() -> None:
    assert "请选择乡级、村级的地区" in str(Form({"code": "510104"}).errors["code"])
    form = Form({"code": "510104026"})
    assert form.is_valid()
    assert form.cleaned_data["code"] == "510104026000"


def test_the_field_shows_the_path_of_its_value() -> None:
    assert 'data-path="四川省成都市锦江区"' in str(Form({"region": "510104"})["region"])
