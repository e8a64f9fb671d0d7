"""What the program may do with each Google Sheet of the settings, for `google check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from igpm_sheets.catalogue import Severity
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE
from igpm_sheets.problems import Problem
from igpm_sheets.reports.answers import Json, problem_as_json
from igpm_sheets.reports.tables import Column, Table
from igpm_sheets.reports.words import counted

NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Access:
    """One spreadsheet, and what the account may do with it."""

    purposes: tuple[str, ...]
    """What it is for: `tracker`, `marks`, `refresh`."""
    title: str
    address: str
    may_read: bool
    may_edit: bool | None = None
    """None where nobody knows."""
    locale: str = ""
    time_zone: str = ""
    assessors: tuple[str, ...] = ()
    """Whose mark sheets are in it."""
    shared_with: tuple[tuple[str, str], ...] | None = None
    """Who may open it, and as what; None where this account may not see it."""

    @property
    def may(self) -> str:
        """In a word what the account may do."""
        if not self.may_read:
            return "nothing"
        return {None: "read", False: "read only", True: "read, edit"}[self.may_edit]

    def as_json(self) -> dict[str, Json]:
        """The same as one JSON object."""
        shared = self.shared_with
        return {
            "for": list(self.purposes),
            "title": self.title or None,
            "address": self.address,
            "may_read": self.may_read,
            "may_edit": self.may_edit,
            "locale": self.locale or None,
            "time_zone": self.time_zone or None,
            "assessors": list(self.assessors),
            "shared_with": None
            if shared is None
            else [{"who": who, "role": role} for who, role in shared],
        }


@dataclass(frozen=True, slots=True)
class GoogleChecked:
    """Every Google Sheet of the settings, tried."""

    account: str
    signed_in_by: str
    spreadsheets: Sequence[Access]
    problems: Sequence[Problem]
    settings: str
    """The name of the settings file."""
    failed: bool = False
    """Whether something could not be read."""

    @property
    def exit_code(self) -> int:
        """0 all is well, 1 something is not as it must be, 3 something could not be reached."""
        if self.failed or not all(each.may_read for each in self.spreadsheets):
            return UNREADABLE
        errors = any(each.severity is Severity.ERROR for each in self.problems)
        return DATA_ERRORS if errors else DONE

    @property
    def who(self) -> str:
        """The account and how it signed in, in a line."""
        account = self.account or "somebody whose address Google does not say"
        means = f", by {self.signed_in_by}" if self.signed_in_by else ""
        return f"Signed in as {account}{means}."

    def table(self) -> Table:
        """A row a spreadsheet."""
        headings = ("For", "Google Sheet", "Whose", "May", "Locale", "Time zone", "Shared with")
        rows = [
            (
                ", ".join(each.purposes),
                each.title or each.address,
                ", ".join(each.assessors),
                each.may,
                each.locale,
                each.time_zone,
                self._others(each),
            )
            for each in self.spreadsheets
        ]
        return Table("Google Sheets", tuple(map(Column, headings)), rows)

    def _others(self, each: Access) -> str:
        """Who may open it, beside this account."""
        if each.shared_with is None:
            return NOT_SEEN if each.may_read else ""
        named = [f"{who} ({role})" for who, role in each.shared_with if who != self.account]
        return ", ".join(named)

    def summary(self) -> str:
        """All of it in a line."""
        if not self.spreadsheets:
            return f"{self.settings} names no Google Sheet."
        read = sum(each.may_read for each in self.spreadsheets)
        edit = sum(each.may_edit is True for each in self.spreadsheets)
        number = counted(len(self.spreadsheets), "Google Sheet")
        things = sum(each.severity is not Severity.NOTE for each in self.problems)
        wrong = f"{counted(things, 'thing')} to put right" if things else "nothing to put right"
        return f"{number}: {read} can be read, {edit} can be edited; {wrong}. Nothing was written."

    def as_json(self) -> dict[str, Json]:
        """All of it as one JSON document."""
        return {
            "account": self.account or None,
            "signed_in_by": self.signed_in_by or None,
            "spreadsheets": [each.as_json() for each in self.spreadsheets],
            "problems": [problem_as_json(each) for each in self.problems],
        }
