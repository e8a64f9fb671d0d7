"""What the three layouts of mark sheets share: the tab, its refs and assessors, its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.identity import person_key, ref_key
from igpm_sheets.model import DOMAINS, MarkCells, MarkSheet
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reading.assessor_names import AssessorNames
from igpm_sheets.reading.domains import DomainNames
from igpm_sheets.reading.labels import ASSESSOR, labels_in, labels_in_row
from igpm_sheets.reading.parsed import Fault, is_blank
from igpm_sheets.reading.values import parse_declaration, parse_mark, parse_ref, parse_text, shown

MOST_SUGGESTIONS = 20
"""Looking for a similar ref among 100,000 takes time: enough is enough."""


class KnownRefs:
    """The refs of the applications, however a mark sheet spells them."""

    def __init__(self, refs: Collection[str]) -> None:
        self.as_they_stand: dict[str, str] = {ref: ref for ref in refs}
        self._by_key = {ref_key(ref): ref for ref in refs}
        self._suggested = 0

    def find(self, text: str) -> str | None:
        """The ref as the tracker spells it, or None where no application has it."""
        return self.as_they_stand.get(text) or self._by_key.get(ref_key(text))

    def suggestion(self, text: str) -> str:
        """The nearest ref as the end of a sentence; nothing where none is near."""
        if self._suggested >= MOST_SUGGESTIONS:
            return ""
        self._suggested += 1
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        close = get_close_matches(ref_key(text), self._by_key, n=1, cutoff=0.5)
        return f"; the nearest is {self._by_key[close[0]]}" if close else ""


@dataclass(slots=True)
class MarkTab:
    """A tab with marks while it is read.

    `fallback` is the assessor by the tab's or file's name, for marks that no cell
    assigns to anybody; `sure` tells whether that is a name at all.
    """

    grid: Grid
    domains: DomainNames
    refs: KnownRefs
    names: AssessorNames
    fallback: str
    sure: bool
    problems: list[Problem] = field(default_factory=list)
    _unknown: set[str] = field(default_factory=set)
    _spelled: dict[str, str] = field(default_factory=dict)
    _unnamed: bool = False

    def complain(
        self, code: str, where: CellRef, found: CellValue, *, ref: str = "", **details: object
    ) -> None:
        """Add a problem at a cell of the tab."""
        self.problems.append(problem(code, where, shown(found), ref=ref, **details))

    def fault(
        self, fault: Fault, where: CellRef, cell: CellValue, heading: str, ref: str = ""
    ) -> None:
        """Add the problem of a cell that could not be read."""
        self.complain(fault.code, where, cell, ref=ref, heading=heading, **fault.details)

    def ref_of(
        self, cell: CellValue, where: CellRef, marks: Iterable[CellValue], *, once: bool = False
    ) -> str | None:
        """The application that a ref cell names; None, with a problem if there are marks.

        Args:
            cell: what the ref cell holds.
            where: the ref cell.
            marks: the marks that would be lost.
            once: report an unknown ref only the first time in this tab.
        """
        ref, fault = parse_ref(cell)
        if ref is not None:
            known = self.refs.find(ref)
            if known is not None:
                return known
        lost = [shown(mark) for mark in marks if not is_blank(mark)]
        if not lost:
            return None
        if fault is not None:
            self.fault(fault, where, cell, "Ref")
        elif ref is None:
            self.complain("M05", where, ", ".join(lost))
        elif not once or ref_key(ref) not in self._unknown:
            self._unknown.add(ref_key(ref))
            self.complain("M04", where, ref, ref=ref, suggestion=self.refs.suggestion(ref))
        return None

    def assessor_above(self, first: int, last: int) -> str | None:
        """The assessor that the last labelled cell in the rows names."""
        found = None
        for label in labels_in(self.grid, ASSESSOR, first, last):
            found = self._named(label.value, label.value_at) or found
        return found

    def assessor_in_row(self, row: int) -> str | None:
        """The assessor that a labelled cell of the row names."""
        for label in labels_in_row(self.grid, ASSESSOR, row):
            name = self._named(label.value, label.value_at)
            if name:
                return name
        return None

    def _named(self, cell: CellValue, where: CellRef) -> str | None:
        name, fault = parse_text(cell)
        if fault is not None:
            self.fault(fault, where, cell, "Assessor")
        return self.names.spelled(name) if name else None

    def assessor_in(self, cell: CellValue, where: CellRef, ref: str, *, marked: bool) -> str | None:
        """The assessor that a row's own cell names; None, with a problem if there are marks."""
        if type(cell) is str and cell in self._spelled:
            return self._spelled[cell]
        name = self._named(cell, where)
        if name is None:
            if marked and is_blank(cell):
                self.complain("M09", where, "", ref=ref)
        elif type(cell) is str:
            self._spelled[cell] = name
        return name

    def assessor_by_name(self, *, marked: bool) -> str:
        """The assessor by the name of the tab or file; a warning where that says nobody."""
        if marked and not self.sure and not self._unnamed:
            self._unnamed = True
            self.complain("M10", self.grid.ref(0), "", name=self.fallback)
        return self.fallback

    def conflict_in(self, cell: CellValue, where: CellRef, ref: str) -> bool | None:
        """Whether a cell declares a conflict of interest (I24)."""
        declared, fault = parse_declaration(cell)
        if fault is not None:
            self.fault(fault, where, cell, "Conflict of interest", ref)
        return declared

    def mark_in(self, cell: CellValue, where: CellRef, domain: int, ref: str) -> Fault | int | None:
        """The mark in a cell, None for a blank, or its fault, which is reported."""
        mark, fault = parse_mark(cell)
        if fault is None:
            return mark
        self.fault(fault, where, cell, f"Domain {domain}", ref)
        return fault

    def comment_in(self, cell: CellValue, where: CellRef, domain: int, ref: str) -> str:
        """The comment in a cell."""
        comment, fault = parse_text(cell)
        if fault is not None:
            self.fault(fault, where, cell, f"Domain {domain} comment", ref)
        return comment or ""


