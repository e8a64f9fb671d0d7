"""Closed marking in Google Sheets: nobody else of the assessors can open a spreadsheet (R28)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from igpm_sheets.google.drive import DriveFile, Grant
from igpm_sheets.identity import email_key, person_key
from igpm_sheets.model import Assessor
from igpm_sheets.problems import CellRef, Problem, problem

_ADDRESS = re.compile(r"[^\s<>(),;]+@[^\s<>(),;]+")
_MAY = {
    "owner": "owner",
    "organizer": "manager",
    "fileOrganizer": "content manager",
    "writer": "editor",
    "commenter": "commenter",
    "reader": "viewer",
}
"""What people read in the *Share* window."""


def not_closed(
    whose: str,
    file: DriveFile,
    assessors: Sequence[Assessor],
    where: CellRef,
    *,
    account: str = "",
) -> Iterator[Problem]:
    """What stands in the way of closed marking in one assessor's spreadsheet (R28).

    The office's own people, who are no assessors, may open it; another assessor may not, by
    whatever role, nor may groups, domains or anyone with the link, of whom nobody knows who they
    are.

    Args:
        whose: the assessor whose marks it holds; "" where nothing says so, and then one
            assessor at most may open it.
        file: what Drive says of it.
        assessors: everyone on the Assessors tab.
        where: the spreadsheet, as people know it.
        account: the address that the program is signed in as.

    Yields:
        Problems of the kinds G40 to G43; none where it is closed.
    """
    by = account or "the account that this program uses"
    if file.shared_with is None:
        yield problem("G42", where, account=by)
        return
    people = [each for each in file.shared_with if each.kind == "user"]
    if any(not each.email for each in people):
        yield problem("G42", where, account=by)
    others = _others(whose, people, assessors)
    if others:
        theirs = f"the marks of {whose}" if whose else "this spreadsheet"
        who = " and ".join(f"{name} ({may(grant)})" for grant, name in others)
        removed = " and ".join(dict.fromkeys(grant.email for grant, _ in others))
        remove = removed if whose else f"all but one of {removed}"
        yield problem("G40", where, theirs=theirs, who=who, remove=remove)
    for each in file.shared_with:
        if each.kind != "user":
            yield problem("G41", where, who=_crowd(each), change=_remedy(each))
    yield from _unknown(whose, people, assessors, where, account)


def results_open_to(
    file: DriveFile, assessors: Sequence[Assessor], where: CellRef
) -> Iterator[Problem]:
    """Assessors who can open the results, which tell what others have marked (R28).

    Args:
        file: what Drive says of the spreadsheet that holds our tabs.
        assessors: everyone on the Assessors tab.
        where: the spreadsheet, as people know it.

    Yields:
        One problem of the kind G54; none where no assessor can open it, as far as that is known.
    """
    shared = file.shared_with or ()
    found = [
        (f"{each.name} ({may(grant)})", grant)
        for grant in shared
        if grant.kind == "user"
        for each in _assessors_of(grant, assessors)
    ]
    found += [(_crowd(each), each) for each in shared if each.kind == "anyone"]
    if found:
        who = " and ".join(name for name, _ in found)
        change = dict.fromkeys(
            f"remove {grant.email}" if grant.kind == "user" else _remedy(grant)
            for _, grant in found
        )
        yield problem("G54", where, who=who, change=", and ".join(change))


def those_with_access(file: DriveFile, assessors: Sequence[Assessor]) -> list[Assessor]:
    """The assessors with whom a spreadsheet is shared by their address, each once."""
    found = (
        each
        for grant in file.shared_with or ()
        if grant.kind == "user"
        for each in _assessors_of(grant, assessors)
    )
    return list({person_key(each.name): each for each in found}.values())


def may_type(whose: Assessor, file: DriveFile) -> bool:
    """Whether an assessor has been given the right to edit, by their address."""
    return any(
        grant.role not in ("reader", "commenter")
        for grant in file.shared_with or ()
        if grant.kind == "user" and _assessors_of(grant, [whose])
    )


def may(grant: Grant) -> str:
    """The role in the words of the *Share* window.

    >>> may(Grant("user", "ann@example.org", "writer"))
    'editor'
    """
    return _MAY.get(grant.role, grant.role)


def _others(
    whose: str, people: Sequence[Grant], assessors: Sequence[Assessor]
) -> list[tuple[Grant, str]]:
    """The assessors who can open it and should not, by what they were given."""
    found = [(grant, each.name) for grant in people for each in _assessors_of(grant, assessors)]
    if whose:
        return [(grant, name) for grant, name in found if person_key(name) != person_key(whose)]
    return found if len({person_key(name) for _, name in found}) > 1 else []


def _unknown(
    whose: str,
    people: Sequence[Grant],
    assessors: Sequence[Assessor],
    where: CellRef,
    account: str,
) -> Iterator[Problem]:
    """Addresses that may be another assessor's: where some have none on the Assessors tab."""
    lacking = [
        each.name
        for each in assessors
        if not address_of(each) and person_key(each.name) != person_key(whose)
    ]
    unknown = [
        grant.email
        for grant in people
        if grant.email
        and grant.role != "owner"
        and email_key(grant.email) != email_key(account)
        and not _assessors_of(grant, assessors)
        and not grant.email.endswith(".gserviceaccount.com")
    ]
    if lacking and unknown:
        yield problem("G43", where, who=" and ".join(unknown), names=", ".join(lacking))


def _assessors_of(grant: Grant, assessors: Sequence[Assessor]) -> list[Assessor]:
    """Whose address it is; of two assessors with one address, both."""
    key = email_key(grant.email)
    return [each for each in assessors if key and address_of(each) == key]


def address_of(assessor: Assessor) -> str:
    """The assessor's address, as it is compared: `Ann Lee <ann@example.org>` has one as well."""
    found = _ADDRESS.search(assessor.email)
    return email_key(found[0]) if found else ""


def _crowd(grant: Grant) -> str:
    if grant.kind == "anyone":
        return "anyone who has the link"
    return f"everyone at {grant.email}" if grant.kind == "domain" else f"the group {grant.email}"


def _remedy(grant: Grant) -> str:
    if grant.kind == "group":
        return f"remove the group {grant.email}, and name the people one by one"
    return "set General access to Restricted"
