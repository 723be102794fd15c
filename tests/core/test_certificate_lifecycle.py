"""The certificate's table (clauses 6.1.2, 6.1.3)."""

from xingping.core.certificate_lifecycle import (
    CERTIFICATE_TRANSITIONS,
    FINAL_CERTIFICATE_STATES,
    CertificateAction,
    CertificateCondition,
    CertificateState,
)
from xingping.core.roles import Role


def test_every_state_is_reached_from_valid() -> None:
    found = {CertificateState.VALID}
    for _ in CertificateState:
        found |= {row.target for row in CERTIFICATE_TRANSITIONS if row.source in found}
    assert found == set(CertificateState)


def test_final_states_lead_nowhere() -> None:
    assert {row.source for row in CERTIFICATE_TRANSITIONS} & FINAL_CERTIFICATE_STATES == set()


def test_cancelling_needs_a_hearing_reasons_a_document_and_two_people() -> None:
    cancelling = [row for row in CERTIFICATE_TRANSITIONS if row.action is CertificateAction.CANCEL]
    needed = {
        CertificateCondition.HEARD,
        CertificateCondition.REASONS_GIVEN,
        CertificateCondition.DOCUMENT_GIVEN,
        CertificateCondition.SECOND_PERSON,
    }
    assert [set(row.guards) for row in cancelling] == [needed, needed]


def test_only_time_expires_a_certificate() -> None:
    expiring = [row for row in CERTIFICATE_TRANSITIONS if row.target is CertificateState.EXPIRED]
    assert {(row.role, row.guards) for row in expiring} == {
        (Role.SYSTEM, (CertificateCondition.LAST_DAY_OVER,))
    }


def test_names_are_all_there() -> None:
    kinds = (CertificateState, CertificateAction, CertificateCondition)
    assert all(one.label for kind in kinds for one in kind)
