"""Tabs, columns and rows of the tracker: missing, misspelt, twice, for nobody."""

from __future__ import annotations

from pathlib import Path

from tests.bad_inputs.office import ANN, ASSESSORS, CAT, FURTHER, HEADINGS, REFS, TRACKER, Office
from tests.bad_inputs.spoiling import (
    cell,
    column,
    copied,
    heading,
    more_settings,
    no_tab,
    row,
    tab,
    together,
    without_column,
)
from tests.bad_inputs.table import (
    ALL_GONE,
    ATTENTION,
    HOLD,
    WITHOUT_THE_FIRST_RESULT,
    Row,
    Said,
    as_parameters,
    hold_to,
)

T = "applications.xlsx › Applications!"
HELD: dict[str, str | None] = {FURTHER: HOLD}
ALL_HELD: dict[str, str | None] = dict.fromkeys(REFS, HOLD)
NO_APPLICATIONS = Said(
    "H01", TRACKER, "", "no tab holds applications", "give the columns these headings"
)


def _another_tab(office: Office) -> None:
    office.tracker["Later"] = [list(HEADINGS), ["26-07", *office.applications[2][1:]]]


ROWS = [
    # Tabs
    Row("no tab of applications", no_tab("Applications"), NO_APPLICATIONS, ALL_GONE),
    Row("an empty tab", tab(TRACKER, "Applications"), NO_APPLICATIONS, ALL_GONE),
    Row("a tab that is not there", more_settings('[tracker.tabs]\napplications = "Aplications"'),
        Said("H02", TRACKER, "Aplications", "there is none of that name",
             "the tabs are: Applications, Assessors, Allocation"), ALL_GONE),
    Row("a tab without headings",
        together(more_settings('[tracker.tabs]\napplications = "Notes"'),
                 tab(TRACKER, "Notes", ["call Jo"])),
        Said("H03", "applications.xlsx › Notes", "", "have no row of headings",
             "give its columns headings, or name another tab"), ALL_GONE),
    Row("a second tab of applications", _another_tab,
        (Said("H11", "applications.xlsx › Applications", "Applications, Later",
              "several tabs are read as applications", "name the right ones"),
         Said("A03", f"{T}B3", "Owen Blake", "applies twice in one window, also as 26-07",
              "withdraw one of them"),
         Said("A03", "applications.xlsx › Later!B2", "Owen Blake", "also as 26-02", "withdraw")),
        {"26-02": HOLD, "26-07": HOLD}),
    # Columns
    Row("no column of refs", without_column("Ref"),
        Said("H04", f"{T}1:1", "", "there is no column Ref", "add the column"), ALL_GONE),
    Row("no column of dates", without_column("Date received"),
        Said("H04", f"{T}1:1", "", "there is no column Date received",
             "tell under [tracker.columns] in igpm.toml what it is called"),
        ALL_HELD, also=WITHOUT_THE_FIRST_RESULT),
    Row("no column of roles", without_column("Role"),
        Said("H10", "applications.xlsx › Applications", "",
             "no column says the role; applications that wait for it: 5",
             "or answer for all under [tracker.assume]"),
        ALL_HELD, also=WITHOUT_THE_FIRST_RESULT),
    Row("no column of evidence", without_column("Evidence missing"),
        Said("H10", "applications.xlsx › Applications", "", "the evidence in all ten domains",
             "add the column"), ALL_HELD, also=WITHOUT_THE_FIRST_RESULT),
    Row("a misspelt column that must be there", heading("Date received", "Date recieved"),
        (Said("H04", f"{T}1:1", "", "there is no column Date received", "add the column"),
         Said("H08", f"{T}F1", "Date recieved", "did you mean Date received?",
              "correct the heading")),
        ALL_HELD, also=WITHOUT_THE_FIRST_RESULT),
    Row("a misspelt column", heading("Role started", "Role strated"),
        Said("H08", f"{T}L1", "Role strated", "did you mean Role started?",
             "correct the heading, or leave it if it means something else"),
        ALL_HELD, also=("H10", *WITHOUT_THE_FIRST_RESULT)),
    Row("two columns that say the same", column("Job title", *["Practice manager"] * 5),
        Said("H07", f"{T}Y1", "Job title", "a second column for Role; the one in K1 is read",
             "give one of the two another heading"), exit=0),
    Row("two columns that differ",
        column("Role", "Practice manager", "Practice manager", "Nurse",
               "Practice manager", "Practice manager"),
        Said("C16", f"{T}Y4", "Nurse", "another column for Role says something else: see K4",
             "correct one of them"), HELD, also=("H07",)),
    Row("two columns of refs", column("Our reference", *"12345"),
        Said("H07", f"{T}Y1", "Our reference", "a second column for Ref; the one in A1 is read",
             "name the right one under [tracker.columns]"), exit=0),
    Row("a heading of the settings that is not there",
        more_settings('[tracker.columns]\nrole_started = "Came to us"'),
        Said("H05", f"{T}1:1", "", 'no column is headed "Came to us"',
             "correct [tracker.columns]"), exit=0),
    Row("a heading of the settings that must be there",
        more_settings('[tracker.columns]\nreceived = "Landed"'),
        Said("H06", f"{T}1:1", "", 'column "Date received" is read instead',
             "correct [tracker.columns]")),
    # Rows
    Row("a row twice", copied(FURTHER),
        Said("A02", f"{T}A7", FURTHER, f"an exact copy of {T}A4: it counts once",
             "remove one of the two rows"), exit=0),
    Row("a ref twice", copied(FURTHER, Practice="Fir Practice"),
        (Said("A01", f"{T}A4", FURTHER, f"stands twice in the tracker, also at {T}A7",
              "give each application a ref of its own"),
         Said("A01", f"{T}A7", FURTHER, f"also at {T}A4", "remove the row")), HELD),
    Row("a person twice", copied(FURTHER, Ref="26-06"),
        (Said("A03", f"{T}B4", "Priya Shah", "twice in one window, also as 26-06", "withdraw"),
         Said("A03", f"{T}B7", "Priya Shah", "also as 26-03", "correct the email address")),
        {FURTHER: HOLD, "26-06": HOLD}),
    Row("a row without a ref", row(None, "Zoe Ray"),
        Said("C12", f"{T}A7", "Zoe Ray", "this row has no ref", "give it a ref, or clear the row")),
    Row("a ref and nothing else", row("26-06"),
        Said("C13", f"{T}A7", "26-06", "too little stands in this row",
             "fill in the date received"), exit=0),
    # Assessors and their allocation
    Row("an unknown category", cell("Dee Marsh", "Category", "Wizard", tab="Assessors"),
        Said("C09", "applications.xlsx › Assessors!C5", "Wizard", "none of the answers allowed",
             "type Board, External, Member, Academic or Arm's length body")),
    Row("an assessor without a name",
        row(None, "zoe@example.net", "Board", tab="Assessors"),
        Said("P01", "applications.xlsx › Assessors!A6", "zoe@example.net, Board",
             "this row names nobody", "type the person's name")),
    Row("an assessor twice on a panel", cell(FURTHER, "Assessor 3", ANN, tab="Allocation"),
        (Said("P31", "applications.xlsx › Allocation!B4", "Ann Lee, Ben Okoro, Ann Lee",
              "2 different assessors are allocated; a panel is three", "name three different"),
         Said("M33", "marks/Cat Hughes.xlsx › Marks!B6", CAT, "but is not allocated to it",
              "correct the Allocation tab, or clear these marks")), {FURTHER: ATTENTION}),
    Row("a panel for an unknown ref", row("26-99", *ASSESSORS, tab="Allocation"),
        Said("P32", "applications.xlsx › Allocation!A7", "26-99", "no application has this ref",
             "correct the ref"), exit=0),
    Row("a panel for no ref", row(None, *ASSESSORS, tab="Allocation"),
        Said("P02", "applications.xlsx › Allocation!A7", "Ann Lee, Ben Okoro, Cat Hughes",
             "for no application", "type the application's ref")),
    # Members and Associates
    Row("a Member since nobody knows when",
        tab(TRACKER, "Members", ["Name", "Membership no", "Awarded", "Paid to"],
            ["Al Day", "M1", None, None]),
        Said("P34", "applications.xlsx › Members!C2", "Al Day", "no renewal can be worked out",
             "fill in Awarded or Window")),
    Row("a Member since a day that does not exist",
        tab(TRACKER, "Members", ["Name", "Membership no", "Awarded", "Paid to"],
            ["Al Day", "M1", "32/1/2024", None]),
        Said("C04", "applications.xlsx › Members!C2", "32/1/2024", "there is no 32 January 2024",
             "correct the day")),
]  # fmt: skip


@as_parameters(ROWS)
def test_a_bad_table(row: Row, tmp_path: Path) -> None:
    hold_to(row, tmp_path)
