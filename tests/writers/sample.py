"""A small office's results as tabs, as the reports would make them: nobody in it is real."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import (
    Chart,
    ChartKind,
    Column,
    Content,
    Figures,
    Kind,
    Linked,
    Live,
    Tab,
    Table,
)

NAMES = (
    "Ada Byrne",
    "Bryn Cadwallader",
    "Catriona MacGillivray",
    "Dilip Raghunathan",
    "Eilidh Ross",
    "Ffion Prys-Jones",
    "Grace Adeyemi",
    "Hamish Urquhart-Featherstonehaugh",
    "Imogen Lacey",
    "Jun Okonkwo",
    "Kirsty O’Hare",
    "Łucja Wiśniewska",
)

RESULTS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Window"),
    Column("Type"),
    Column("Status", Kind.STATUS),
    Column("Sum", Kind.WHOLE, "The sum of the thirty marks."),
    Column("Average", Kind.MEAN, "The sum divided by thirty; the award needs a sum of 150."),
    *(Column(f"D{n}", Kind.MARK, "The panel's mean in this domain.") for n in range(1, 11)),
    Column("Further evidence in"),
    Column("Flags", Kind.LONG_TEXT),
    Column("Why", Kind.LONG_TEXT),
    Column("Fee", Kind.MONEY),
    Column("VAT", Kind.MONEY),
    Column("To pay", Kind.MONEY),
    Column("Result due", Kind.DATE),
    Column("Result sent", Kind.DATE),
    Column("Resubmit by", Kind.DATE),
    Column("Next window"),
    Column("First renewal", Kind.DATE),
)

WHY = (
    (
        "The thirty marks sum to {sum}, at or above the 150 that the award needs: an average of 5 "
        "over all ten domains (R53)."
    ),
    (
        "The thirty marks sum to {sum}, below the 150 that the award needs; further evidence may "
        "be sent within one calendar year of the result (R53, R59, R61)."
    ),
)


def marks(number: int) -> list[tuple[int, ...]]:
    """Three assessors' ten marks for an application."""
    low = number % 6 == 5
    return [
        tuple(3 + (number * a + d * 7 + a) % (4 if low else 5) for d in range(10))
        for a in (1, 2, 3)
    ]


def results_row(number: int) -> tuple[Content, ...]:
    """One application's row, with its formulas over the Marks tab."""
    of = marks(number)
    total, first = sum(map(sum, of)), 2 + number * 3
    award = total >= 150
    low = [d + 1 for d in range(10) if sum(row[d] for row in of) < 15]
    letters = "DEFGHIJKLM"
    return (
        f"A{number + 1:03}",
        NAMES[number % len(NAMES)],
        "2026-05",
        "full" if number % 4 else "resubmission",
        "Award MIGPM" if award else "Further evidence needed",
        Live(total, f"=SUM(Marks!D{first}:M{first + 2})"),
        Live(Decimal(total) / 30, f"=SUM(Marks!D{first}:M{first + 2})/30"),
        *(
            Live(
                Decimal(sum(row[d] for row in of)) / 3,
                f"=AVERAGE(Marks!{letters[d]}{first}:{letters[d]}{first + 2})",
            )
            for d in range(10)
        ),
        None if award else ", ".join(map(str, low)),
        "Split panel in domains 2 and 7: marks spread by 2 or more (I26); a 3 offset without a 7 "
        "(I3)"
        if number % 3 == 0
        else None,
        WHY[not award].format(sum=total),
        Decimal("280.00"),
        Decimal("56.00"),
        Decimal("336.00"),
        date(2026, 6, 30),
        date(2026, 6, 24) if number % 2 else None,
        None if award else date(2027, 6, 23),
        None if award else "2026-09",
        date(2027, 6, 1) if award else None,
    )


def marks_rows(count: int) -> list[tuple[Content, ...]]:
    """A row per application and assessor, each mark linked to its cell."""
    rows: list[tuple[Content, ...]] = []
    for number in range(count):
        for assessor, given in zip(("R. Hale", "S. Iqbal", "T. Moss"), marks(number), strict=True):
            source = f"marks/{assessor}.xlsx"
            linked = (
                Linked(mark, CellRef(source, "Window 2026-05", number + 2, d + 3))
                for d, mark in enumerate(given)
            )
            name = NAMES[number % len(NAMES)]
            rows.append((f"A{number + 1:03}", name, Linked(assessor, "Assessors"), *linked))
    return rows


