"""What commands say of a problem: short in pipes, with a way to the cell on a terminal."""

from __future__ import annotations

import io

import pytest

from igpm_sheets.problems import CellRef, problem
from igpm_sheets.terminal import say_problems

ADDRESS = "https://docs.google.com/spreadsheets/d/1aB/edit"
THERE = CellRef("[bold]Marks[/] of Ann :smile:", "Round 2", 5, 3, f"{ADDRESS}#gid=7")
LINK = f"{ADDRESS}#gid=7&range=C5"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def said(where: CellRef, stream: io.StringIO) -> str:
    found = problem("C13", where, "=HYPERLINK()", heading="Ref")
    say_problems([found], stream, notes=True)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _a_usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("TERM_PROGRAM", raising=False)


def test_in_a_pipe_the_address_of_a_cell_at_google_is_written_out() -> None:
    text = said(THERE, io.StringIO())
    assert "[bold]Marks[/] of Ann :smile: › Round 2!C5" in text
    assert "\x1b" not in text
    lines = text.splitlines()
    assert (len(lines), lines[2].strip()) == (3, LINK)


def test_on_a_terminal_the_place_leads_to_the_cell() -> None:
    text = said(THERE, Screen())
    assert f";{LINK}\x1b\\" in text
    assert "\\[bold]Marks[/] of Ann :smile: › Round 2!C5\x1b]8;;" in text
    assert text.count("\n") == 2


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("TERM_PROGRAM", "Apple_Terminal")])
def test_a_terminal_that_knows_no_links_gets_the_address(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    text = said(THERE, Screen())
    assert "\x1b" not in text
    assert text.splitlines()[2].strip() == LINK


@pytest.mark.parametrize("where", [CellRef("a.xlsx", "T", 1, 1), CellRef(ADDRESS, address=ADDRESS)])
def test_nothing_is_written_twice(where: CellRef) -> None:
    text = said(where, io.StringIO())
    assert (text.count("\n"), text.count(ADDRESS) <= 1) == (2, True)


def test_a_file_has_no_link_on_a_terminal_either() -> None:
    assert "\x1b" not in said(CellRef("a.xlsx", "T", 1, 1), Screen())
