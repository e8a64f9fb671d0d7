"""What can go wrong with Google Sheets: the way there, reading, writing, mark sheets."""

from __future__ import annotations

from igpm_sheets.catalogue.kinds import E, Kind, N, W

GOOGLE: tuple[Kind, ...] = (
    # G01 to G19: the way there: signing in, rights, the weather
    Kind(
        "G01",
        E,
        "",
        "nothing says who signs in to Google",
        "name the key file of a service account under [google] credentials in igpm.toml, or sign"
        " in yourself: igpm-sheets google login",
    ),
    Kind("G02", E, "", "this cannot be used to sign in to Google: {reason}", "{remedy}"),
    Kind(
        "G03",
        E,
        "",
        "nobody has signed in to Google with this client yet",
        "sign in once, on this computer and as the same user: igpm-sheets google login",
    ),
    Kind("G04", E, "", "Google does not let {account} sign in: {reason}", "{remedy}"),
    Kind("G05", E, "", "signing in to Google came to nothing: {reason}", "{remedy}"),
    Kind(
        "G06",
        E,
        "",
        "{account} may not {do} this",
        "in Google Sheets: Share, and add {account} as {role}",
    ),
    Kind(
        "G07",
        E,
        "",
        "the {api} is not switched on in the project of {account}",
        "open {link} and choose Enable, wait five minutes, and run this again",
    ),
    Kind(
        "G08",
        E,
        "",
        "the sign-in of {account} does not include the right to {do} this",
        "sign in again and leave every box of Google's page ticked: igpm-sheets google login",
    ),
    Kind(
        "G09",
        E,
        "",
        "there is no such spreadsheet, or {account} may not know of it",
        "compare the address in igpm.toml with that in the browser; if it is right, Share the"
        " spreadsheet with {account} as {role}",
    ),
    Kind(
        "G10",
        E,
        "",
        "a protected range keeps {account} from writing here",
        "in Google Sheets, as its owner: Data › Protect sheets and ranges, and add {account} to"
        " those who may edit it, or delete the protection",
    ),
    Kind(
        "G11",
        E,
        "",
        "a tab was deleted or renamed while this program was at work",
        "run this again: the next run takes the spreadsheet as it is now",
    ),
    Kind(
        "G12",
        E,
        "",
        "Google refuses this: {reason}",
        "run this again; if it says the same, please report it with this message",
    ),
    Kind(
        "G13",
        E,
        "",
        "this is an Office file kept in Google Drive, and no Google Sheet",
        "open it in Google, choose File › Save as Google Sheets, and write the address of the new"
        " spreadsheet in igpm.toml",
    ),
    Kind(
        "G14",
        E,
        "",
        "there is no room left in the Drive that this belongs to",
        "its owner makes room in Google Drive, or buys more; service accounts have no Drive of"
        " their own, so people make the spreadsheets and share them",
    ),
    Kind(
        "G15",
        E,
        "",
        "Google did not do this within {patience}: {reason}",
        "run this again in some minutes; what is done already stays done",
    ),
    Kind(
        "G16",
        E,
        "",
        "Google cannot be reached: {reason}",
        "look whether this computer is on the internet, and ask whoever runs the network whether"
        " a firewall or proxy stands in between",
    ),
    Kind(
        "G17",
        E,
        "",
        "it is not certain whether Google wrote this: {reason}",
        "run this again in some minutes: the next run sees what is there and does the rest",
    ),
    Kind(
        "G18",
        E,
        "",
        "this is more than Google takes at once ({size})",
        "choose one window instead of all, or keep fewer applications in one spreadsheet",
    ),
    Kind(
        "G19",
        E,
        "",
        "Google is not asked again today: {reason}",
        "run this again tomorrow, or have the limit raised in the Google Cloud console",
    ),
    # G20 to G29: reading
    Kind("G20", E, "", "this is not the address of a Google Sheet", "{remedy}"),
    Kind(
        "G21",
        N,
        "",
        "it is blank, so there are no marks in it yet",
        "igpm-sheets mark-sheets --google puts the mark sheet in, once applications are allocated;"
        " or leave it out of [marks] sources",
    ),
    # G30 to G39: writing
    Kind(
        "G30",
        E,
        "",
        "it would have {cells} cells, and Google allows a spreadsheet {limit}",
        "delete tabs that nobody needs, or blank rows and columns of large ones; or choose one"
        " window instead of all",
    ),
    Kind(
        "G31",
        E,
        "",
        "somebody kept sorting, inserting or deleting on “{tab}” while it was being written",
        "run this again when nobody is at work on that tab: it then puts everything in order",
    ),
    Kind(
        "G32",
        E,
        "",
        "tabs cannot be drawn for Google Sheets as the office's own template has them: {reason}",
        "leave that template out of igpm.toml, and the program's own is used; or take a fresh copy"
        " of the program's and restyle it in Excel step by step",
    ),
    # G40 to G43: closed marking
    Kind(
        "G40",
        E,
        "R28",
        "{who} can open {theirs}, and no assessor may see another's marks",
        "in Google Sheets: Share, and remove {remove}",
    ),
    Kind(
        "G41",
        E,
        "R28",
        "{who} can open it, so an assessor may see another's marks",
        "in Google Sheets: Share, and {change}",
    ),
    Kind(
        "G42",
        N,
        "R28",
        "who else can open it cannot be seen, so nobody knows whether marking is closed",
        "in Google Sheets: Share, make {account} an Editor, and let Editors change permissions"
        " (the wheel at the top); of a shared drive nobody sees it: move it to My Drive",
    ),
    Kind(
        "G43",
        N,
        "R28",
        "nobody knows whether {who} is another assessor: these have no address: {names}",
        "type their e-mail addresses into the Assessors tab",
    ),
    # G44 to G49: mark sheets
    Kind(
        "G44",
        E,
        "",
        "there is no spreadsheet for {assessor} yet, so {refs} cannot be handed out",
        "make a blank one in Google Sheets; Share, with {account} and {address} as Editors; and add"
        " its address to [marks] sources in {settings}",
    ),
    Kind("G45", E, "R28", "no mark sheet was written: {reason}", "{remedy}"),
    Kind(
        "G46",
        W,
        "",
        "nothing says whose spreadsheet this is, so it was left alone",
        "Share it with one assessor, by the address on the Assessors tab, or give it the assessor's"
        " name",
    ),
    Kind(
        "G47",
        E,
        "R28",
        "it is meant for {names} together, and no assessor may see another's marks",
        "leave one of them under Share, and make another spreadsheet for each of the others",
    ),
    Kind(
        "G48",
        E,
        "",
        "no mark sheet was written: {reason}",
        "{remedy}",
    ),
    Kind(
        "G49",
        W,
        "",
        "{assessor} cannot type in it yet",
        "in Google Sheets: Share, with {address} as Editor",
    ),
    # G50 to G54: whether everything is as it should be
    Kind(
        "G50",
        W,
        "",
        "its locale is {locale}, so what people type may be read another way: in the United States"
        " 3/5/2026 is 5 March",
        "in Google Sheets: File › Settings › Locale: United Kingdom; look at the dates that are"
        " there, too",
    ),
    Kind(
        "G51",
        N,
        "",
        "its time zone is {zone}, not that of London",
        "in Google Sheets: File › Settings › Time zone: London",
    ),
    Kind(
        "G52",
        E,
        "",
        "{account} may only look at it, and has to write {purpose} there",
        "in Google Sheets: Share, with {account} as Editor",
    ),
    Kind(
        "G53",
        W,
        "R28",
        "who may edit and open the spreadsheets could not be seen: {reason}",
        "{remedy}",
    ),
    Kind(
        "G54",
        W,
        "R28",
        "{who} can open the results, and IGPM Changes tells what each assessor has marked",
        "in Google Sheets: Share, and {change}; or keep the results in another spreadsheet, which"
        " the office alone can open, under [results] refresh",
    ),
)
