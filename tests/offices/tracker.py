"""Writes the tracker of an office: its applications, members and assessors."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from . import words
from .noise import Cell, say, say_date, say_domains, say_heading, say_ref
from .records import Application, Office

EVIDENCE = tuple(f"evidence_{n}" for n in range(1, 11))
EXTRA_COLUMNS: dict[str, Cell] = {"Phone": "01632 960000", "Entered by": "JB", "Office notes": None}


def write_tracker(
    office: Office,
    path: Path,
    rng: random.Random,
    *,
    messy: bool,
    own: Mapping[str, str],
) -> None:
    """Writes one workbook; ``own`` are the office's own headings by column."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if messy:
        messy_applications(book, office, rng, own)
    else:
        columns = [name for name in words.HEADINGS if name != "evidence_missing"]
        headings = [words.HEADINGS[name] for name in columns]
        rows = [cells(application, None) for application in office.applications]
        sheet = book.create_sheet("Applications")
        put_table(sheet, headings, [[row[name] for name in columns] for row in rows])
    put_table(book.create_sheet("Members"), *members_table(office))
    put_table(book.create_sheet("Assessors"), *assessors_table(office))
    if messy:
        unrelated_tab(book)
    book.save(path)


def cells(application: Application, rng: random.Random | None) -> dict[str, Cell]:
    """Every cell of an application by column; tidy where there is no ``rng``."""
    row: dict[str, Cell] = {
        "ref": say_ref(application.ref, rng),
        "name": application.name,
        "email": application.email,
        "practice": application.practice,
        "nation": application.nation,
        "received": say_date(application.received, rng),
        "type": say_type(application, rng),
        "previous_ref": application.previous_ref and say_ref(application.previous_ref, rng),
        "resubmitted_domains": say_domains(application.resubmitted, rng),
        "associate": say(application.associate, rng),
        "role": application.role,
        "role_started": say(application.role_started, rng),
        "constitution_breach": say(application.constitution_breach, rng),
        "disciplinary": say_disciplinary(application.disciplinary, rng),
        "fee_paid": say(application.fee_paid, rng),
        "result_sent": say(application.result_sent, rng),
        "withdrawn": say(application.withdrawn, rng),
        "evidence_missing": say_evidence_missing(application, rng),
    }
    for place, item in enumerate(application.testimonials, start=1):
        row[f"testimonial_{place}_from"] = say_source(item.source, rng)
        row[f"testimonial_{place}_referee"] = item.referee
        row[f"testimonial_{place}_received"] = say(item.received, rng)
    for name, answer in zip(EVIDENCE, application.evidence, strict=True):
        row[name] = say(answer, rng)
    return row


def say_type(application: Application, rng: random.Random | None) -> Cell:
    """Full or resubmission; an office may leave a full application's type blank."""
    if rng is None:
        return "resubmission" if application.resubmission else "full"
    if application.resubmission:
        return rng.choice(("resubmission", "Resubmission", "RESUBMISSION"))
    return rng.choice(("full", "Full", None))


def say_disciplinary(answer: str | None, rng: random.Random | None) -> Cell:
    """None, pending, active or resolved."""
    if answer is None or rng is None:
        return answer
    return rng.choice((answer, answer.title(), answer.upper()))


def say_source(source: str | None, rng: random.Random | None) -> Cell:
    """The option that a testimonial comes from."""
    if source is None:
        return None
    return words.SOURCES[source] if rng is None else rng.choice(words.SOURCE_WORDINGS[source])


def say_evidence_missing(application: Application, rng: random.Random | None) -> Cell:
    """The domains without evidence, none of them, or a blank where nothing is recorded."""
    missing = [n for n, answer in enumerate(application.evidence, start=1) if answer is False]
    if missing:
        return say_domains(missing, rng)
    if None in application.evidence:
        return None
    return "none" if rng is None else rng.choice(("none", "None"))


def one_cell_will_do(application: Application) -> bool:
    """Whether ``Evidence missing`` can say what ten columns would."""
    blanks = application.evidence.count(None)
    return blanks in (0, 10)


