"""The catalogue: every kind of thing that can be wrong, with its wording and its remedy.

Codes never change once published: people search for them. The letter says what the
problem is about: F files and services, H headings and tabs, C cells, A applications,
M marks, P people, D dates and fees, S what is sent to candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters.

    An *error* stops the application it concerns (or is lost data) and makes the exit
    code 1; a *warning* wants a look; a *note* is for the record.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry: `message` and `remedy` are templates, filled from a problem's details."""

    code: str
    severity: Severity
    rule: str
    message: str
    remedy: str


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

_FILES = (
    Kind("F01", E, "", "there is no such file", "correct the path in igpm.toml"),
    Kind(
        "F02",
        W,
        "",
        "no spreadsheet was found here",
        "correct the folder or pattern in igpm.toml, or put the spreadsheets there",
    ),
    Kind(
        "F03",
        N,
        "",
        "files that are no spreadsheets were left alone",
        "nothing, unless one of them should be read: then save it as .xlsx",
    ),
    Kind(
        "F04",
        N,
        "",
        "folders within this folder were not looked into",
        "to read the spreadsheets in them too, write {pattern} in igpm.toml",
    ),
    Kind("F05", E, "", "this is no file", "name the spreadsheet itself in igpm.toml"),
    Kind(
        "F06",
        E,
        "",
        "this may not be opened",
        "close it in other programs; if that does not help, ask its owner for the right to read it",
    ),
    Kind(
        "F07",
        E,
        "",
        "the file is empty",
        "fetch or save it again; in a cloud folder, wait until it has been downloaded",
    ),
    Kind(
        "F08",
        E,
        "",
        "the file is protected with a password",
        "open it, take the password off (in Excel: File › Info › Protect Workbook), and save it",
    ),
    Kind("F09", E, "", "this is not a spreadsheet", "{remedy}"),
    Kind(
        "F10",
        E,
        "",
        "the file is damaged or incomplete",
        "fetch it again or go back to an earlier copy; Excel may mend it (Open and Repair)",
    ),
    Kind(
        "F11",
        E,
        "",
        "this is only a sign that somebody has the workbook open",
        "name the workbook itself: {name}",
    ),
    Kind(
        "F12",
        E,
        "",
        "this is a shortcut to a Google Sheet, and holds none of its cells",
        "write the address of the Google Sheet in igpm.toml: {address}",
    ),
    Kind(
        "F13",
        E,
        "",
        "the file is too large, or would be once unpacked",
        "ask whoever sent it for a sound copy with nothing but the tables in it",
    ),
    Kind(
        "F14",
        E,
        "",
        "the file could not be read",
        "try again; if it lies on a network drive or in a cloud folder, copy it to this computer",
    ),
    Kind(
        "F15",
        E,
        "",
        "cells stand too far apart",
        "delete what stands far from the table, or move the table to a workbook of its own",
    ),
    Kind(
        "F16",
        E,
        "",
        "there is no tracker to read",
        "name the workbook of applications under [tracker] source in igpm.toml",
    ),
    Kind(
        "F17",
        E,
        "",
        "the file could not be understood",
        "open it in Excel or LibreOffice and save it as a new Excel workbook (.xlsx)",
    ),
    # F20 to F29: writing
    Kind(
        "F18",
        E,
        "",
        "the blank templates are missing from the program",
        "install igpm-sheets again",
    ),
    Kind(
        "F19",
        E,
        "",
        "Google Sheets cannot be read by this version",
        "in Google Sheets: File › Download › Microsoft Excel, and name that file",
    ),
    Kind("F20", E, "", "there is a folder of this name", "give the file another name"),
    Kind(
        "F21",
        E,
        "",
        "this program did not make the file that stands here, so leaves it alone",
        "give another name for the {made_as} in igpm.toml, or move that file away",
    ),
    Kind(
        "F22",
        E,
        "",
        "the workbook is open in another program",
        "close it there and run this again; if nobody has it open, delete the file {lock}",
    ),
    Kind(
        "F23",
        E,
        "",
        "the file may not be written here",
        "close it if it is open, make file and folder writable, or name another place",
    ),
    Kind("F24", E, "", "the disk is full", "make room and run this again"),
    Kind(
        "F25",
        E,
        "",
        "its folder cannot be made: a file stands in the way",
        "name another folder, or move the file {blocker} away",
    ),
    Kind("F26", E, "", "a new workbook ends in .xlsx", "name it {name}"),
    Kind("F27", E, "", "the file could not be written: {reason}", "check the path and the disk"),
    Kind(
        "F28",
        E,
        "",
        "a tab holds {limit} rows at most, and “{tab}” would need {rows}",
        "choose one window instead of all",
    ),
    Kind(
        "F29",
        E,
        "",
        "a workbook holds {limit} {what} at most, and this one has no room for more",
        "take away those that no cell uses (in Excel: Inquire › Clean Excess Cell Formatting),"
        " save it and run this again",
    ),
    # F30 to F34: a new version of the office's own workbook
    Kind(
        "F30",
        E,
        "",
        "this folder has no locks that would keep two runs apart",
        "keep the workbook on this computer or on an ordinary network drive",
    ),
    Kind(
        "F31",
        E,
        "",
        "another run is at work on this workbook",
        "wait until it has finished and run this again",
    ),
    Kind(
        "F32",
        E,
        "",
        "the workbook was changed, moved or deleted since it was read",
        "run this again: the next run takes the change up",
    ),
    Kind(
        "F33",
        E,
        "",
        "the workbook is open somewhere and cannot be replaced",
        "close it in every program and on every computer, and run this again",
    ),
    Kind(
        "F34",
        E,
        "",
        "the previous version cannot be kept here ({reason}), so the workbook was left as it was",
        "make the folder writable, or name another folder for the backups in igpm.toml",
    ),
    # F35 to F41: workbooks in which no tabs can be kept
    Kind(
        "F35",
        E,
        "",
        "this program did not make the tab of this name, so leaves the workbook alone",
        "give that tab another name and run this again",
    ),
    Kind(
        "F36",
        E,
        "",
        "the workbook is signed, and its signature would no longer hold",
        "take the signature off (in Excel: File › Info › View Signatures), or name another"
        " workbook under [results] refresh in igpm.toml",
    ),
    Kind(
        "F37",
        E,
        "",
        "the workbook is shared in the old way, and keeps a log of everybody's changes",
        "end the sharing (in Excel: Review › Unshare Workbook), save it and run this again",
    ),
    Kind(
        "F38",
        E,
        "",
        "tabs can be kept up to date in Excel workbooks alone (.xlsx or .xlsm)",
        "open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx), and name that"
        " under [results] refresh in igpm.toml",
    ),
    Kind(
        "F39",
        E,
        "",
        "the workbook is protected with a password, so nothing can be put into it",
        "take the password off (in Excel: File › Info › Protect Workbook), or name another"
        " workbook under [results] refresh in igpm.toml",
    ),
    Kind(
        "F40",
        E,
        "",
        "the workbook is damaged or incomplete, so it was left as it is",
        "open it in Excel, which may mend it (Open and Repair), save it and run this again",
    ),
    Kind(
        "F41",
        E,
        "",
        "its cell styles are written in two versions, so no more can be added to them",
        "open it in Excel, save it and run this again",
    ),
    # F42 to F44: what people keep beside the results
    Kind(
        "F42",
        E,
        "",
        "something stands above the headings, where rows of the list are counted from",
        "move what stands above the headings somewhere else, and run this again",
    ),
    Kind(
        "F43",
        E,
        "",
        "the heading {heading} is gone, so what stands beside cannot be told apart",
        "write {heading} above the refs again, or give the tab another name: a new one is made",
    ),
    Kind(
        "F44",
        E,
        "",
        "{what} stands beside the applications and would be torn apart when they move",
        "move it below the list or onto another tab, and run this again",
    ),
    # F45 to F48: the templates of what is written
    Kind(
        "F45",
        E,
        "",
        "the template cannot be used: {reason}",
        "take a fresh copy of the template and change its look again, or leave it out of igpm.toml",
    ),
    Kind(
        "F46",
        E,
        "",
        "the template has no sheet “{sheet}”",
        "give the sheet its name back, or take a fresh copy of the template",
    ),
    Kind(
        "F47",
        E,
        "",
        "the template asks for {name}, and there is no such value here",
        "write one of {known}; a brace that is meant as one is typed twice: {{{{",
    ),
    Kind(
        "F48",
        E,
        "",
        "this sheet of the template has no table “{table}” to fill",
        "give the table its name back (in Excel: Table Design › Table Name), or take a fresh copy",
    ),
    Kind(
        "F59",
        E,
        "",
        "this sheet of the template has no row with {name}: {without}",
        "write {name} into the row that it is for, or take a fresh copy of the template, whose last"
        " sheet explains it",
    ),
    # F49: refreshing
    Kind(
        "F49",
        E,
        "",
        "the workbook was left as it is: {because}",
        "put that right first, then run this again",
    ),
    Kind(
        "F50",
        E,
        "",
        "{what} stands on a tab that is written anew each time, and would be lost",
        "move it onto a tab of its own, and run this again",
    ),
    # F51 to F53, F58: the file for the accounts package
    Kind("F51", E, "", "a file for Xero ends in .csv", "name it {name}"),
    Kind(
        "F52",
        E,
        "",
        "this program did not make the file that stands here, so leaves it alone",
        "give another name after --xero, or move that file away",
    ),
    Kind(
        "F53",
        W,
        "",
        "this file for Xero is from an earlier run and does not belong to this one",
        "delete it, unless it is still to be imported",
    ),
    Kind(
        "F58",
        E,
        "",
        "there is no folder {parent}, so the file was not written",
        "make the folder first, or correct the path after --xero",
    ),
    # F54 to F57: mark sheets for the assessors
    Kind(
        "F54",
        E,
        "",
        "the template of the mark sheets cannot be used: {reason}",
        "take a fresh copy of mark_sheet_grid.xlsx, or leave [marks] template out of igpm.toml",
    ),
    Kind(
        "F55",
        E,
        "",
        "this program did not make the file that stands here, so {assessor} gets no mark sheet",
        "move that file away, or name another folder for the mark sheets",
    ),
    Kind(
        "F56",
        E,
        "",
        "nothing says whose mark sheet this is, so it was left alone",
        "write the assessor's name beside the cell “Assessor” and run this again",
    ),
    Kind(
        "F57",
        E,
        "",
        "this mark sheet has no grid any more to which applications could be added",
        "give its columns their headings back (Ref, Domain 1 to Domain 10); or move the file"
        " away, and a new one is made",
    ),
)


