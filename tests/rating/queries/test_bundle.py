"""Result bundles from real rows: verified by the command and by the independent verifier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from awards import award, awarded, heard_incident
from factories import officer_of, recommender_of
from noticing import appealed, confirmed, full, noticed, past, publish, ruled
from reviewing import Review, code_of, decided
from web.desks import client_of
from xingping.cli.main import main
from xingping.core.catalogue import find_edition
from xingping.core.lifecycle import State
from xingping.rating.calendar import today
from xingping.rating.models import Certificate, Letter, ResultBundle
from xingping.rating.queries.bundle import bundle_is_public, signed_bundle
from xingping.rating.queries.certificates import certificate_text
from xingping.rating.queries.open_tables import open_tables
from xingping.rating.services.cancellation_appeals import appeal_cancellation, decide_cancellation_appeal
from xingping.rating.services.certificates import Announced
from xingping.rating.services.downgrading import downgrade, propose_downgrade
from xingping.rating.services.incidents import cancel, propose_cancellation
from xingping.rating.services.issuer_keys import make_issuer_key
from xingping.rating.services.letters import deliver_not_awarded
from xingping.rating.services.notices import Heading
from xingping.rating.services.sealing import seal_all

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
INDEPENDENT = Path(__file__).parents[3] / "docs" / "verify" / "verify.py"


def test_a_real_bundle_holds_and_a_changed_digit_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review, made = awarded({"31": 250})
    make_issuer_key(made.body_id)
    path, keys = tmp_path / "bundle.json", tmp_path / "keys.json"
    assert main(["bundle", made.number, str(path)]) == 0
    assert main(["issuer", "show", made.body.code, "--out", str(keys)]) == 0
    capsys.readouterr()
    assert main(["verify", str(path), "--issuer-key", str(keys)]) == 0
    assert "999.16" in capsys.readouterr().out
    assert independent(path).returncode == 0

    bundle = json.loads(path.read_text("utf-8"))
    assert "reasons" not in json.dumps([one["reasons"] for one in bundle["sheets"] if one["reasons"]])
    bundle["sheets"][1]["scores"]["31"] -= 50
    path.write_text(json.dumps(bundle, ensure_ascii=False), "utf-8")
    assert main(["verify", str(path)]) == 1
    assert "✗" in capsys.readouterr().out
    found = independent(path)
    assert found.returncode == 1
    assert "sheet:2" in found.stdout
    assert bundle_is_public(review.fresh()) is False


def independent(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(INDEPENDENT), str(path)], capture_output=True, text=True, check=False
    )


def test_there_is_none_before_the_announcement_nor_without_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(lambda: signed_bundle(decided().fresh())) == "no_bundle"
    review, _made = awarded()
    case = review.fresh()
    assert code_of(lambda: signed_bundle(case)) == "bundle_not_sealed"
    seal_all()
    assert code_of(lambda: signed_bundle(case)) == "no_issuer_key"
    assert main(["bundle", "没有", "x.json"]) == 2
    assert main(["bundle", case.number, "x.json"]) == 2


def checked(number: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Write a bundle, verify it by both programs, and hand back what the command says."""
    path, keys = folder / "bundle.json", folder / "keys.json"
    assert main(["bundle", number, str(path)]) == 0
    body = Certificate.objects.first()
    capsys.readouterr()
    options = []
    if body:
        assert main(["issuer", "show", body.body.code, "--out", str(keys)]) == 0
        options = ["--issuer-key", str(keys)]
        capsys.readouterr()
    status = main(["verify", str(path), *options])
    said = capsys.readouterr().out
    assert status == 0, said
    assert independent(path).returncode == 0
    return said


def without_star() -> Review:
    """A case of fewer than 600 points whose applicant was told so, in a round that publishes points."""
    less = {one.serial: one.points for one in find_edition().indicators[:30]}
    review = confirmed(less, less, less, stars=0, publish_points=True)
    make_issuer_key(review.scene.body.pk)
    deliver_not_awarded(review.officer, review.case_id)
    return review


