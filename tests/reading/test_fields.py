"""Tests of the fields: no heading means two of them, and the promised ones are there."""

from __future__ import annotations

import pytest

from igpm_sheets.fields import FIELD_NAMES, FIELDS, TabKind, heading_of, is_our_tab
from igpm_sheets.reading.wording import normal, without_hint

PROMISED = {
    TabKind.APPLICATIONS: "ref name email practice nation received type previous_ref"
    " resubmitted_domains associate role role_started constitution_breach disciplinary"
    " testimonial_1_from testimonial_1_referee testimonial_1_received testimonial_2_from"
    " testimonial_2_referee testimonial_2_received evidence_1 evidence_10 evidence_missing"
    " fee_paid result_sent withdrawn",
    TabKind.MEMBERS: "name email membership_no awarded window paid_to left",
    TabKind.ASSOCIATES: "name email joined paid_to left",
    TabKind.ASSESSORS: "name email category practice conflicts max_load active",
    TabKind.ALLOCATION: "ref assessor_1 assessor_2 assessor_3 pinned",
}


@pytest.mark.parametrize("kind", TabKind)
def test_no_heading_means_two_fields_of_one_tab(kind: TabKind) -> None:
    owner: dict[str, str] = {}
    for field in FIELDS[kind]:
        for heading in field.headings:
            assert owner.setdefault(normal(heading), field.name) == field.name, heading


@pytest.mark.parametrize("kind", TabKind)
def test_no_heading_of_ours_ends_in_a_hint(kind: TabKind) -> None:
    assert not [h for field in FIELDS[kind] for h in field.headings if without_hint(h)]


@pytest.mark.parametrize("kind", TabKind)
def test_the_promised_fields_are_there(kind: TabKind) -> None:
    assert {field.name for field in FIELDS[kind]} >= set(PROMISED[kind].split())


def test_only_ref_and_received_must_have_columns() -> None:
    required = [field.name for field in FIELDS[TabKind.APPLICATIONS] if field.required]
    assert required == ["ref", "received"]


def test_a_field_knows_its_heading() -> None:
    assert heading_of(TabKind.APPLICATIONS, "received") == "Date received"
    assert heading_of(TabKind.MEMBERS, "received") == "received"
    assert {"role_started", "max_load", "pinned"} <= FIELD_NAMES


@pytest.mark.parametrize(
    "name", ["IGPM Results", "igpm  problems", "IGPM Summary (2)", "IGPM Changes"]
)
def test_our_tabs_are_known_again(name: str) -> None:
    assert is_our_tab(name)


@pytest.mark.parametrize("name", ["Results", "IGPM Resultsheet", "Our IGPM Results"])
def test_other_tabs_are_not_ours(name: str) -> None:
    assert not is_our_tab(name)
