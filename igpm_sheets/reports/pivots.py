"""The summaries by domain, by window and by assessor, as plain figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from igpm_sheets.core.assessors import Marking
from igpm_sheets.core.marking import HIGHEST, LOWEST, STANDARD
from igpm_sheets.model import DOMAINS, Decision, Nation, Status
from igpm_sheets.reports.tables import Column, Content, Kind, Table
from igpm_sheets.rulebook import Rulebook

SCALE = range(LOWEST, HIGHEST + 1)
NOT_RECORDED = "not recorded"

DOMAIN_COLUMNS = (
    Column("Domain", Kind.WHOLE),
    Column("Title", Kind.LONG_TEXT),
    *(Column(f"Marked {mark}", Kind.WHOLE, total=True) for mark in SCALE),
    Column("Marks", Kind.WHOLE, total=True),
    Column("Average", Kind.MEAN),
    Column("Below standard", Kind.SHARE, "The share of marks of 3 or 4."),
)

STATUS_COLUMNS = (Column("Status", Kind.STATUS), Column("Applications", Kind.WHOLE, total=True))

AVERAGE_COLUMNS = (Column("Domain"), Column("Average", Kind.MEAN))

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

ASSESSOR_COLUMNS = (
    Column("Assessor"),
    Column("Category"),
    Column("Applications", Kind.WHOLE, total=True),
    Column("Marks", Kind.WHOLE, total=True),
    Column("Mean", Kind.MEAN),
    Column("Spread", Kind.MEAN, "The standard deviation of the marks."),
    Column("Share of 3s", Kind.SHARE),
    Column("Share of 7s", Kind.SHARE),
)


def as_decimal(number: Fraction) -> Decimal:
    """A fraction as a decimal number, for showing."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def domains_table(decisions: Sequence[Decision], book: Rulebook) -> Table:
    """For each domain how often each mark was given, its average, how often it fell short."""
    rows = []
    for domain in DOMAINS:
        marks = _marks_in(decisions, domain)
        counts = [marks[mark] for mark in SCALE]
        given = sum(counts)
        total = sum(mark * count for mark, count in marks.items())
        low = sum(count for mark, count in marks.items() if mark < STANDARD)
        rows.append(
            (
                domain,
                book.domain(domain).title,
                *counts,
                given,
                Decimal(total) / given if given else None,
                Decimal(low) / given if given else None,
            )
        )
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


def averages_table(domains: Table, book: Rulebook) -> Table:
    """The averages of `domains_table` under the domains' short names, fit for a chart."""
    average = domains.headings.index("Average")
    rows = [
        (f"{domain.number} {domain.short}", row[average])
        for domain, row in zip(book.domains, domains.rows, strict=True)
    ]
    return Table("Averages", AVERAGE_COLUMNS, rows)


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
    named = [nation.value for nation in Nation]
    rows = []
    for window, within in _by_window(decisions).items():
        counts = Counter(_nation(decision) for decision in within)
        elsewhere = len(within) - sum(counts[name] for name in (*named, NOT_RECORDED))
        cells: list[Content] = [counts[name] or None for name in named]
        rows.append((window, *cells, elsewhere or None, counts[NOT_RECORDED] or None))
    return Table("Nations", NATION_COLUMNS, rows)


def _nation(decision: Decision) -> str:
    nation = decision.application.nation
    return str(nation) if nation else NOT_RECORDED


def _by_window(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    """The applications by window, those without one last."""
    known = sorted({decision.window for decision in decisions if decision.window})
    groups: dict[str, list[Decision]] = {str(window): [] for window in known}
    for decision in decisions:
        groups.setdefault(str(decision.window or NOT_RECORDED), []).append(decision)
    return groups


def assessors_table(found: Sequence[Marking]) -> Table:
    """How much, how high and how widely each assessor marks, and how often the rare marks."""
    rows = [
        (
            one.assessor,
            one.category.value if one.category else None,
            one.applications,
            len(one.marks),
            as_decimal(one.mean),
            one.spread,
            as_decimal(one.share(LOWEST)),
            as_decimal(one.share(HIGHEST)),
        )
        for one in found
    ]
    return Table("Assessors", ASSESSOR_COLUMNS, rows)