_HEADINGS = (
    Kind(
        "H01",
        E,
        "",
        "no tab holds applications: none has headings such as Ref and Date received",
        "give the columns these headings, or name the tab under [tracker.tabs] in igpm.toml",
    ),
    Kind(
        "H02",
        E,
        "",
        "the settings name this tab for {kind}, but there is none of that name",
        "correct [tracker.tabs] in igpm.toml; the tabs are: {tabs}",
    ),
    Kind(
        "H03",
        E,
        "",
        "this tab is to hold {kind}, but its first fifty rows have no row of headings",
        "give its columns headings, or name another tab under [tracker.tabs] in igpm.toml",
    ),
    Kind(
        "H04",
        E,
        "",
        "there is no column {heading}",
        "add the column, or tell under [tracker.columns] in igpm.toml what it is called",
    ),
    Kind(
        "H05",
        W,
        "",
        'no column is headed "{heading}", as the settings say for {name}; {instead}',
        "correct [tracker.columns] in igpm.toml, or the heading",
    ),
    Kind(
        "H06",
        E,
        "",
        'no column is headed "{heading}", as the settings say for {name}; {instead}',
        "correct [tracker.columns] in igpm.toml, or the heading",
    ),
    Kind(
        "H07",
        W,
        "",
        "a second column for {heading}; the one in {first} is read",
        "give one of the two another heading, or name the right one under [tracker.columns]",
    ),
    Kind(
        "H08",
        W,
        "",
        "this heading is not known, so the column is left alone; did you mean {heading}?",
        "correct the heading, or leave it if it means something else",
    ),
    Kind(
        "H09",
        N,
        "",
        "a hidden tab with headings of {kind} is not read",
        "show the tab, or name it under [tracker.tabs] in igpm.toml, if it should be",
    ),
    Kind(
        "H10",
        W,
        "I15",
        "no column says {what}; applications that wait for it: {count}",
        "add the column, tell under [tracker.columns] in igpm.toml what it is called, or answer"
        " for all under [tracker.assume]",
    ),
    Kind(
        "H12",
        W,
        "",
        "this tab has a ref and a date received, but few of the other columns of “{tab}”:"
        " it is not read as applications",
        "nothing, or name both tabs under [tracker.tabs] in igpm.toml",
    ),
    Kind(
        "H11",
        N,
        "",
        "several tabs are read as applications, by their headings",
        "name the right ones under [tracker.tabs] in igpm.toml if one of them holds something else",
    ),
)

