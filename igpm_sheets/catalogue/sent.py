"""What is sent to candidates."""

from __future__ import annotations

from igpm_sheets.catalogue.kinds import E, Kind, N, W

SENT = (
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
