"""Coming back: when (known/resubmit_by, known/came_back), with what, on which marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.core.decisions import decide
from igpm_sheets.core.resubmission import carried_marks
from igpm_sheets.core.years import add_years
from igpm_sheets.model import (
    DOMAINS,
    Application,
    ApplicationType,
    Assessor,
    Decision,
    PanelRow,
    Post,
    Status,
    Testimonial,
)
from tests.core.records import (
    PANEL,
    STANDARD,
    a_panel,
    a_resubmission,
    a_sheet,
    an_application,
    an_office,
    came_back,
    decide_one,
    decided,
    policy,
    rules_of,
)
from tests.core.tables import a_day, day, rows, settings_in

FAILED = "4455555555 5555555555 5555555555"
"""148: further evidence is needed in domains 1 and 2."""


@pytest.mark.parametrize("row", rows("resubmit_by"))
def test_until_when_a_candidate_may_come_back(row: Mapping[str, str]) -> None:
    application = an_application(
        received=a_day(row["received"]), result_sent=day(row["result sent"])
    )
    decision = decide_one(application, a_panel(*FAILED.split()), **settings_in(row["settings"]))
    assert decision.resubmit_by == a_day(row["last day"])
    assert str(decision.next_window) == row["next window"]


@pytest.mark.parametrize("row", rows("came_back"))
def test_whether_a_resubmission_came_in_time(row: Mapping[str, str]) -> None:
    received = a_day(row["came back"])
    first = {
        "received": a_day(row["first received"]),
        "result_sent": day(row["result sent"]),
    }
    decision = came_back(
        FAILED,
        STANDARD,
        first=first,
        second={"received": received},
        today=received + timedelta(days=110),
        **settings_in(row["settings"]),
    )
    assert (decision.status.value, rules_of(decision.why)) == (row["status"], [row["why"]])
    assert str(decision.window) == row["window"]


@pytest.mark.rule("I11", passes=True)
@pytest.mark.rule("I11", passes=False)
@settings(max_examples=60, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(-3, 3))
def test_the_corresponding_day_is_the_last(sent: date, off: int) -> None:
    received = add_years(sent, 1) + timedelta(days=off)
    first = {"received": date(2023, 9, 10), "result_sent": sent}
    decision = came_back(FAILED, STANDARD, first=first, second={"received": received})
    assert ("R61" in rules_of(decision.why)) == (off > 0)


def trail(problems: Sequence[Any]) -> set[str]:
    return {problem.code for problem in problems}


@pytest.mark.rule("I17", passes=True)
@pytest.mark.rule("R60", passes=True)
def test_new_marks_replace_the_old_in_the_domains_resubmitted() -> None:
    decision = came_back(FAILED, "66--------")
    assert decision.to_mark == (1, 2)
    assert decision.domain_sums == (18, 18, *(15,) * 8)
    assert (decision.sum, decision.status) == (156, Status.AWARD)
    assert {row.carried for row in decision.panel} == {tuple(range(3, 11))}


@pytest.mark.rule("I17", passes=True)
def test_the_new_marks_count_even_where_they_are_lower() -> None:
    decision = came_back("4755555555 5555555555 4455555555", "3---------")
    assert decision.to_mark == (1,)
    assert decision.domain_sums[:2] == (9, 16)


@pytest.mark.rule("I17", passes=False)
def test_where_all_ten_are_marked_again_nothing_is_carried() -> None:
    waiting = came_back(FAILED, "66--------", resubmission_marks="mark_all")
    assert waiting.status is Status.AWAITING_MARKS
    assert "6 of 30 marks are in" in waiting.why[0].sentence
    again = came_back(FAILED, "5555554444", resubmission_marks="mark_all")
    assert (again.sum, again.asked_for) == (138, (7, 8, 9, 10))
    assert {row.carried for row in again.panel} == {()}


Rows = list[list[int]]
PANELS: st.SearchStrategy[Rows] = st.lists(
    st.lists(st.integers(3, 7), min_size=10, max_size=10), min_size=3, max_size=3
)


@settings(max_examples=100, deadline=None)
@given(PANELS, PANELS, st.sets(st.sampled_from(list(DOMAINS)), min_size=1, max_size=9))
def test_the_sum_is_the_old_less_the_old_marks_there_and_the_new(
    old: Rows, new: Rows, chosen: set[int]
) -> None:
    others = ("Bob Best", "Dee Dale", "Eve East")
    before = [PanelRow(name, tuple(row)) for name, row in zip(PANEL, old, strict=True)]
    after = [
        PanelRow(name, tuple(m if d in chosen else None for d, m in zip(DOMAINS, row, strict=True)))
        for name, row in zip(others, new, strict=True)
    ]
    laid = carried_marks(after, before, tuple(sorted(chosen)))
    at = [domain - 1 for domain in chosen]
    expected = sum(map(sum, old)) + sum(
        new[row][domain] - old[row][domain] for row in range(3) for domain in at
    )
    assert sum(row.own_sum or 0 for row in laid) == expected
    own = next(row for row in laid if row.assessor == "Bob Best")
    assert [m for d, m in zip(DOMAINS, own.marks, strict=True) if d not in chosen] == [
        m for d, m in zip(DOMAINS, old[1], strict=True) if d not in chosen
    ]


def test_a_carried_mark_leads_to_the_cell_it_was_first_read_from() -> None:
    again = [a_sheet("66--------", name, "26-101", row=7) for name in PANEL]
    office = an_office([an_application(), a_resubmission()], [*a_panel(*FAILED.split()), *again])
    found, _ = decided(office, date(2026, 6, 10))
    ann = found["26-101"].panel[0]
    assert [str(ann.cell(domain)).rpartition("!")[2] for domain in (1, 3)] == ["B7", "D2"]


@pytest.mark.rule("R59", passes=False)
@pytest.mark.rule("I35", passes=False)
def test_nobody_comes_back_in_the_window_of_the_result() -> None:
    late_result = an_application(result_sent=date(2026, 5, 4))
    decision = decide_one(late_result, a_panel(*FAILED.split()))
    assert str(decision.next_window) == "2026-09"


@pytest.mark.rule("R60", passes=False)
@pytest.mark.rule("I18", passes=True)
def test_evidence_nobody_asked_for_is_left_out() -> None:
    one, two = an_application(), a_resubmission(resubmitted_domains=(1, 7))
    sheets = [*a_panel(*FAILED.split()), *a_panel("7-----7---", ref=two.ref)]
    found, problems = decided(an_office([one, two], sheets), date(2026, 6, 10))
    decision = found[two.ref]
    assert decision.to_mark == (1,)
    assert decision.domain_sums[6] == 15
    assert rules_of(decision.flags) == ["I18"]
    assert trail(problems) == {"A09", "M38"}


@pytest.mark.rule("R60", passes=False)
@pytest.mark.rule("I18", passes=False)
def test_only_evidence_nobody_asked_for() -> None:
    one, two = an_application(), a_resubmission(resubmitted_domains=(7, 8))
    office = an_office([one, two], a_panel(*FAILED.split()))
    found, problems = decided(office, date(2026, 6, 10))
    assert found[two.ref].status is Status.ON_HOLD
    assert trail(problems) == {"A08", "A09"}


@pytest.mark.rule("I31", passes=True)
def test_a_blank_list_of_domains_means_all_that_were_asked_for() -> None:
    assert came_back(FAILED, "55--------").to_mark == (1, 2)
    some = came_back(FAILED, "5---------", second={"resubmitted_domains": (1,)})
    assert (some.to_mark, some.sum, some.asked_for) == ((1,), 149, (2,))


@pytest.mark.rule("I31", passes=True)
def test_evidence_is_needed_in_the_domains_resubmitted_only() -> None:
    evidence = (True, True, *(False,) * 8)
    assert came_back(FAILED, "55--------", second={"evidence": evidence}).status is Status.AWARD


@pytest.mark.rule("I31", passes=False)
def test_evidence_in_a_domain_resubmitted_that_is_missing() -> None:
    evidence = (True, False, *(True,) * 8)
    decision = came_back(FAILED, "55--------", second={"evidence": evidence})
    assert (decision.status, rules_of(decision.why)) == (Status.DECLINED, ["R8"])


@pytest.mark.rule("I31", passes=False)
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"associate": None}, "R2"),
        ({"associate": date(2026, 5, 14)}, "R1"),
        ({"constitution_breach": None}, "R15"),
        ({"disciplinary": None}, "R16"),
    ],
)
def test_standing_and_conduct_are_asked_afresh(changes: dict[str, Any], rule: str) -> None:
    decision = came_back(FAILED, "55--------", second=changes)
    assert (decision.status, rules_of(decision.why)) == (Status.ON_HOLD, [rule])


@pytest.mark.rule("I31", passes=True)
def test_post_and_testimonials_carry_over_as_far_as_they_are_blank() -> None:
    posts = (Post("Practice Manager", date(2020, 1, 1), date(2025, 12, 31)),)
    first = {"role_started": date(2026, 1, 1), "earlier_posts": posts}
    decision = came_back(FAILED, "55--------", first=first)
    assert decision.status is Status.AWARD
    whole = decision.application
    assert (whole.role, whole.earlier_posts) == ("Practice Manager", posts)
    assert [each.referee for each in whole.testimonials] == ["Dr Mo Senior", "Pat Peer"]
    later = came_back(FAILED, "55--------", second={"role_started": date(2025, 1, 1)})
    assert rules_of(later.why) == ["R11"]
    other = (Testimonial(referee="Dr Other"), Testimonial())
    changed = came_back(
        FAILED, "55--------", second={"role": "Receptionist", "testimonials": other}
    )
    assert rules_of(changed.why) == ["R14"]
    assert changed.application.testimonials[0].referee == "Dr Other"


def chain(*marks: str, received: Sequence[date] = (), **settings_: Any) -> list[Decision]:
    """A full application and the resubmissions after it, in successive windows."""
    days = received or [date(2026, 5, 15), date(2026, 9, 15), date(2027, 1, 15)]
    applications: list[Application] = [an_application("1", result_sent=date(2026, 2, 20))]
    sheets = [*a_panel(*marks[0].split(), ref="1")]
    for number, (again, came) in enumerate(zip(marks[1:], days, strict=False), 2):
        sent = came.replace(day=28) if number <= len(marks) else None
        applications.append(
            a_resubmission(
                str(number), str(number - 1), row=number + 1, received=came, result_sent=sent,
                name="Candidate 1", email="1@example.org",
            )
        )  # fmt: skip
        sheets += a_panel(*again.split(), ref=str(number))
    found, _ = decided(an_office(applications, sheets), date(2029, 1, 1), **settings_)
    return list(found.values())


@pytest.mark.rule("I19", passes=True)
def test_as_many_resubmissions_as_fall_within_a_year_of_the_first_result() -> None:
    first, second, third = chain(FAILED, "44--------", "55--------")
    assert third.status is Status.AWARD
    assert first.resubmit_by == second.resubmit_by == date(2027, 2, 20)
    late = chain(
        FAILED, "44--------", "55--------", received=[date(2026, 5, 15), date(2027, 2, 21)]
    )
    assert rules_of(late[2].why) == ["R61"]


@pytest.mark.rule("I19", passes=False)
def test_once_means_that_a_second_is_not_eligible() -> None:
    first, second, third = chain(FAILED, "44--------", "55--------", attempts="once")
    assert first.resubmit_by == date(2027, 2, 20)
    assert (second.status, second.resubmit_by) == (Status.FURTHER_EVIDENCE, None)
    assert (third.status, rules_of(third.why)) == (Status.NOT_ELIGIBLE, ["I19"])


@pytest.mark.rule("I19", passes=True)
def test_a_resubmission_that_was_withdrawn_is_none() -> None:
    first, withdrawn = an_application("1"), a_resubmission("2", "1", withdrawn=True)
    again = a_resubmission("3", "1", row=4, received=date(2026, 5, 20))
    sheets = [*a_panel(*FAILED.split(), ref="1"), *a_panel("55--------", ref="3")]
    office = an_office([first, withdrawn, again], sheets)
    found, _ = decided(office, date(2026, 6, 10), attempts="once")
    assert [each.status for each in found.values()][1:] == [Status.WITHDRAWN, Status.AWARD]


@pytest.mark.rule("I19", passes=True)
def test_once_allows_the_first() -> None:
    assert chain(FAILED, "55--------", attempts="once")[1].status is Status.AWARD


@pytest.mark.rule("I19", passes=True)
def test_the_year_may_start_again_at_each_result() -> None:
    days = [date(2026, 5, 15), date(2027, 5, 15)]
    _, second, third = chain(FAILED, "44--------", "55--------", received=days, attempts="restart")
    assert second.resubmit_by == date(2027, 5, 28)
    assert third.status is Status.AWARD
    assert rules_of(chain(FAILED, "44--------", "55--------", received=days)[2].why) == ["R61"]


@pytest.mark.rule("R58", passes=True)
def test_a_second_result_asks_again_from_all_thirty_marks() -> None:
    second = chain("4455555555 5555555555 5555555554", "54-------4")[1]
    assert (second.sum, second.asked_for) == (144, (2, 10))


@pytest.mark.rule("I33", passes=False)
@pytest.mark.parametrize(
    ("second", "code"),
    [({"previous_ref": "26-999"}, "A04"), ({"previous_ref": ""}, "A07")],
)
def test_a_previous_ref_that_leads_nowhere(second: dict[str, Any], code: str) -> None:
    one, two = an_application(), a_resubmission(**second)
    found, problems = decided(an_office([one, two], a_panel(*FAILED.split())), date(2026, 6, 10))
    assert (found[two.ref].status, rules_of(found[two.ref].why)[:1]) == (Status.ON_HOLD, ["I33"])
    assert code in trail(problems)


@pytest.mark.rule("I33", passes=False)
@pytest.mark.parametrize(
    ("marks", "first", "code"),
    [
        (STANDARD, {}, "A05"),
        ("-" * 10, {}, "A06"),
        (FAILED, {"constitution_breach": True}, "A06"),
        (FAILED, {"withdrawn": True}, "A06"),
    ],
)
def test_a_previous_application_without_a_result_to_follow_up(
    marks: str, first: dict[str, Any], code: str
) -> None:
    one, two = an_application(**first), a_resubmission()
    office = an_office([one, two], a_panel(*marks.split()))
    found, problems = decided(office, date(2026, 6, 10))
    assert found[two.ref].status is Status.ON_HOLD
    assert "I33" in rules_of(found[two.ref].why)
    assert code in trail(problems)


@pytest.mark.rule("I33", passes=True)
def test_refs_match_whatever_their_case_and_spaces() -> None:
    one, two = an_application("IGPM 26-001"), a_resubmission(of="igpm26-001")
    sheets = [*a_panel(*FAILED.split(), ref="Igpm 26-001"), *a_panel("55--------", ref=two.ref)]
    found, _ = decided(an_office([one, two], sheets), date(2026, 6, 10))
    assert found[two.ref].status is Status.AWARD


def test_a_previous_ref_on_a_full_application_is_pointed_out() -> None:
    one, two = an_application(), a_resubmission(type=ApplicationType.FULL)
    _, problems = decided(an_office([one, two]), date(2026, 6, 10))
    assert "A20" in trail(problems)


def test_applications_that_name_each_other_all_wait() -> None:
    ring = [
        a_resubmission(str(number), str(number % 3 + 1), row=number, email=f"{number}@x.org")
        for number in (1, 2, 3)
    ]
    found, _ = decided(an_office(ring))
    assert {decision.status for decision in found.values()} == {Status.ON_HOLD}
    alone = decided(an_office([a_resubmission("1", "1")]))[0]["1"]
    assert alone.status is Status.ON_HOLD


def test_a_long_chain_is_followed() -> None:
    links = [
        a_resubmission(str(n), str(n - 1), row=n, received=date(2026, 5, 1), email=f"{n}@x.org")
        for n in range(2, 1500)
    ]
    found, _ = decided(an_office([*reversed(links), an_application("1")]))
    assert len(found) == 1499


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Somebody Else", "email": "else@example.org"}, "A22"),
        ({"name": "Somebody Else", "email": ""}, "A22"),
        ({"name": "Married Name"}, ""),
        ({"email": "new@example.org"}, ""),
        ({"name": "", "email": ""}, ""),
        ({"received": date(2025, 9, 14)}, "A23"),
    ],
    ids=["somebody else", "another name", "a new name", "a new email", "blank", "too early"],
)
@pytest.mark.rule("I33", passes=False)
def test_a_previous_ref_leads_to_the_candidates_own_earlier_application(
    changes: Mapping[str, Any], code: str
) -> None:
    office = an_office(
        [an_application(), a_resubmission(**changes)],
        [*a_panel(*FAILED.split()), *a_panel("66--------", ref="26-101")],
    )
    decisions, problems = decide(office, policy(), date(2026, 6, 10))
    assert [problem.code for problem in problems if problem.rule == "I33"] == [code] * bool(code)
    assert decisions[1].status is (Status.ON_HOLD if code == "A23" else Status.AWARD)
    assert [reason.rule for reason in decisions[1].flags].count("I33") == (code == "A22")


def test_an_assumed_answer_is_shown_for_a_resubmission_too() -> None:
    def assumed(application: Application) -> Application:
        if application.role_started:
            return application
        fields = application.assumed | {"role_started"}
        return replace(application, role_started=date(2015, 1, 1), assumed=fields)

    office = an_office(
        [an_application(role_started=None), a_resubmission()],
        [*a_panel(*FAILED.split()), *a_panel("66--------", ref="26-101")],
    )
    decisions, _ = decide(office, policy(), date(2026, 6, 10), assumed)
    assert [decision.application.assumed for decision in decisions] == [{"role_started"}] * 2


def test_a_conflict_is_seen_though_the_resubmission_leaves_the_practice_blank() -> None:
    assessor = Assessor(PANEL[0], an_application().place, practice="Elm")
    office = an_office(
        [an_application(practice="Elm"), a_resubmission(practice="")],
        [*a_panel(*FAILED.split()), *a_panel("66--------", ref="26-101")],
        assessors=[assessor],
    )
    decisions, _ = decide(office, policy(conflicts="warn"), date(2026, 6, 10))
    assert [len([r for r in d.flags if r.rule == "I24"]) for d in decisions] == [1, 1]