_CELLS = (
    Kind(
        "C01",
        E,
        "",
        "{heading}: the cell shows an error",
        "correct the formula in the cell, or type the value",
    ),
    Kind(
        "C02",
        E,
        "",
        "{heading}: the formula was never calculated, so the file does not hold its value",
        "open the file in Excel or LibreOffice, save it there, and try again",
    ),
    Kind(
        "C03",
        E,
        "",
        "{heading}: this is no date",
        "type the day, month and year, as in 3 May 2026 or 03/05/2026",
    ),
    Kind("C04", E, "", "{heading}: {reason}", "{advice}"),
    Kind(
        "C05",
        E,
        "",
        "{heading}: this is a number, not a date",
        "if {day} is meant, format the cell as a date; otherwise type the day",
    ),
    Kind(
        "C06",
        E,
        "",
        "{heading}: {day} is outside the years 1950 to 2100",
        "correct the year, and type all four digits of it",
    ),
    Kind("C07", E, "", "{heading}: this is neither yes nor no", "type yes or no, or clear it"),
    Kind(
        "C08",
        E,
        "",
        "{heading}: this is neither yes, no nor a date",
        "type yes, no or a day such as 3 May 2026, or clear it",
    ),
    Kind(
        "C09",
        E,
        "",
        "{heading}: this is none of the answers allowed",
        "type {allowed}, or clear the cell",
    ),
    Kind(
        "C10",
        E,
        "",
        "{heading}: this is no list of domains from 1 to 10",
        "type it as text, such as 3, 7 (begin with an apostrophe if the cell turns into a"
        " number or a date)",
    ),
    Kind(
        "C11",
        E,
        "",
        "{heading}: this is no whole number",
        "type it in figures, such as 12, or clear the cell",
    ),
    Kind(
        "C12",
        E,
        "",
        "this row has no ref, so it cannot be an application",
        "give it a ref, or clear the row",
    ),
    Kind(
        "C13",
        N,
        "",
        "too little stands in this row: it is not counted as an application",
        "fill in the date received once there is an application, else leave it",
    ),
    Kind(
        "C14",
        W,
        "R5",
        "{heading}: this is no country of the UK",
        "type England, Scotland, Wales or Northern Ireland",
    ),
    Kind(
        "C15",
        E,
        "R10",
        "the evidence for domain {domain} contradicts the list of missing evidence in {other}",
        "correct one of the two cells",
    ),
    Kind(
        "C16",
        E,
        "",
        "another column for {heading} says something else: see {first}",
        "correct one of them, or give one of the columns another heading",
    ),
    Kind(
        "C17",
        E,
        "",
        "{heading}: this is neither yes, no, a date nor an amount",
        "type yes, no, a day such as 3 May 2026 or an amount such as 336.00, or clear it",
    ),
    Kind(
        "C18",
        E,
        "R32",
        "{heading}: this is no window: applications come in January, May and September",
        "type it as May 2026 or 2026-05",
    ),
    Kind(
        "C19",
        E,
        "",
        "{heading}: a date, a time or a tick is no ref",
        "type the ref as text (begin with an apostrophe if it turns into a date)",
    ),
    Kind(
        "C20",
        E,
        "I8",
        "an earlier post needs the day it started and, not before that, the day it ended",
        "fill in or correct the two days, or clear them both",
    ),
    Kind(
        "C21",
        E,
        "I31",
        "{heading}: a resubmission in no domain",
        "type the domains resubmitted, such as 3, 7; a blank means all that were asked for",
    ),
    Kind(
        "C22",
        W,
        "I8",
        "an earlier post without its days cannot be counted",
        "add the days it started and ended if it is to count",
    ),
)

