"""Whose feedback stands on which tab, where refs are alike as names of tabs."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.bad_inputs.office import FURTHER
from tests.preserving.office import make_office, refresh, settings_for
from tests.releasing.office import Site

BOOK = "book.xlsx"
NAMES = {"A-1": "O’Hara", "A-1 (2)": "Ann Lee"}


def titles(book: Path) -> dict[str, str]:
    """Whose each candidate's tab is."""
    sheets = openpyxl.load_workbook(book).worksheets
    return {sheet.title: str(sheet["A2"].value) for sheet in sheets if sheet.title in NAMES}


def test_no_candidate_finds_anothers_feedback_on_their_tab(tmp_path: Path) -> None:
    office, book = make_office(tmp_path), tmp_path / BOOK
    for path in (office.tracker, tmp_path / "marks.csv"):
        text = path.read_text(encoding="utf-8").replace("A1,", "A/1,").replace("A2,", "A-1,")
        path.write_text(text, encoding="utf-8")
    openpyxl.Workbook().save(book)
    settings = settings_for(tmp_path, office, BOOK)
    with settings.open("a", encoding="utf-8") as file:
        file.write("feedback_tabs = true\n")
    assert refresh(settings).code == 0
    first = titles(book)
    assert all(NAMES[tab] in title for tab, title in first.items())
    assert len(first) == len(NAMES)

    before = book.read_bytes()
    assert refresh(settings).code == 0
    assert book.read_bytes() == before

    lines = office.tracker.read_text(encoding="utf-8").splitlines(keepends=True)
    office.tracker.write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert refresh(settings).code == 0
    assert titles(book) == first


def test_once_released_a_tab_keeps_the_day_that_the_candidate_reads(tmp_path: Path) -> None:
    site, book = Site(tmp_path), tmp_path / BOOK
    openpyxl.Workbook().save(book)
    site.more = (
        f'[results]\nworkbook = "results.xlsx"\nrefresh = ["{BOOK}"]\nfeedback_tabs = true\n'
    )
    site.save()
    text = (tmp_path / "igpm.toml").read_text(encoding="utf-8")
    own = '[results]\nworkbook = "results.xlsx"\n\n'
    (tmp_path / "igpm.toml").write_text(text.replace(own, "", 1), encoding="utf-8")
    assert site.run_other("refresh").code == 0
    assert day_on(book) == "10 June 2026"
    site.run("--release", FURTHER, today="2026-06-12")
    for today in ("2026-06-12", "2026-06-30"):
        assert site.run_other("refresh", today=today).code == 0
        assert day_on(book) == "12 June 2026"


def day_on(book: Path) -> str:
    """The day on a candidate's tab."""
    return str(openpyxl.load_workbook(book)[FURTHER]["A3"].value).rpartition("  ")[2]