def test_an_applicant_without_a_star_recomputes_the_result_and_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: LazySettings
) -> None:
    settings.SECOND_FACTOR_ROLES = []
    review = without_star()
    number = review.fresh().number
    said = checked(number, tmp_path, capsys)
    assert "不授予星级" in said
    letter = Letter.objects.get()
    assert ResultBundle.objects.get().content["decision"]["number"] == letter.number
    address = f"/cases/{number}/bundle.json"
    own = client_of(review.scene.applicant)
    answer = own.get(address)
    assert json.loads(answer.content)["decision"]["outcome"] == "not_awarded"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert address in own.get(f"/centre/cases/{number}/outcome/").content.decode()
    officer = client_of(review.officer)
    assert officer.get(address).status_code == 200
    assert address in officer.get(f"/office/cases/{number}/outcome/").content.decode()
    strangers = [review.assessors[0], officer_of(without_star().scene.body), *review.panel[:1]]
    strangers.append(recommender_of(review.scene.case.region[:6], review.scene.body))
    assert {client_of(one).get(address).status_code for one in strangers} == {404}
    assert Client().get(address).status_code == 302
    assert number not in str([list(table.rows()) for table in open_tables(today())])
    digest = ResultBundle.objects.first().digest  # type: ignore[union-attr]
    assert all(
        digest not in Client().get(page).content.decode()
        for page in ("/", "/notice/", "/open-data/", "/api/v1/ratings")
    )


def test_an_appeal_makes_another_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = without_star()
    appealed(review, "31")
    ruled(review, {"31": full("31")})
    assert review.fresh().state == State.NOT_AWARDED
    assert list(ResultBundle.objects.values_list("sequence", flat=True)) == [1, 2]
    assert "不经表决" in checked(review.fresh().number, tmp_path, capsys)


def test_a_star_that_an_appeal_changed_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    less = {"31": full("31")}
    review, _notice = noticed(less, less, less)
    appealed(review, "12")
    ruled(review, {"12": 0})
    past(publish(review, Heading("演评公示 补 1", "电话")))
    made = award(review)
    make_issuer_key(made.body_id)
    assert "授予 4 星，与得分相符（申诉复查的决定，不经表决）" in checked(made.number, tmp_path, capsys)


def test_a_bundle_never_says_more_stars_than_the_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review, old = awarded(downgrade_allowed=True, publish_points=True)
    make_issuer_key(old.body_id)
    document = Announced("演评决〔2026〕9 号", today())
    colleague = officer_of(review.scene.body)
    lowered = heard_incident(review.scene, old)
    propose_downgrade(review.officer, lowered.pk, 3, "服务减少", document)
    new = downgrade(colleague, lowered.pk)
    make_issuer_key(old.body_id)
    assert (certificate_text(old).total, certificate_text(new).total) == ("1000.00", "")
    said = checked(new.number, tmp_path, capsys)
    assert f"降低星级，5 星 → 3 星，证书 {new.number}，{document.number}：服务减少" in said
    assert "现在的星级：3 星" in said
    public = Client()
    both = [public.get(f"/v/{one.token}/bundle.json").json()["later"] for one in (old, new)]
    assert both[0] == both[1] == [one for one in both[0] if one["stars"] == 3]

    gone = heard_incident(review.scene, new)
    propose_cancellation(review.officer, gone.pk, "虚假材料", document)
    cancel(colleague, gone.pk)
    assert "现在的星级：无星级" in checked(new.number, tmp_path, capsys)
    appeal_cancellation(review.scene.applicant, gone.pk, "有误")
    uninvolved = officer_of(review.scene.body)
    decide_cancellation_appeal(uninvolved, gone.pk, upheld=True, conclusion="成立")
    assert "现在的星级：3 星" in checked(new.number, tmp_path, capsys)
    assert [one.sequence for one in ResultBundle.objects.all()] == [1, 2, 3, 4]