_APPLICATIONS: tuple[Kind, ...] = (
    Kind(
        "A01",
        E,
        "I28",
        "this ref stands twice in the tracker, also at {others}",
        "give each application a ref of its own, or remove the row that is not wanted",
    ),
    Kind(
        "A02",
        N,
        "I28",
        "this row is an exact copy of {first}: it counts once",
        "remove one of the two rows",
    ),
    Kind(
        "A03",
        E,
        "I28",
        "the same person applies twice in one window, also as {others}",
        "withdraw one of them, or correct the email address or the name",
    ),
    Kind(
        "A04",
        E,
        "I33",
        "the previous ref is not in the tracker",
        "correct it to the ref of the application that got a result",
    ),
    Kind(
        "A05",
        E,
        "I33",
        "the previous application {previous} ended in an award",
        "correct the previous ref or the type",
    ),
    Kind(
        "A06",
        E,
        "I33",
        "the previous application {previous} has no result to follow up: its status is “{status}”",
        "settle {previous} first, or correct the previous ref",
    ),
    Kind(
        "A07",
        E,
        "I33",
        "a resubmission without a previous ref",
        "write the ref of the earlier application into Previous ref",
    ),
    Kind(
        "A08",
        E,
        "R60",
        "none of the domains that were asked for is resubmitted",
        "list the domains, or leave the cell blank for all that were asked for",
    ),
    Kind(
        "A09",
        N,
        "I18",
        "evidence was not asked for in {domains}: it is left out",
        "nothing, unless the list is wrong",
    ),
    Kind(
        "A11",
        E,
        "R6",
        "received before the scheme opened on 21 June 2022",
        "correct the date received",
    ),
    Kind(
        "A12",
        E,
        "R33",
        "the date received is blank: without it there is no window",
        "write the date the application was received",
    ),
    Kind("A13", W, "R34", "the result was sent before the window had closed", "check both dates"),
    Kind("A14", W, "R33", "received in the future", "check the date received"),
    Kind(
        "A15",
        W,
        "R62",
        "a result was sent, but there is none: the status is “{status}”",
        "settle what holds the application up, or clear the date",
    ),
    Kind(
        "A16", W, "R11", "the role started after the application was received", "check both dates"
    ),
    Kind(
        "A17",
        W,
        "I22",
        "the window has closed and the fee of £{gross} is not paid",
        "ask for the fee, or record that it is paid",
    ),
    Kind(
        "A18",
        W,
        "I4",
        "further evidence is needed, but the settings name no domain for it",
        "ask the panel which domains, and tell the candidate",
    ),
    Kind(
        "A19",
        W,
        "R14",
        "the role is in none of the seven classes",
        "ask the IGPM for guidance, or add the role to the policy file under [[role]]",
    ),
    Kind(
        "A20",
        W,
        "I33",
        "a previous ref, but the type is not resubmission: it counts as full",
        "write resubmission into Type, or clear the previous ref",
    ),
    Kind(
        "A22",
        W,
        "I33",
        "neither name nor email agree with the previous application {previous}",
        "correct the previous ref, or the name and the email",
    ),
    Kind(
        "A23",
        E,
        "I33",
        "received before the application that it follows, {previous}",
        "correct the previous ref, or the dates received",
    ),
    Kind(
        "A21",
        E,
        "I33",
        "the previous ref leads back to this application itself",
        "correct it to the ref of the application that got a result",
    ),
)

