"""What Drive's listing says of a spreadsheet: its version, its owners, whom it is shared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from igpm_sheets.google.client import Client

ADDRESS: Final = "https://www.googleapis.com/drive/v3/files"

SPREADSHEETS: Final = 'mimeType="application/vnd.google-apps.spreadsheet"'
"""Which files are listed."""

SHARING: Final = "permissions(type,emailAddress,domain,role,deleted)"
"""What is told of those with whom a file is shared."""

FIELDS: Final = (
    "nextPageToken,files(id,name,modifiedTime,version,trashed,owners(emailAddress),"
    f"{SHARING},capabilities(canEdit))"
)
"""What is told of each."""


PAGE: Final = 1000
"""How many files a page of the listing may hold; Google's limit."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody's right to a file.

    `kind` is user, group, domain or anyone; `email` is empty for anyone, and the domain for
    a domain; `role` is owner, organizer, fileOrganizer, writer, commenter or reader.
    """

    kind: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class DriveFile:
    """A spreadsheet in the listing.

    `modified` (RFC 3339, to the millisecond) and `version` change with each change of the
    file. `shared_with` is None where this account may not see it.
    """

    key: str
    name: str
    modified: str
    version: str
    owners: tuple[str, ...]
    shared_with: tuple[Grant, ...] | None
    may_edit: bool


def drive_file(listed: Mapping[str, Any]) -> DriveFile:
    """A file of the listing, whatever the answer left out.

    >>> drive_file({"id": "1aB", "capabilities": {"canEdit": True}}).may_edit
    True
    """
    grants = listed.get("permissions")
    return DriveFile(
        key=str(listed.get("id", "")),
        name=str(listed.get("name", "")),
        modified=str(listed.get("modifiedTime", "")),
        version=str(listed.get("version", "")),
        owners=tuple(str(owner.get("emailAddress", "")) for owner in listed.get("owners", ())),
        shared_with=None if grants is None else grants_of(grants),
        may_edit=bool(listed.get("capabilities", {"canEdit": True}).get("canEdit", False)),
    )


def grants_of(permissions: Iterable[Mapping[str, Any]]) -> tuple[Grant, ...]:
    """Who has a right to a file, by Drive's own list."""
    return tuple(
        Grant(
            kind=str(each.get("type", "")),
            email=str(each.get("emailAddress") or each.get("domain") or ""),
            role=str(each.get("role", "")),
        )
        for each in permissions
        if not each.get("deleted", False)
    )


def one_page_of_sharing(client: Client, key: str, page: str) -> Mapping[str, Any]:
    """A page of those with whom one file is shared; "" is the first."""
    params: dict[str, str | int | bool | float | list[str] | None] = {
        "pageSize": 100,
        "fields": f"nextPageToken,{SHARING}",
        "supportsAllDrives": "true",
    }
    if page:
        params["pageToken"] = page
    address = f"{ADDRESS}/{quote(key, safe='')}/permissions"
    answer: Mapping[str, Any] = client.request("get", address, params=params).json()
    return answer


def one_page(client: Client, page: str) -> Mapping[str, Any]:
    """A page of the listing of all spreadsheets that the account may open; "" is the first."""
    params: dict[str, str | int | bool | float | list[str] | None] = {
        "q": SPREADSHEETS,
        "pageSize": PAGE,
        "fields": FIELDS,
        "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
    }
    if page:
        params["pageToken"] = page
    answer: Mapping[str, Any] = client.request("get", ADDRESS, params=params).json()
    return answer
