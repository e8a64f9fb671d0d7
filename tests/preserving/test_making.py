"""What is made to be refreshed is what it says: legal, odd, and opened by the readers it names."""

from __future__ import annotations

import pytest

from .making import Expected, Workbook, every
from .package import Package, Unreadable
from .soundness import faults
from .trying import opened_by

ALL = {workbook.name: workbook for workbook in every()}

FAULTS_MEANT = (
    "parts without relationships",
    "no content type for relationships",
    "wrong counts",
    "number formats with high and missing",
    "a calculation chain that is missing",
    "a style that cells name",
)
"""Workbooks with a fault that Excel and the like do not mind, which is what is odd about them."""


@pytest.mark.parametrize("workbook", ALL.values(), ids=ALL)
def test_a_workbook_is_opened_by_the_readers_it_names(workbook: Workbook) -> None:
    assert tuple(opened_by(workbook.make())) == workbook.opened_by


@pytest.mark.parametrize("workbook", ALL.values(), ids=ALL)
def test_a_workbook_to_be_refreshed_hangs_together(workbook: Workbook) -> None:
    meant = workbook.name.startswith(FAULTS_MEANT)
    try:
        found = list(faults(Package(workbook.make())))
    except Unreadable:
        found = ["unreadable"]
    if workbook.expected is Expected.REFRESHED:
        assert bool(found) == meant, found


def test_there_is_something_of_every_kind() -> None:
    kinds = [workbook.expected for workbook in ALL.values()]
    assert {kind: kinds.count(kind) > 10 for kind in Expected} == dict.fromkeys(Expected, True)