_MARKS = (
    Kind(
        "M01",
        W,
        "",
        "no tab of this file is a mark sheet",
        "give it columns Ref and Domain 1 to Domain 10, or Ref, Domain and Mark; or leave the"
        " file out of [marks] sources",
    ),
    Kind(
        "M02",
        W,
        "R29",
        "this mark sheet has no column for domain {domains}: no marks are read there",
        "add the column, or correct its heading to Domain {first}",
    ),
    Kind(
        "M03",
        E,
        "R49",
        "marks are whole numbers 3–7",
        "type 3, 4, 5, 6 or 7, or leave it empty",
    ),
    Kind(
        "M04",
        E,
        "",
        "marks for a ref that no application has{suggestion}",
        "correct the ref here or in the tracker",
    ),
    Kind("M05", E, "", "marks without a ref", "type the application's ref, or clear the marks"),
    Kind(
        "M06",
        E,
        "R43",
        "a mark for something that is no domain from 1 to 10",
        "type the number of the domain, or clear the mark",
    ),
    Kind(
        "M07",
        N,
        "",
        "domain {domain} stands here a second time with the same mark: see {first}",
        "clear one of the two",
    ),
    Kind(
        "M08",
        E,
        "I28",
        "domain {domain} has another mark in {first}",
        "clear the mark that does not hold",
    ),
    Kind(
        "M09",
        E,
        "R24",
        "marks without the name of the assessor",
        "type the assessor's name in the row",
    ),
    Kind(
        "M10",
        W,
        "R24",
        "nothing says whose marks these are; they are taken as those of “{name}”",
        'type the assessor\'s name next to a cell "Assessor", or name the file after them',
    ),
    Kind(
        "M11",
        W,
        "",
        "a hidden tab with marks is not read",
        "show the tab if its marks should count, or delete it",
    ),
    Kind(
        "M12",
        W,
        "R43",
        "this heading is not known, so the column is left alone; did you mean domain {domain}?",
        "correct the heading to Domain {domain}",
    ),
    Kind(
        "M13",
        W,
        "R43",
        "a second column for domain {domain}; the first, {first}, is read",
        "give one of the two another heading",
    ),
)

