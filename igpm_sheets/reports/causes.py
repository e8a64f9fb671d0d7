"""Why a decision is another than before: the marks, cells and rules that differ, with places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from igpm_sheets.fields import TabKind, heading_of
from igpm_sheets.identity import person_key
from igpm_sheets.model import DOMAINS, Decision, Finding, PanelRow, Reason
from igpm_sheets.problems import CellRef
from igpm_sheets.reports.remembered import CELLS, Remembered, cells_of, marks_of, reasons_of

A_FEW = 3
NO_MARKS: tuple[int | None, ...] = (None,) * len(DOMAINS)
OF_DAYS = frozenset({"received", "type", "previous_ref", "result_sent"})
"""The fields that days follow from."""

HARMLESS = frozenset({Finding.FLAG, Finding.NOTE})
"""Findings that stand in the way of nothing, so rarely are the cause."""

BARRING = frozenset({Finding.INCOMPLETE, Finding.REFER, Finding.HOLD})
"""Findings that keep an application from the panel, and may go without leaving a word."""


class Cause(NamedTuple):
    """One thing that differs, in words, and where it stands."""

    said: str
    where: CellRef | None = None


def causes(decision: Decision, before: Remembered | None, *, of_a_day: bool = False) -> list[Cause]:
    """What differs from what is remembered, the likeliest cause first.

    Marks come first, with what the application's own row has brought about beside them;
    else what rules find, else what stands in cells, else what rules say; and where
    nothing differs, or nothing is remembered, the reason that decides. What changes a day
    (`of_a_day`) is first looked for in the cells that days follow from.
    """
    if before is None:
        return [*deciding(decision)]
    marks = [*_marks(decision, before)]
    findings = [*_findings(decision, before)]
    own = [each for each in findings if _is_of_the_row(each, decision)]
    own += _no_longer(decision, before)
    cells = [*_cells(decision, before, CELLS)]
    days = [*_cells(decision, before, OF_DAYS)] if of_a_day else []
    if days:
        return days
    if marks:
        return marks + own
    # What the panel's rules say besides only follows from what the row has brought about.
    return own or findings or cells or [*_sentences(decision, before)] or [*deciding(decision)]


def _is_of_the_row(cause: Cause, decision: Decision) -> bool:
    """Whether a cell of the application's own row is the place to look at."""
    where = cause.where
    return where is not None and replace(where, column=0) == decision.application.cell()


def deciding(decision: Decision) -> Iterator[Cause]:
    """The reasons that decide, or where the application stands where none does."""
    for reason in decision.why:
        yield _of(reason)


def in_words(found: Sequence[Cause]) -> str:
    """The first few causes.

    >>> in_words([Cause("a"), Cause("b"), Cause("c"), Cause("d"), Cause("e")])
    'a; b; c; and 2 more'
    """
    said = [cause.said for cause in found[:A_FEW]]
    if len(found) > A_FEW:
        said.append(f"and {len(found) - A_FEW} more")
    return "; ".join(said)


def _of(reason: Reason) -> Cause:
    return Cause(f"{reason.rule}: {reason.sentence}", reason.where)


# Marks


def _marks(decision: Decision, before: Remembered) -> Iterator[Cause]:
    """The marks that are there now, gone, or others."""
    now = {person_key(name): marks for name, marks in marks_of(decision).items()}
    was = {person_key(name): marks for name, marks in before.marks.items()}
    for row in decision.panel:
        key = person_key(row.assessor)
        yield from _of_assessor(row, was.get(key, NO_MARKS), now[key], decision.to_mark)
    for name, marks in before.marks.items():
        if person_key(name) not in now and any(marks):
            yield Cause(f"the marks of {name} are gone")


def _of_assessor(
    row: PanelRow,
    was: Sequence[int | None],
    now: Sequence[int | None],
    to_mark: Sequence[int],
) -> Iterator[Cause]:
    """What one assessor's marks have come to."""
    differing = [domain for domain in DOMAINS if was[domain - 1] != now[domain - 1]]
    if not differing:
        return
    first = _cell(row, differing[0])
    if not any(was) and all(now[domain - 1] for domain in to_mark):
        yield Cause(f"marks of {row.assessor} came in", first)
    elif not any(now) and len(differing) > A_FEW:
        yield Cause(f"the marks of {row.assessor} are gone", first)
    else:
        for domain in differing:
            change = f"{_mark(was[domain - 1])} → {_mark(now[domain - 1])}"
            yield Cause(f"D{domain} by {row.assessor}: {change}", _cell(row, domain))


def _mark(mark: int | None) -> str:
    return "none" if mark is None else str(mark)


def _cell(row: PanelRow, domain: int) -> CellRef | None:
    """Where the mark stands, or where one would."""
    places = (sheet.cells.cell(domain) for sheet in row.sheets if domain in sheet.covers)
    return row.cell(domain) or next(places, None)


# Rules


def _findings(decision: Decision, before: Remembered) -> Iterator[Cause]:
    """The rules that find something else than before, those that decide first."""
    now = reasons_of(decision)
    for rule in _rules(decision):
        was = before.reasons.get(rule, ())
        is_ = now.get(rule, ())
        if sorted(finding for finding, _ in was) == sorted(finding for finding, _ in is_):
            continue
        new = [each for each in _reasons(decision, rule) if _said(each) not in was]
        yield from (_of(each) for each in new if each.finding not in HARMLESS)


def _no_longer(decision: Decision, before: Remembered) -> Iterator[Cause]:
    """What stood in the way before the panel, and does so no longer."""
    now = reasons_of(decision)
    for rule, was in before.reasons.items():
        for finding, sentence in was:
            if rule not in now and Finding(finding) in BARRING:
                yield Cause(f"{rule} no longer: {sentence}")


def _sentences(decision: Decision, before: Remembered) -> Iterator[Cause]:
    """The rules that say something else than before, flags and notes among them."""
    for rule in _rules(decision):
        was = before.reasons.get(rule, ())
        yield from (_of(each) for each in _reasons(decision, rule) if _said(each) not in was)


def _rules(decision: Decision) -> dict[str, None]:
    """The rules, each once, those that decide first."""
    return dict.fromkeys(reason.rule for reason in (*decision.why, *decision.reasons))


def _reasons(decision: Decision, rule: str) -> list[Reason]:
    return [reason for reason in decision.reasons if reason.rule == rule]


def _said(reason: Reason) -> tuple[str, str]:
    return reason.finding.value, reason.sentence


# Cells


def _cells(decision: Decision, before: Remembered, names: Collection[str]) -> Iterator[Cause]:
    """The cells of the application's row that hold something else than before."""
    now = cells_of(decision.application)
    for name in CELLS:
        was, is_ = before.cells.get(name, ""), now.get(name, "")
        if name not in names:
            continue
        if was != is_ and decision.application.place.has(name):
            heading = heading_of(TabKind.APPLICATIONS, name)
            change = f"{was or 'blank'} → {is_ or 'blank'}"
            yield Cause(f"{heading}: {change}", decision.application.cell(name))