def sample_tabs(count: int = 12) -> list[Tab]:
    """Summary, Results, Marks, Assessors, Problems and Policy."""
    statuses = Table(
        "By status",
        (Column("Status", Kind.STATUS), Column("Applications", Kind.WHOLE, total=True)),
        (
            ("Award MIGPM", 8),
            ("Further evidence needed", 2),
            ("Awaiting marks", 1),
            ("Declined: incomplete", 1),
        ),
    )
    domains = Table(
        "By domain",
        (
            Column("Domain"),
            Column("Mean", Kind.MARK),
            Column("Below 5", Kind.WHOLE),
            Column("5 or more", Kind.WHOLE),
        ),
        tuple((f"Domain {n}", Decimal(42 + n) / 10, n % 4, 12 - n % 4) for n in range(1, 11)),
    )
    summary = Tab(
        "Summary",
        "Results of the window May 2026",
        (
            (
                "Worked out on 10 June 2026 from applications.xlsx and three mark sheets. Twelve "
                "applications were received; nine went forward to the panel. The interpretations "
                "in force stand on the Policy tab."
            ),
            Figures(
                (
                    ("Applications", 12),
                    ("Awards", Live(8, "=B14")),
                    ("Share awarded", Decimal("0.8")),
                    ("Average mark", Decimal("5.12")),
                    ("Assessment fees with VAT", Decimal("4032.00")),
                    ("Results due", date(2026, 6, 30)),
                    (
                        "Next step",
                        (
                            "Collect the marks of T. Moss, "
                            "who has two applications left, then run the results again."
                        ),
                    ),
                ),
                kinds={"Share awarded": Kind.SHARE, "Assessment fees with VAT": Kind.MONEY},
            ),
            statuses,
            Chart(
                "Applications by status",
                "By status",
                ("Applications",),
                ChartKind.BARS,
                "Eight awards, two asked for further evidence, one awaiting marks, one declined.",
            ),
            domains,
            Chart(
                "Mean mark in each domain",
                "By domain",
                ("Mean",),
                ChartKind.COLUMNS,
                "Means rise from 4.3 in domain 1 to 5.2 in domain 10.",
            ),
            Chart(
                "Results below and at the standard",
                "By domain",
                ("Below 5", "5 or more"),
                ChartKind.STACKED_BARS,
            ),
        ),
    )
    mark_columns = (
        Column("Ref"),
        Column("Candidate"),
        Column("Assessor"),
        *(Column(f"D{n}", Kind.MARK) for n in range(1, 11)),
    )
    assessors = Table(
        "Assessors",
        (
            Column("Assessor"),
            Column("Email"),
            Column("Applications", Kind.WHOLE, total=True),
            Column("Average", Kind.MEAN),
            Column("Rare marks", Kind.SHARE),
        ),
        (
            ("R. Hale", "r.hale@example.org", 12, Decimal("4.91"), Decimal("0.125")),
            ("S. Iqbal", "sana.iqbal@example.org", 12, Decimal("5.30"), Decimal("0.05")),
            (
                "T. Moss",
                "theodora.moss-blundell@northern-academy.example.ac.uk",
                10,
                Decimal("5.02"),
                Decimal(0),
            ),
        ),
    )
    problems = Table(
        "Problems",
        (
            Column("Severity", Kind.STATUS),
            Column("Rule"),
            Column("Ref"),
            Column("Where"),
            Column("Found"),
            Column("Message", Kind.LONG_TEXT),
            Column("What to do", Kind.LONG_TEXT),
        ),
        tuple(
            (
                ("error", "warning", "note")[n % 3],
                "R49",
                f"A{n:03}",
                Linked(
                    f"applications.xlsx › Round 2!F{n + 2}",
                    CellRef("applications.xlsx", "Round 2", n + 2, 6),
                ),
                "7,5",
                (
                    "Marks are whole numbers from 3 to 7 and nothing else; this cell holds a "
                    "text with a comma, so the application waits until it is put right."
                ),
                (
                    "Type a whole number from 3 to 7, or leave the cell empty until the assessor "
                    "has decided, and run the results again."
                ),
            )
            for n in range(1, 2 * count)
        ),
    )
    policy = Table(
        "Policy",
        (
            Column("Id"),
            Column("Question", Kind.LONG_TEXT),
            Column("In force", Kind.LONG_TEXT),
            Column("Source"),
        ),
        tuple(
            (
                f"I{n}",
                "How do the marks of three assessors combine into one outcome?",
                (
                    "The mean of the thirty marks: the award needs a sum of at least 150, in whole "
                    "numbers, never a rounded mean."
                ),
                "built in",
            )
            for n in range(1, 36)
        ),
    )
    return [
        summary,
        Tab(
            "Results",
            "Results, May 2026",
            (Table("Results", RESULTS, [results_row(n) for n in range(count)]),),
            key_columns=2,
        ),
        Tab("Marks", "Marks", (Table("Marks", mark_columns, marks_rows(count)),), landscape=False),
        Tab("Assessors", "Assessors", (assessors,), landscape=False),
        Tab("Problems", "Problems", (problems,)),
        Tab("Policy", "Policy and interpretations", ("What was in force.", policy)),
    ]