_PEOPLE = (
    Kind(
        "P01",
        E,
        "",
        "this row names nobody",
        "type the person's name, or clear the row",
    ),
    Kind(
        "P02",
        E,
        "",
        "assessors are given here for no application",
        "type the application's ref, or clear the row",
    ),
    Kind(
        "P03",
        N,
        "",
        "this row holds a name and nothing else: it is taken for a title, not a person",
        "fill in the row if it is a person",
    ),
)

_PANELS: tuple[Kind, ...] = (
    Kind(
        "M30",
        E,
        "I28",
        "two sheets of {assessor} differ in {domains}; the other is at {first}",
        "keep the marks that hold and clear the others",
    ),
    Kind(
        "M31",
        N,
        "I28",
        "a copy of {assessor}'s sheet at {first}: it counts once",
        "remove one of the two",
    ),
    Kind(
        "M32",
        E,
        "R24",
        "{count} assessors have marked this application; a panel is three",
        "clear the marks of those who do not belong to the panel",
    ),
    Kind(
        "M33",
        E,
        "R24",
        "{assessor} has marked this application, but is not allocated to it",
        "correct the Allocation tab, or clear these marks",
    ),
    Kind(
        "M34",
        E,
        "I24",
        "{assessor} may not assess this application: {because}",
        "clear these marks and ask another assessor",
    ),
    Kind(
        "M35",
        W,
        "I24",
        "{assessor} has a conflict of interest: {because}",
        "consider asking another assessor",
    ),
    Kind(
        "M36",
        W,
        "R9",
        "marks for an application that is {status}",
        "nothing, if the status is right: they do not count",
    ),
    Kind(
        "M37",
        W,
        "R34",
        "marks for an application whose window closes only on {closes}",
        "check the date received",
    ),
    Kind(
        "M38",
        N,
        "I18",
        "marks outside the domains resubmitted, in {domains}, are left out",
        "nothing, unless the list of domains is wrong",
    ),
    Kind(
        "M39",
        W,
        "R25",
        "{first} and {second} gave the same ten marks with the same comments",
        "ask whether both assessed it independently",
    ),
    Kind(
        "M40",
        N,
        "R28",
        "several assessors mark in this tab, so they can see each other's marks",
        "give each assessor a sheet of their own",
    ),
    Kind(
        "M42",
        N,
        "I27",
        "more than {over} of {assessor}'s marks are a 3 or a 7",
        "nothing, or talk to the assessor: marks are never altered",
    ),
    Kind(
        "M43",
        N,
        "R30",
        "half or fewer of {assessor}'s marks lie in the middle, at 4 to 6",
        "nothing, or talk to the assessor: marks are never altered",
    ),
    Kind(
        "M44",
        N,
        "",
        "the assessors fall into {groups} groups that share no application, so nobody can say"
        " whether {one} and {other}, say, mark alike",
        "when panels are formed next, put people of different groups together",
    ),
    Kind(
        "P30",
        W,
        "R27",
        "an assessor listed as a Member is not on the Members tab",
        "correct the category, or add them to the Members tab",
    ),
    Kind(
        "P31",
        E,
        "R24",
        "{count} different assessors are allocated; a panel is three",
        "name three different assessors",
    ),
    Kind("P32", W, "", "no application has this ref", "correct the ref, or remove the row"),
    Kind(
        "P33",
        W,
        "I24",
        "allocated in spite of a conflict of interest: {because}",
        "allocate another assessor",
    ),
    Kind(
        "P34",
        E,
        "R40",
        "a Member without the date or the window of the award: no renewal can be worked out",
        "fill in Awarded or Window",
    ),
    Kind(
        "P35",
        W,
        "R38",
        "to when the Member fee is paid is not recorded: only the latest renewal is listed",
        "fill in Paid to",
    ),
    Kind(
        "P36",
        W,
        "R42",
        "an Associate with neither a date joined nor a date paid to",
        "fill in Paid to or Joined",
    ),
    Kind(
        "P39",
        W,
        "I28",
        "this person stands in the tab already: the row is left out",
        "remove one of the two rows",
    ),
    Kind(
        "P38",
        W,
        "R42",
        "to when the Associate fee is paid is not recorded: only the latest is listed",
        "fill in Paid to",
    ),
    Kind(
        "P37",
        N,
        "R42",
        "a Member as well: no Associate fee is listed",
        "remove the row from the Associates tab, or fill in Left",
    ),
)

