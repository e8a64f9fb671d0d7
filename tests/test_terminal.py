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


def said(where: CellRef, stream: io.StringIO, *, addresses: bool = False) -> str:
    found = problem("C13", where, "=HYPERLINK()", heading="Ref")
    say_problems([found], stream, notes=True, addresses=addresses)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _a_usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_in_a_pipe_a_place_at_google_is_as_short_as_any() -> None:
    text = said(THERE, io.StringIO())
    assert "[bold]Marks[/] of Ann :smile: › Round 2!C5" in text
    assert "\x1b" not in text
    assert "https:" not in text


def test_on_a_terminal_the_place_leads_to_the_cell() -> None:
    text = said(THERE, Screen())
    assert f";{LINK}\x1b\\" in text
    assert "\\[bold]Marks[/] of Ann :smile: › Round 2!C5\x1b]8;;" in text
    assert text.count("\n") == 2


def test_a_terminal_that_knows_no_links_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in said(THERE, Screen())


def test_the_address_is_written_out_where_it_is_asked_for() -> None:
    lines = said(THERE, io.StringIO(), addresses=True).splitlines()
    assert (len(lines), lines[2].strip()) == (3, LINK)


@pytest.mark.parametrize("where", [CellRef("a.xlsx", "T", 1, 1), CellRef(ADDRESS, address=ADDRESS)])
def test_nothing_is_written_twice(where: CellRef) -> None:
    text = said(where, io.StringIO(), addresses=True)
    assert (text.count("\n"), text.count(ADDRESS) <= 1) == (2, True)


def test_a_file_has_no_link_on_a_terminal_either() -> None:
    assert "\x1b" not in said(CellRef("a.xlsx", "T", 1, 1), Screen())