# Messy tabs --------------------------------------------------------------------------------


def messy_applications(
    book: Workbook, office: Office, rng: random.Random, own: Mapping[str, str]
) -> None:
    """Two tabs of applications: one with ten columns for evidence, one with a single one."""
    tabs: tuple[list[Application], list[Application]] = ([], [])
    for application in office.applications:
        single = one_cell_will_do(application) and rng.random() < 0.6
        tabs[single].append(application)
    names = [name for name in words.HEADINGS if name not in (*EVIDENCE, "evidence_missing")]
    messy_tab(book.create_sheet("Received"), [*names, *EVIDENCE], tabs[0], rng, own)
    messy_tab(book.create_sheet("Received (2)"), [*names, "evidence_missing"], tabs[1], rng, own)


def messy_tab(
    sheet: Worksheet,
    names: Sequence[str],
    applications: Sequence[Application],
    rng: random.Random,
    own: Mapping[str, str],
) -> None:
    """A table somewhere on the sheet, with titles above and a total below."""
    columns: list[str] = [*names, *EXTRA_COLUMNS]
    rng.shuffle(columns)
    headings = [messy_heading(name, rng, own) for name in columns]
    rows: list[list[Cell]] = []
    for application in applications:
        row = cells(application, rng) | EXTRA_COLUMNS
        rows.append([row[name] for name in columns])
        if rng.random() < 0.08:
            rows.append([None] * len(columns))
    rows.append([None] * len(columns))
    total: list[Cell] = [None] * len(columns)
    total[0] = "Total"
    total[columns.index("Office notes")] = len(applications)
    rows.append(total)
    top = rng.choice((1, 3, 4, 6))
    left = rng.choice((1, 1, 2, 3))
    if top > 1:
        sheet.cell(1, left, "Applications to the Institute")
        sheet.merge_cells(start_row=1, start_column=left, end_row=1, end_column=left + 5)
        sheet.cell(2, left, "Please keep up to date")
    put_table(sheet, headings, rows, top=top, left=left)


def messy_heading(name: str, rng: random.Random, own: Mapping[str, str]) -> str:
    """The office's own heading, a synonym, or the usual heading with some noise."""
    if name in own:
        return own[name]
    if name in EXTRA_COLUMNS:
        return name
    if name in words.SYNONYMS and rng.random() < 0.35:
        return say_heading(rng.choice(words.SYNONYMS[name]), rng)
    return say_heading(words.HEADINGS[name], rng)


def unrelated_tab(book: Workbook) -> None:
    """A tab that has nothing to do with accreditation."""
    rows: list[list[Cell]] = [["Boardroom", "Monday", 14], ["Library", "Friday", 8]]
    put_table(book.create_sheet("Room bookings"), ["Room", "Weekday", "Seats"], rows)


# People ------------------------------------------------------------------------------------

Table = tuple[list[str], list[list[Cell]]]


def members_table(office: Office) -> Table:
    """Members of earlier years."""
    headings = ["Name", "Email", "Membership no", "Awarded", "Paid to", "Left"]
    rows: list[list[Cell]] = [
        [one.name, one.email, one.membership_no, one.awarded, one.paid_to, one.left]
        for one in office.members
    ]
    return headings, rows


def assessors_table(office: Office) -> Table:
    """Everybody who may mark."""
    headings = ["Name", "Email", "Category", "Practice", "Conflicts", "Max load", "Active"]
    rows: list[list[Cell]] = [
        [one.name, one.email, one.category, one.practice, ", ".join(one.conflicts), None, "Yes"]
        for one in office.assessors
    ]
    return headings, rows


def put_table(
    sheet: Worksheet,
    headings: Iterable[Cell],
    rows: Iterable[Sequence[Cell]],
    *,
    top: int = 1,
    left: int = 1,
) -> None:
    """Writes headings and rows from a cell onwards; blanks are not written at all."""
    for down, row in enumerate([list(headings), *rows]):
        for across, value in enumerate(row):
            if value is not None and value != "":
                sheet.cell(top + down, left + across, value)
