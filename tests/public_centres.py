"""Centres that the public may see, and their results, for tests of public pages and the open API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from factories import BodyFactory, CentreFactory, open_round_of, person_with
from xingping.core.roles import Role
from xingping.rating.calendar import today
from xingping.rating.models import Case, Centre, Certificate, RatingBody, Region
from xingping.rating.services.centre_index import index_centres

REGIONS = (
    ("51", "四川省", 1, None),
    ("5101", "成都市", 2, "51"),
    ("510104", "锦江区", 3, "5101"),
    ("510104001", "锦官驿街道", 4, "510104"),
)
PUBLISHED = {
    "total": "805.50",
    "subtotals": [
        ["规划建设", "70.00", "80"], ["基础运营", "100.00", "120"], ["党建引领", "150.00", "200"],
        ["多元治理格局", "90.00", "120"], ["社区服务多元供给", "250.00", "300"],
        ["社会关注度及影响力", "60.00", "80"], ["特色及创新服务", "85.50", "100"],
    ],
}  # fmt: skip


def load_regions() -> None:
    """The regions of the tests' centres."""
    rows = [
        Region(prefix=prefix, code=prefix.ljust(12, "0"), name=name, level=level, parent_id=parent)
        for prefix, name, level, parent in REGIONS
    ]
    Region.objects.bulk_create(rows, ignore_conflicts=True)


def open_register(*names: str) -> list[Centre]:
    """Centres of a body that shows its register, filed for the search."""
    load_regions()
    body = RatingBody.objects.filter(shows_register=True).first() or BodyFactory(shows_register=True)
    centres = [CentreFactory(body=body, name=name, region="510104001001") for name in names]
    index_centres([centre.pk for centre in centres])
    return centres


def awarded(centre: Centre, stars: int = 3, **changes: Any) -> Certificate:
    """A certificate as an announcement leaves it behind, without the way there."""
    round_ = centre.body.rounds.first() or open_round_of(centre.body)
    now = timezone.now()
    Case.objects.filter(round=round_, centre=centre).update(state="withdrawn")  # one open case a round
    case = Case.objects.create(
        number=f"T-{uuid4().hex[:12]}", round=round_, centre=centre, body=centre.body, region=centre.region,
        kind=centre.kind, state="announced", state_since=now, edition_code=round_.edition_code,
        edition_hash=round_.edition_hash, guide_hash=round_.guide_hash, policy_hash=round_.policy_hash,
        created_by=person_with(Role.OFFICER, body=centre.body),
    )  # fmt: skip
    values: dict[str, Any] = {
        "awarded_on": today(), "last_day": today() + timedelta(days=1095), "announced_on": today(),
        "announcement_number": "演评〔2026〕1 号", "published": PUBLISHED, **changes,
    }  # fmt: skip
    made = Certificate.objects.create(
        number=case.number, body=centre.body, year=2026, county=centre.region[:6], serial=case.pk,
        centre=centre,
        centre_name=centre.name, region=centre.region, case=case, stars=stars, token=uuid4().hex,
        state_since=now, edition_code=case.edition_code, edition_hash=case.edition_hash, **values,
    )  # fmt: skip
    index_centres([centre.pk])
    return made
