"""The register of centres."""

from datetime import date, timedelta
from typing import Any

import pytest

from factories import REGION, BodyFactory, CentreFactory, applicant_of, officer_of
from refusals import refused
from xingping.core.catalogue import find_guide
from xingping.core.guide import FactType
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Centre, CentreFact
from xingping.rating.queries.centre_search import Asked, search_centres
from xingping.rating.services.centres import (
    centre_faults,
    change_centre,
    close_centre,
    register_centre,
    set_facts,
)

pytestmark = pytest.mark.django_db
FACT = next(fact for fact in find_guide().facts if fact.type is FactType.INTEGER)


def values(**changes: Any) -> dict[str, Any]:
    return {"code": "51010401", "name": " 锦江社区服务中心 ", "kind": "urban", "region": REGION, **changes}


def test_a_centre_is_registered_with_its_search_keys() -> None:
    body = BodyFactory()
    centre = register_centre(officer_of(body), body, values())
    assert (centre.name, centre.form) == ("锦江社区服务中心", "centre")
    assert centre.name_pinyin.startswith("jin jiang she qu")
    for words in ("锦江", "jinjiang", "jjsq"):
        assert [one.pk for one in search_centres(Asked(words), public=False).rows()] == [centre.pk]
    entry = AuditEntry.objects.get(verb="centre.create")
    assert entry.detail["after"]["name"] == "锦江社区服务中心"


def test_names_are_kept_raw() -> None:
    body = BodyFactory()
    centre = register_centre(officer_of(body), body, values(name="\uf900社区Ａ"))
    assert Centre.objects.get(pk=centre.pk).name == "\uf900社区Ａ"


def test_every_fault_comes_at_once() -> None:
    body = BodyFactory()
    wrong = values(code="甲", name="", kind="town", region="5101", colour="red", contact_name="a\0b")
    with refused("invalid") as caught:
        register_centre(officer_of(body), body, wrong)
    assert {"colour", "联系人", "中心编号"} <= set(caught.places)
    with refused("invalid") as caught:
        register_centre(officer_of(body), body, values(name="", kind="town", region="51010402601８"))
    assert set(caught.places) == {"名称", "类型", "行政区划代码"}
    assert not Centre.objects.exists()


def test_the_import_sees_the_same_faults() -> None:
    assert centre_faults(values()) == []
    assert [fault.place for fault in centre_faults(values(code=""))] == ["中心编号"]


def test_a_code_is_used_once_per_body() -> None:
    body, other = BodyFactory(), BodyFactory()
    register_centre(officer_of(body), body, values())
    with refused("centre_code_taken"):
        register_centre(officer_of(body), body, values(name="另一中心"))
    register_centre(officer_of(other), other, values())


def test_an_officer_registers_in_the_own_region_only() -> None:
    body = BodyFactory()
    with refused("not_found"):
        register_centre(officer_of(body, "5102"), body, values())
    with refused("not_found"):
        register_centre(officer_of(BodyFactory()), body, values())


def test_a_repeated_request_registers_once() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    first = register_centre(officer, body, values(), key="k1")
    assert register_centre(officer, body, values(), key="k1").pk == first.pk
    with refused("key_reused"):
        register_centre(officer, body, values(name="另一中心"), key="k1")
    assert Centre.objects.count() == 1


def test_a_change_keeps_what_was() -> None:
    centre = CentreFactory()
    applicant = applicant_of(centre)
    changed = change_centre(applicant, centre.pk, 0, {"address": "乙路 2 号"}, reason="搬迁")
    assert (changed.address, changed.version) == ("乙路 2 号", 1)
    assert centre.changes.get().changes == {"address": ["", "乙路 2 号"]}
    assert AuditEntry.objects.filter(verb="centre.change").count() == 1


def test_a_change_of_something_changed_meanwhile_is_refused() -> None:
    centre = CentreFactory()
    applicant = applicant_of(centre)
    change_centre(applicant, centre.pk, 0, {"address": "乙路 2 号"})
    with refused("changed_meanwhile"):
        change_centre(applicant, centre.pk, 0, {"address": "丙路 3 号"})


def test_no_change_writes_nothing() -> None:
    centre = CentreFactory()
    assert change_centre(applicant_of(centre), centre.pk, 0, {"name": centre.name}).version == 0
    assert not AuditEntry.objects.exists()


def test_a_centre_is_not_moved_out_of_ones_region() -> None:
    centre = CentreFactory()
    officer = officer_of(centre.body, "5101")
    with refused("not_found"):
        change_centre(officer, centre.pk, 0, {"region": "510203001001"})


def test_a_taken_code_is_refused() -> None:
    centre = CentreFactory()
    other = CentreFactory(body=centre.body)
    with refused("centre_code_taken"):
        change_centre(officer_of(centre.body), centre.pk, 0, {"code": other.code})


def test_a_new_name_is_found() -> None:
    centre = CentreFactory()
    change_centre(officer_of(centre.body), centre.pk, 0, {"name": "银杏社区服务站"})
    assert [one.pk for one in search_centres(Asked("银杏"), public=False).rows()] == [centre.pk]


def test_a_centre_is_closed_by_the_body_with_a_reason() -> None:
    centre = CentreFactory()
    with refused("not_allowed"):
        close_centre(applicant_of(centre), centre.pk, today(), "撤并")
    with refused("reasons_missing"):
        close_centre(officer_of(centre.body), centre.pk, today(), " ")
    assert close_centre(officer_of(centre.body), centre.pk, today(), "撤并").closed_on == today()


def test_facts_have_a_day_and_keep_their_past() -> None:
    centre = CentreFactory()
    applicant = applicant_of(centre)
    one, two = str(int(FACT.minimum) + 1), str(int(FACT.minimum) + 2)
    set_facts(applicant, centre.pk, {FACT.name: (one, date(2026, 3, 31))})
    set_facts(applicant, centre.pk, {FACT.name: (one, date(2026, 3, 31))})
    set_facts(applicant, centre.pk, {FACT.name: (two, date(2026, 3, 31))})
    set_facts(applicant, centre.pk, {FACT.name: (two, date(2026, 6, 30))})
    rows = [(one.value, one.true_on, one.replaced_at is None) for one in CentreFact.objects.order_by("pk")]
    assert rows == [
        (one, date(2026, 3, 31), False),
        (two, date(2026, 3, 31), True),
        (two, date(2026, 6, 30), True),
    ]
    assert AuditEntry.objects.filter(verb="centre.facts").count() == 3


def test_wrong_facts_are_all_named() -> None:
    centre = CentreFactory()
    tomorrow = today() + timedelta(days=1)
    with refused("invalid") as caught:
        set_facts(applicant_of(centre), centre.pk, {"colour": ("1", today()), FACT.name: ("x", tomorrow)})
    assert len(caught.places) == 2
    assert not CentreFact.objects.exists()


def test_what_does_not_exist_is_not_found() -> None:
    officer = officer_of(BodyFactory())
    with refused("not_found"):
        change_centre(officer, 10**9, 0, {})