def several(names: Iterable[str]) -> bool:
    """Whether the names are those of more than one person."""
    return len({person_key(name) for name in set(names)}) > 1


class GatheredSheet:
    """One assessor's marks for one application, gathered from a row per domain."""

    def __init__(self, ref: str, assessor: str) -> None:
        self.ref = ref
        self.assessor = assessor
        self.conflict: bool | None = None
        self._marks: list[int | None] = [None] * 10
        self._rows = [0] * 10
        self._columns = [0] * 10
        self._comments = [""] * 10
        self._faults: set[int] = set()

    def add(
        self, tab: MarkTab, domain: int, where: CellRef, cell: CellValue, comment: str = ""
    ) -> None:
        """Take in a row: the first of a domain, or one more, which must not differ."""
        at = domain - 1
        mark = tab.mark_in(cell, where, domain, self.ref)
        if comment and comment != self._comments[at]:
            self._comments[at] = "\n".join(filter(None, (self._comments[at], comment)))
        before = self._marks[at]
        if isinstance(mark, Fault):
            self._forget(at, domain)
        elif domain in self._faults or (mark is None and before is not None):
            return
        elif before is not None:
            first = tab.grid.ref(self._rows[at], self._columns[at]).a1
            code = "M07" if mark == before else "M08"
            tab.complain(code, where, cell, ref=self.ref, domain=domain, first=first)
            if mark != before:
                self._forget(at, domain)
            return
        else:
            self._marks[at] = mark
        self._rows[at], self._columns[at] = where.row, where.column

    def _forget(self, at: int, domain: int) -> None:
        """Keep no mark where two differ or one is none: a person must look."""
        self._marks[at] = None
        self._faults.add(domain)

    @property
    def says_nothing(self) -> bool:
        """Whether no row named a domain, and no conflict was declared."""
        return self.conflict is None and not any(self._rows)

    def sheet(self, tab: MarkTab, *, shared: bool) -> MarkSheet:
        """The record of what was gathered."""
        return MarkSheet(
            ref=self.ref,
            assessor=self.assessor,
            marks=tuple(self._marks),
            cells=MarkCells(
                tab.grid.source,
                tab.grid.tab,
                tuple(self._rows),
                tuple(self._columns),
                tab.grid.address,
            ),
            covers=tuple(domain for domain in DOMAINS if self._rows[domain - 1]),
            faults=tuple(sorted(self._faults)),
            comments=tuple(self._comments),
            conflict=self.conflict,
            shared=shared,
        )
