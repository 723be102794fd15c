"""Faults say where, what and how to mend it."""

from __future__ import annotations

from xingping.core.faults import Fault, FaultsError


def test_a_fault_reads_as_one_line() -> None:
    assert str(Fault("a.csv:3", "得分超出范围", "请填 0 至 5")) == "a.csv:3: 得分超出范围；请填 0 至 5"


def test_all_faults_are_kept_in_order() -> None:
    faults = [Fault("a", "一", "甲"), Fault("b", "二", "乙")]
    error = FaultsError(fault for fault in faults)
    assert error.faults == tuple(faults)
    assert str(error) == "a: 一；甲\nb: 二；乙"