_DATES_AND_FEES: tuple[Kind, ...] = (
    Kind(
        "D01",
        N,
        "R41",
        "the {fee} was to be reviewed by {due}",
        "review it, and put the new or the confirmed price into the policy file",
    ),
    # D02 to D07: invoices for the accounts package
    Kind(
        "D02",
        E,
        "",
        "Xero takes no invoice without a name, so this charge is left out of the file",
        "fill in the name and run this again",
    ),
    Kind(
        "D03",
        E,
        "",
        "{count} charges come to the invoice number {number}, so all of them are left out of the"
        " file: Xero would make one invoice of them",
        "give each application its own ref, and each person an email of their own, and run this"
        " again",
    ),
    Kind(
        "D04",
        W,
        "",
        "{column}: Excel would take this for a formula, so an apostrophe stands before it in the"
        " file for Xero",
        "correct it in the tracker if it is a slip; else take the apostrophe away in Xero",
    ),
    Kind(
        "D05",
        W,
        "",
        "{column}: this is longer than the {limit} characters that Xero takes, so its end is cut",
        "shorten it in the tracker if it matters",
    ),
    Kind(
        "D06",
        W,
        "",
        "different people of this name are charged, and Xero keeps one contact for a name",
        "give each a contact of their own in Xero, or tell their names apart in the tracker;"
        " the invoices are {numbers}",
    ),
    Kind(
        "D07",
        E,
        "I21",
        "no tax type of Xero is known for VAT of {rate} %, so this charge is left out of the file",
        'write it into igpm.toml under [xero.tax_types]: "{rate}" = "…", as Xero calls it',
    ),
)

