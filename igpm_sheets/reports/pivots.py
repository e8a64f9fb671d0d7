"""The summaries by domain and by window: figures, and the PivotTables beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from igpm_sheets.core.marking import HIGHEST, LOWEST, STANDARD
from igpm_sheets.model import DOMAINS, Decision, Nation, Status
from igpm_sheets.reports import each_mark
from igpm_sheets.reports.tables import Column, Content, Kind, Live, Pivot, Plain, Table, plain
from igpm_sheets.reports.words import ELSEWHERE, NOT_RECORDED, nation_in_words
from igpm_sheets.rulebook import Rulebook

SCALE = range(LOWEST, HIGHEST + 1)
REFRESH = "To count anew, right-click it and choose Refresh."

DOMAIN_COLUMNS = (
    Column("Domain", Kind.WHOLE),
    Column("Title", Kind.LONG_TEXT),
    *(Column(f"Marked {mark}", Kind.WHOLE, total=True) for mark in SCALE),
    Column("Marks", Kind.WHOLE, total=True),
    Column("Average", Kind.MEAN),
    Column("Below standard", Kind.SHARE, "The share of marks of 3 or 4."),
)

_OF_DOMAIN = "{Each mark[Domain]},{@Domain}"
_GIVEN = "{@" + f"Marked {LOWEST}" + "}:{@" + f"Marked {HIGHEST}" + "}"
_LOW = "+".join(f"{{@Marked {mark}}}" for mark in SCALE if mark < STANDARD)

DOMAIN_FORMULAS = (
    *(f"=COUNTIFS({_OF_DOMAIN},{{Each mark[Mark]}},{mark})" for mark in SCALE),
    f"=SUM({_GIVEN})",
    f'=IF({{@Marks}}=0,"",SUMIFS({{Each mark[Mark]}},{_OF_DOMAIN})/{{@Marks}})',
    f'=IF({{@Marks}}=0,"",({_LOW})/{{@Marks}})',
)
"""The figures of a domain over the Each mark tab; what they look for are numbers alone."""

STATUS_COLUMNS = (Column("Status", Kind.STATUS), Column("Count", Kind.WHOLE, total=True))

GLANCE_COLUMNS = (
    Column("Domain"),
    *(Column(str(mark), Kind.WHOLE, f"How often a {mark} was given.") for mark in SCALE),
    Column("Average", Kind.MEAN, "Of all marks; 5 is the standard."),
)

WINDOW_COLUMNS = (
    Column("Window"),
    *(Column(status.value, Kind.WHOLE, total=True) for status in Status),
    Column("Applications", Kind.WHOLE, total=True),
    Column("Awarded", Kind.SHARE, "Of the applications that a panel has decided."),
)

NATION_COLUMNS = (
    Column("Window"),
    *(Column(nation.value, Kind.WHOLE, total=True) for nation in Nation),
    Column("Elsewhere", Kind.WHOLE, total=True),
    Column("Not recorded", Kind.WHOLE, total=True),
)


def as_decimal(number: Fraction) -> Decimal:
    """A fraction as a decimal number, for showing."""
    return Decimal(number.numerator) / Decimal(number.denominator)


DOMAINS_BY_MARK = Pivot(
    name="Domains by mark",
    caption=f"PivotTable: the marks of each domain. {REFRESH}",
    source=each_mark.NAME,
    down="Domain",
    across="Mark",
    counts="Ref",
    counted="Marks",
)

ASSESSORS_BY_MARK = Pivot(
    name="Assessors by mark",
    caption=f"PivotTable: the marks of each assessor. {REFRESH}",
    source=each_mark.NAME,
    down="Assessor",
    across="Mark",
    counts="Ref",
    counted="Marks",
)

WINDOWS_BY_STATUS = Pivot(
    name="Windows by status",
    caption=f"PivotTable: the applications of each window by status. {REFRESH}",
    source="Results",
    down="Window",
    across="Status",
    counts="Ref",
    counted="Applications",
    order=tuple(Status),
    blank=NOT_RECORDED,
)

WINDOWS_BY_NATION = Pivot(
    name="Windows by nation",
    caption=f"PivotTable: the applications of each window by nation. {REFRESH}",
    source="Results",
    down="Window",
    across="Nation",
    counts="Ref",
    counted="Applications",
    order=(*Nation, ELSEWHERE, NOT_RECORDED),
    blank=NOT_RECORDED,
)


def domains_table(decisions: Sequence[Decision], book: Rulebook, *, live: bool = False) -> Table:
    """For each domain how often each mark was given, its average, how often it fell short.

    The figures are formulas over `each_mark.each_mark_table` where they are to be `live`, for a
    workbook that holds both tables; else they are plain values.
    """
    rows = []
    for domain in DOMAINS:
        marks = _marks_in(decisions, domain)
        counts = [marks[mark] for mark in SCALE]
        given = sum(counts)
        total = sum(mark * count for mark, count in marks.items())
        low = sum(count for mark, count in marks.items() if mark < STANDARD)
        figures: list[Plain] = [
            *counts,
            given,
            Decimal(total) / given if given else None,
            Decimal(low) / given if given else None,
        ]
        shown = map(Live, figures, DOMAIN_FORMULAS) if live else figures
        rows.append((domain, book.domain(domain).title, *shown))
    return Table("Domains", DOMAIN_COLUMNS, rows)


def _marks_in(decisions: Sequence[Decision], domain: int) -> Counter[int]:
    """How often each mark was given in the domain; marks carried over count once, as given."""
    return Counter(
        mark
        for decision in decisions
        for row in decision.panel
        if domain not in row.carried and (mark := row.marks[domain - 1]) is not None
    )


def statuses_table(decisions: Sequence[Decision]) -> Table:
    """How many applications have each status."""
    counts = Counter(decision.status for decision in decisions)
    rows = [(status.value, counts[status]) for status in Status if counts[status]]
    return Table("Statuses", STATUS_COLUMNS, rows)


def glance_table(domains: Table, book: Rulebook) -> Table:
    """The marks and averages of `domains_table` under the domains' short names, for charts.

    It has no rows where there are no marks: there would be nothing to draw.
    """
    first, average = (domains.headings.index(f"Marked {LOWEST}"), domains.headings.index("Average"))
    rows: list[tuple[Content, ...]] = [
        (
            f"{domain.number} {domain.short}",
            *(plain(count) for count in row[first : first + len(SCALE)]),
            plain(row[average]),
        )
        for domain, row in zip(book.domains, domains.rows, strict=True)
    ]
    are_marked = any(row[-1] is not None for row in rows)
    return Table("Marks by domain", GLANCE_COLUMNS, rows if are_marked else [])


def windows_table(decisions: Sequence[Decision]) -> Table:
    """For each window how many applications have each status."""
    rows = []
    for window, within in _by_window(decisions).items():
        counts = Counter(decision.status for decision in within)
        decided = sum(counts[status] for status in Status if status.is_outcome)
        awarded = Decimal(counts[Status.AWARD]) / decided if decided else None
        every = [counts[status] or None for status in Status]
        rows.append((window, *every, len(within), awarded))
    return Table("Outcomes", WINDOW_COLUMNS, rows)


def nations_table(decisions: Sequence[Decision]) -> Table:
    """For each window how many applications come from each country of the UK (R5)."""
    rows = []
    for window, within in _by_window(decisions).items():
        counts = Counter(nation_in_words(decision.application.nation) for decision in within)
        every = (*(nation.value for nation in Nation), ELSEWHERE, NOT_RECORDED)
        rows.append((window, *(counts[each] or None for each in every)))
    return Table("Nations", NATION_COLUMNS, rows)


def _by_window(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    """The applications by window, those without one last."""
    known = sorted({decision.window for decision in decisions if decision.window})
    groups: dict[str, list[Decision]] = {str(window): [] for window in known}
    for decision in decisions:
        groups.setdefault(str(decision.window or NOT_RECORDED), []).append(decision)
    return groups
