"""Finding the heading row of a tab, wherever it stands, and the column of each field.

A heading is matched, in this order, by what the settings say this office calls it, by our
heading and its synonyms, and by these without a hint in brackets at the end. Headings may
take two rows, a group above ("Testimonial 1") and its parts below ("From", "Received").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.fields import FIELDS, Field, TabKind
from igpm_sheets.problems import Problem, problem
from igpm_sheets.reading.wording import normal, similar, without_hint

ROWS_SEARCHED = 50


class Match(IntEnum):
    """How a heading was recognised; the lower, the surer."""

    OWN = 0
    OURS = 1
    SYNONYM = 2
    HINTED = 3


class Vocabulary:
    """The headings that one kind of tab may have, normalised, each with its field."""

    def __init__(
        self,
        kind: TabKind,
        own: Mapping[str, str] | None = None,
        more: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Take the fields of `kind`.

        Args:
            kind: the kind of tab.
            own: the office's own headings by field, from the settings.
            more: further headings by field, such as domain titles.
        """
        self.kind = kind
        self.fields: dict[str, Field] = {field.name: field for field in FIELDS[kind]}
        self.own = {normal(text): name for name, text in (own or {}).items() if name in self.fields}
        self.known = {normal(h): field.name for field in FIELDS[kind] for h in field.headings}
        self._ours = {normal(field.heading) for field in FIELDS[kind]}
        for name, headings in (more or {}).items():
            for heading in headings:
                self.known.setdefault(normal(heading), name)
        self.required = frozenset(f.name for f in FIELDS[kind] if f.required)

    def match(self, text: str) -> tuple[str, Match] | None:
        """The field that a heading names, and how surely."""
        key = normal(text)
        if key in self.own:
            return self.own[key], Match.OWN
        if key in self.known:
            return self.known[key], Match.OURS if key in self._ours else Match.SYNONYM
        shorter = without_hint(text)
        if shorter is not None:
            key = normal(shorter)
            if key in self.own:
                return self.own[key], Match.OWN
            if key in self.known:
                return self.known[key], Match.HINTED
        return None

    def heading(self, name: str) -> str:
        """What a field is called in our templates."""
        return self.fields[name].heading


class Headed(NamedTuple):
    """One column's heading, and the field that it names, if any."""

    column: int
    text: str
    field: str = ""
    match: Match = Match.HINTED
    in_two_rows: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """A heading row: where it stands and which column holds which field.

    `row` is the lower one of two; `twins` are further columns of a field, `rivals` those of
    them whose headings have as good a claim, `unknown` the headings that name no field.
    """

    row: int
    columns: Mapping[str, int]
    texts: Mapping[int, str]
    twins: Mapping[str, tuple[int, ...]]
    rivals: Mapping[str, tuple[int, ...]]
    unknown: tuple[int, ...]
    own: frozenset[str]

    def has(self, names: Iterable[str]) -> bool:
        """Whether every one of the fields has a column."""
        return all(name in self.columns for name in names)


LONGEST_HEADING = 250
"""A longer text is a remark, never a heading."""


def heading_text(cell: CellValue) -> str:
    r"""A cell as a heading: text, or a whole number such as a domain's.

    >>> heading_text(3.0), heading_text("  Ref\xa0no "), heading_text(None)
    ('3', 'Ref no', '')
    """
    if isinstance(cell, str):
        return " ".join(cell.split()) if len(cell) <= LONGEST_HEADING else ""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1:
        return str(int(cell))
    return ""


# Under "Testimonial 1" these are the referee's, not the candidate's.
_OF_A_REFEREE = frozenset(
    normal(word)
    for word in (
        *("email", "email address", "e-mail address", "name", "role", "job title", "position"),
        *("post", "title", "first name", "last name", "surname", "practice", "organisation"),
        *("employer", "received", "date received", "ref", "reference", "type"),
    )
)
_GROUP_WORDINGS = {
    "Testimonial 1": "Testimonial 1 | Referee 1 | Reference 1 | First testimonial"
    " | First referee | First reference | Testimonial one",
    "Testimonial 2": "Testimonial 2 | Referee 2 | Reference 2 | Second testimonial"
    " | Second referee | Second reference | Testimonial two",
    "Evidence": "Evidence | Evidence received | Evidence by domain | Domain evidence"
    " | Evidence supplied | Evidence for domain | Evidence in domain | Evidence in domains"
    " | Evidence per domain | Evidence for each domain | Evidence domains",
    "CPD": "CPD | CPD activity",
}
_GROUPS = {
    normal(wording): group
    for group, wordings in _GROUP_WORDINGS.items()
    for wording in wordings.split("|")
}


