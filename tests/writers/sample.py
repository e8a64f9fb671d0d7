"""A small office's results as tabs, as the reports would make them: nobody in it is real."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from igpm_sheets.model import Status
from igpm_sheets.problems import CellRef
from igpm_sheets.reports import live, pivots, policy, problems, results
from igpm_sheets.reports.assessors import ASSESSOR_COLUMNS
from igpm_sheets.reports.tables import Column, Content, Linked, Live, Tab, Table

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
    total = sum(map(sum, of))
    award = total >= 150
    low = [d + 1 for d in range(10) if sum(row[d] for row in of) < 15]
    own = "=SUMPRODUCT(({Marks[Ref]}={@Ref})*"
    return (
        f"A{number + 1:03}",
        NAMES[number % len(NAMES)],
        "2026-05",
        "full" if number % 4 else "resubmission",
        (Status.AWARD if award else Status.FURTHER_EVIDENCE).value,
        Live(total, f"{own}{{Marks[Sum]}})"),
        Live(Decimal(total) / 30, "={@Sum}/30"),
        *(
            Live(Decimal(sum(row[d] for row in of)) / 3, f"{own}{{Marks[D{d + 1}]}})/3")
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
            own = Live(sum(given), live.OWN_SUM)
            rows.append(
                (f"A{number + 1:03}", name, "2026-05", assessor, *linked, own, None, number)
            )
    return rows


def a_list(name: str, columns: tuple[Column, ...], rows: list[tuple[Content, ...]]) -> Tab:
    """A tab that is one table."""
    return Tab(name, name, {"title": f"{name}, May 2026"}, [Table(name, columns, rows)])


def summary() -> Tab:
    """The headline figures, and two tables with a chart beside each."""
    statuses = Table(
        "Statuses",
        pivots.STATUS_COLUMNS,
        [("Award MIGPM", 8), ("Further evidence needed", 2), ("Awaiting marks", 2)],
    )
    at_a_glance = Table(
        "Marks by domain",
        pivots.GLANCE_COLUMNS,
        [(f"{n} Domain", 1, 2, 20, 10, 3, Decimal(42 + n) / 10) for n in range(1, 11)],
    )
    values: dict[str, Content] = {
        "title": "Results of the window May 2026",
        "outstanding": "Still to be settled: 2 × awaiting marks. 3 results to send. " * 3,
        "as_of": date(2026, 6, 10),
        "applications": 12,
        "awards": 8,
        "further_evidence": 2,
        "no_outcome": 2,
        "unsent": None,
        "charges": "5 charges.",
        "problems": "0 errors.",
        "statuses_said": "Award MIGPM: 8; Further evidence needed: 2; Awaiting marks: 2",
        "averages_said": "1 Domain: 4.30",
    }
    volatile = frozenset({"as_of"})
    return Tab("Summary", "Summary", values, [statuses, at_a_glance], volatile=volatile)


def sample_tabs(count: int = 12) -> list[Tab]:
    """Summary, Results, Marks, Assessors, Problems and Policy, for the program's template."""
    assessors: list[tuple[Content, ...]] = [
        (
            *(name, "Member", given, 10 * given, Decimal("4.91"), Decimal("1.2")),
            *(Decimal("0.125"), None, Decimal("-0.25"), None, given, "A"),
        )
        for name, given in (("R. Hale", 12), ("S. Iqbal", 12), ("T. Moss", 10))
    ]
    found: list[tuple[Content, ...]] = [
        (
            ("error", "warning", "note")[n % 3],
            "M03",
            "R49",
            "F127, F128",
            f"A{n:03}",
            Linked(
                f"applications.xlsx › Round 2!F{n + 2}",
                CellRef("applications.xlsx", "Round 2", n + 2, 6),
            ),
            "7,5",
            (
                "Marks are whole numbers from 3 to 7 and nothing else; this cell holds a text with"
                " a comma, so the application waits until it is put right."
            ),
            (
                "Type a whole number from 3 to 7, or leave the cell empty until the assessor has"
                " decided, and run the results again."
            ),
        )
        for n in range(1, 2 * count)
    ]
    prices: list[tuple[Content, ...]] = [
        ("Assessment fee", "£", "built in", "280.00", date(2022, 6, 21), "yes", "R36")
    ]
    asked: list[tuple[Content, ...]] = [
        (f"I{n}", "How do three marks combine?", "marks", "mean", "The mean of thirty.", "no", "")
        for n in range(1, 36)
    ]
    rules: list[tuple[Content, ...]] = [
        (f"R{n}", "A rule.", "What it asks, at some length.", "marking", "p. 3")
        for n in range(1, 60)
    ]
    return [
        summary(),
        a_list("Results", results.RESULT_COLUMNS, [results_row(n) for n in range(count)]),
        a_list("Marks", results.MARK_COLUMNS, marks_rows(count)),
        Tab(
            "Assessors",
            "Assessors",
            {
                "title": "t",
                "effects_said": [],
                "agreement_said": "",
                "adjusted_said": "",
                "Assessors_by_mark": [],
            },
            [Table("Assessors", ASSESSOR_COLUMNS, assessors)],
        ),
        a_list("Problems", problems.COLUMNS, found),
        Tab(
            "Policy",
            "Policy",
            {"title": "The rules in force"},
            [
                Table("Prices", policy.PRICE_COLUMNS, prices),
                Table("Interpretations", policy.INTERPRETATION_COLUMNS, asked),
                Table("Rules", policy.RULE_COLUMNS, rules),
            ],
        ),
    ]
