"""Open data and the badge: published facts, described, checksummed, harmless in a spreadsheet, live."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.test import Client

from factories import CentreFactory
from public_centres import awarded, open_register
from xingping.cli.main import main
from xingping.core.certificate_lifecycle import CertificateState
from xingping.rating.calendar import today
from xingping.rating.jobs.open_data import publish_today
from xingping.rating.models import AuditEntry, Centre, Certificate, OpenDataRelease
from xingping.rating.services.open_data import publish_open_data

pytestmark = pytest.mark.django_db
HIDDEN = "秘密桂花社区服务中心"
FORMULA = "=HYPERLINK(社区)服务中心"


@pytest.fixture(autouse=True)
def centre(settings: LazySettings, tmp_path: object) -> Centre:
    settings.MEDIA_ROOT = tmp_path
    CentreFactory(name=HIDDEN)
    made, _other = open_register(FORMULA, "望溪社区服务中心")
    awarded(made, 4)
    return made


def content(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_before_the_first_day_the_page_says_when(client: Client) -> None:
    assert "还没有发布公开数据" in content(client, "/open-data/").decode()


def test_every_file_is_described_and_as_its_checksum_says(client: Client) -> None:
    publish_today()
    day = today().isoformat()
    package = json.loads(content(client, f"/open-data/{day}/datapackage.json"))
    assert (package["profile"], package["version"], len(package["resources"])) == (
        "tabular-data-package",
        day,
        21,
    )
    page = content(client, "/open-data/").decode()
    for one in package["resources"]:
        found = content(client, f"/open-data/{day}/{one['path']}")
        assert (len(found), f"sha256:{hashlib.sha256(found).hexdigest()}") == (one["bytes"], one["hash"])
        assert one["hash"].removeprefix("sha256:") in page
        assert HIDDEN.encode() not in found


def test_the_three_formats_tell_the_same(client: Client, centre: Centre) -> None:
    publish_open_data()
    base = f"/open-data/{today()}/results"
    (row,) = csv.DictReader(io.StringIO(content(client, f"{base}.csv").decode()))
    (one,) = json.loads(content(client, f"{base}.json"))
    (column,) = pq.read_table(io.BytesIO(content(client, f"{base}.parquet"))).to_pylist()
    assert row["name"] == f"'{FORMULA}"  # no spreadsheet calculates it
    assert one["name"] == column["name"] == FORMULA
    assert (row["centre"], one["centre"], column["centre"]) == (str(centre.pk), centre.pk, centre.pk)
    assert (row["awarded_on"], one["status"], column["stars"]) == (today().isoformat(), "valid", 4)


def test_a_day_is_published_once_and_never_changes() -> None:
    first = publish_open_data()
    awarded(Centre.objects.get(name="望溪社区服务中心"))
    assert publish_open_data() == first
    assert OpenDataRelease.objects.count() == AuditEntry.objects.filter(verb="open_data.publish").count() == 1
    later = publish_open_data(today() + timedelta(days=1))
    assert {one.rows for one in later.files.filter(table="results")} == {2}


def test_the_command_says_where_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["opendata"]) == 0
    assert f"/open-data/{today()}/" in capsys.readouterr().out


@pytest.mark.parametrize(
    "path", ["x/results.csv", "2020-01-01/results.csv", "２０２６-01-01/", "x/", "2026-13-01/"]
)
def test_what_was_never_published_is_not_there(client: Client, path: str) -> None:
    publish_open_data()
    assert client.get(f"/open-data/{path}").status_code == 404
    assert client.get(f"/open-data/{today()}/secret.csv").status_code == 404


def test_the_badge_is_live_and_may_be_shown_elsewhere(client: Client, centre: Centre) -> None:
    certificate = Certificate.objects.get(centre=centre)
    picture, page = f"/badge/{certificate.token}.svg", f"/badge/{certificate.token}/"
    assert "四星级" in content(client, picture).decode()
    answer = client.get(page)
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert client.get(picture).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]
    Certificate.objects.filter(pk=certificate.pk).update(
        state=CertificateState.SUSPENDED, state_reason="整改"
    )
    assert "目前没有星级" in content(client, picture).decode()
    for wrong in ("0" * 32, "x", certificate.number):
        assert client.get(f"/badge/{wrong}/").status_code == 404