def find_headings(grid: Grid, vocabulary: Vocabulary) -> Headings | None:
    """The heading row within the first fifty rows: the one that names the most fields.

    Required fields count first; of equal rows the upper one is it. At least two fields
    must be named, so that a title or a row of data is not taken for headings.
    """
    best: tuple[tuple[int, int], Headings] | None = None
    for row in range(1, min(ROWS_SEARCHED, len(grid.rows)) + 1):
        found = headings_at(grid, row, vocabulary)
        if found is None:
            continue
        rank = (
            len(vocabulary.required & found.columns.keys()),
            len(found.columns),
        )
        if best is None or rank > best[0]:
            best = rank, found
    return best[1] if best else None


def headings_at(grid: Grid, row: int, vocabulary: Vocabulary) -> Headings | None:
    """The headings in one row, or in it and the row above; None where fewer than two match."""
    below = [heading_text(cell) for cell in grid.rows[row - 1]]
    single = [_headed(vocabulary, column, text) for column, text in enumerate(below, 1) if text]
    plain = _settled(vocabulary, row, single)
    if row > 1 and any(below):
        above = [heading_text(cell) for cell in grid.rows[row - 2]]
        if any(above):
            double = list(_in_two_rows(vocabulary, above, below))
            # A row of data under headings must not pass for the lower row of two.
            if sum(headed.in_two_rows for headed in double) > 1:
                grouped = _settled(vocabulary, row, double)
                if len(grouped.columns) >= len(plain.columns):
                    plain = grouped
    return plain if len(plain.columns) > 1 else None


def _headed(vocabulary: Vocabulary, column: int, text: str) -> Headed:
    match = vocabulary.match(text)
    return Headed(column, text, *match) if match else Headed(column, text)


def _in_two_rows(
    vocabulary: Vocabulary, above: Sequence[str], below: Sequence[str]
) -> Iterator[Headed]:
    """Each column's heading, read together with the group that stands over it.

    A group holds for the columns to its right until the next one: merged cells keep their
    text in the first cell only.
    """
    group = ""
    for column in range(1, max(len(above), len(below)) + 1):
        own_group = above[column - 1] if column <= len(above) else ""
        part = below[column - 1] if column <= len(below) else ""
        group = own_group or group
        if not part:
            if own_group:
                yield _headed(vocabulary, column, own_group)
            continue
        known_group = _GROUPS.get(normal(group), group)
        match = vocabulary.match(f"{known_group} {part}") if group else None
        if match:
            yield Headed(column, f"{group} {part}", *match, in_two_rows=True)
        elif known_group.startswith("Testimonial") and normal(part) in _OF_A_REFEREE:
            yield Headed(column, f"{group} {part}")
        else:
            yield _headed(vocabulary, column, part)


def _settled(vocabulary: Vocabulary, row: int, headed: Sequence[Headed]) -> Headings:
    """One column for each field: that of the surest heading, then the leftmost.

    A heading with a hint gives way to one without, and all others to the office's own.
    """
    by_field: dict[str, list[Headed]] = {}
    for each in headed:
        if each.field:
            by_field.setdefault(each.field, []).append(each)
    chosen: dict[str, Headed] = {}
    twins: dict[str, tuple[int, ...]] = {}
    rivals: dict[str, tuple[int, ...]] = {}
    for name in (name for name in vocabulary.fields if name in by_field):
        first, *others = sorted(by_field[name], key=lambda each: (each.match, each.column))
        chosen[name] = first
        loosest = first.match if first.match is Match.OWN else Match.SYNONYM
        if second := tuple(each.column for each in others if each.match <= loosest):
            twins[name] = second
        if equal := tuple(each.column for each in others if each.match is first.match):
            rivals[name] = equal
    return Headings(
        row,
        {name: first.column for name, first in chosen.items()},
        {each.column: each.text for each in headed},
        twins,
        rivals,
        tuple(each.column for each in headed if not each.field),
        frozenset(name for name, first in chosen.items() if first.match is Match.OWN),
    )


def heading_problems(grid: Grid, found: Headings, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What is wrong with a heading row that was found: gaps, twins and slips of the pen."""
    missing = [name for name in vocabulary.fields if name not in found.columns]
    for name in missing:
        if name in vocabulary.required:
            yield problem("H04", grid.ref(found.row), "", heading=vocabulary.heading(name))
    for name, others in found.twins.items():
        first = grid.ref(found.row, found.columns[name])
        for column in others:
            yield problem(
                "H07",
                grid.ref(found.row, column),
                found.texts[column],
                heading=vocabulary.heading(name),
                first=first.a1,
            )
    candidates = {
        key: name for key, name in {**vocabulary.known, **vocabulary.own}.items() if name in missing
    }
    for column in found.unknown:
        meant = similar(normal(found.texts[column]), list(candidates))
        if meant is not None:
            yield problem(
                "H08",
                grid.ref(found.row, column),
                found.texts[column],
                heading=vocabulary.heading(candidates[meant]),
            )
