"""The invoices of the fees that are due, written for the accounts package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from igpm_sheets.exit_codes import DATA_ERRORS, DONE
from igpm_sheets.jobs import Worked
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reports import answers, xero
from igpm_sheets.settings import Settings
from igpm_sheets.sources import holds_errors


@dataclass(frozen=True, slots=True)
class Invoiced:
    """What was written for Xero."""

    invoices: xero.Invoices
    files: Sequence[Path]
    """With their full paths, so that nobody has to look for them."""
    problems: Sequence[Problem]

    @property
    def exit_code(self) -> int:
        """0 every charge has its invoice, 1 some are left out."""
        return DATA_ERRORS if holds_errors(self.problems) else DONE

    def lines(self) -> Iterator[str]:
        """What was written, and where."""
        yield self.invoices.in_words()
        if not self.files:
            yield "No file was written."
        for file in self.files:
            yield f"Written to {file}"
        if len(self.files) > 1:
            most = xero.MOST_INVOICES
            yield f"Xero takes {most} invoices at a time: import these files one after the other."

    def as_json(self) -> dict[str, answers.Json]:
        """The files and the sums."""
        files: list[answers.Json] = [str(file) for file in self.files]
        made = self.invoices
        return {
            "files": files,
            "invoices": len(made.rows),
            "net": f"{made.net:.2f}",
            "vat": f"{made.vat:.2f}",
            "gross": f"{made.gross:.2f}",
        }


def write_xero(settings: Settings, worked: Worked, path: Path) -> Invoiced:
    """Writes the charges that were worked out into a file that Xero imports, or into several.

    `path` is the first of them, relative to the current folder.

    Raises:
        CannotWrite: a file cannot be written, its folder is not there, or a file that is not
            ours stands in its place.
    """
    from igpm_sheets.writers.imports import left_over, write_imports  # noqa: PLC0415 - with --xero only

    findings = worked.findings
    windows = {each.application.ref: each.window for each in worked.every if each.window}
    made = xero.invoices(findings.ledger.charges, windows, findings.today, settings.xero)
    files = write_imports(
        path.absolute(), xero.HEADINGS, made.rows, most=xero.MOST_INVOICES, is_ours=xero.is_ours
    )
    stale = left_over(path, len(files), is_ours=xero.is_ours)
    problems = [*made.problems, *(problem("F53", CellRef(str(each))) for each in stale)]
    return Invoiced(made, files, problems)