_SENT: tuple[Kind, ...] = (
    # S01 to S05: results that have been released
    Kind(
        "S01",
        W,
        "R62",
        "released on {day}, and it would read differently now: {differences}",
        "if the candidate is to have the new one: igpm-sheets feedback --again {which}",
    ),
    Kind(
        "S02",
        W,
        "R62",
        "a result was released on {day}, and now there is none: {status}",
        "find out what has changed since, and write to the candidate if it stays so",
    ),
    Kind(
        "S03",
        W,
        "",
        "this workbook was released on {day}, and it is not there any more",
        "put it back, or write it anew: igpm-sheets feedback --again {which}",
    ),
    Kind(
        "S04",
        W,
        "",
        "this workbook has been changed since it was written on {day}",
        "nothing, if the office has changed it; else write it anew: igpm-sheets feedback --again"
        " {which}",
    ),
    Kind(
        "S05",
        N,
        "",
        "a run was stopped just after it had written this workbook: it counts as released",
        "nothing: it is recorded now",
    ),
    # S06 to S13: results that cannot be released yet
    Kind(
        "S06",
        E,
        "R28",
        "not released: {place} names {names}",
        "take it out in comments.xlsx or in the tracker, and release it again",
    ),
    Kind(
        "S07",
        E,
        "R28",
        "not released: the template of the feedback names {names}",
        "take the name out of the template",
    ),
    Kind(
        "S08",
        W,
        "R28",
        "not released: a comment on domain {domain} may name somebody: {names}",
        "take it out in comments.xlsx, or type yes there under Checked, and release it again",
    ),
    Kind(
        "S09",
        W,
        "",
        "not released: the office's wording on domain {domain} is for another text than assessors"
        " wrote",
        "look at that text in comments.xlsx, delete the wording that belongs to none, and release"
        " it again",
    ),
    Kind(
        "S10",
        E,
        "",
        "not released: this comment stands in the list twice, worded differently",
        "delete one of the two rows, and release it again",
    ),
    Kind(
        "S11",
        E,
        "",
        "not released: a workbook of this name stands here already, and the record of what was"
        " released does not know it",
        "find out whether it was sent: if not, delete it; if so, type the day under Result sent",
    ),
    Kind(
        "S12",
        W,
        "R28",
        "the template of the feedback names {names}, so every candidate will read it",
        "nothing, if it is part of your letterhead: it does not say who marked whom",
    ),
    # S14 to S16: what the office's own files lack
    Kind(
        "S14",
        E,
        "",
        "the record of what was released is damaged, so nothing can be released: {reason}",
        "fetch this file from a backup; without it, nobody knows what was sent",
    ),
    Kind(
        "S15",
        E,
        "",
        "the list of comments is gone, and with it what the office has worded",
        "put it back; or run igpm-sheets feedback for a new one, look through it, and release then",
    ),
    Kind(
        "S16",
        E,
        "",
        "this is no list of comments: it has no column “{heading}”",
        "write the heading again; or move the file away, and igpm-sheets feedback makes a new one",
    ),
    # S17 to S19: what the office has done to the list of comments, and to refs
    Kind(
        "S17",
        E,
        "",
        "not released: this formula shows no words",
        "type the words themselves, and release it again",
    ),
    Kind(
        "S18",
        E,
        "",
        "not released: this row does not say any more which comment it is for",
        "write Ref and Domain as they were, or delete the row, and release it again",
    ),
    Kind(
        "S19",
        E,
        "R62",
        "not released: a result of the same candidate and window was released on {day} as {which},"
        " which no application is called any more",
        "call the application {which} again; or type the day under Result sent, if this is the one"
        " that was sent",
    ),
    # S20: marks that were there before
    Kind(
        "S20",
        W,
        "",
        "the list of comments stays as it is: {sources} leads to no spreadsheet, and results whose"
        " comments it holds are without marks",
        "put the mark sheets back, or correct the folder or pattern in igpm.toml",
    ),
    # S21 to S23: outcomes that are not what candidates were told
    Kind(
        "S21",
        E,
        "R62",
        "released on {day} as {was}, and the outcome is now {now}",
        "do not send anything; find out what has changed (tabs IGPM Changes and Reasons) and mend"
        " the marks or the tracker; if the change is right, release it anew: igpm-sheets feedback"
        " --again {which} --outcome-changed",
    ),
    Kind(
        "S22",
        E,
        "R62",
        "released on {day} as {was}, and now there is no outcome: {status}: {because}",
        "do not send anything; put right what is named, and the outcome is there again",
    ),
    Kind(
        "S23",
        W,
        "",
        "the record of what was released cannot be read, so nobody sees whether an outcome has"
        " changed since: {reason}",
        "fetch this file from a backup; without it, nobody knows what was sent",
    ),
)

CATALOGUE = {
    kind.code: kind
    for kind in (
        *_FILES,
        *_HEADINGS,
        *_CELLS,
        *_APPLICATIONS,
        *_MARKS,
        *_PEOPLE,
        *_PANELS,
        *_DATES_AND_FEES,
        *_SENT,
    )
}
