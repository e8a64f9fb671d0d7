"""Accounts, and what they may do with a file: owner, writer, reader, by name, group or domain."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from tests.google_server.grid import Spreadsheet

Json = dict[str, Any]

SPREADSHEET: Final = "application/vnd.google-apps.spreadsheet"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROLES: Final = ["", "reader", "commenter", "writer", "fileOrganizer", "organizer", "owner"]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in: a person, or a service account."""

    email: str
    service: bool = False
    groups: frozenset[str] = frozenset()

    @property
    def domain(self) -> str:
        """The organisation that the address belongs to."""
        return self.email.rpartition("@")[2]

    @property
    def number(self) -> str:
        """The number by which permissions name the account."""
        digest = hashlib.sha256(self.email.lower().encode()).hexdigest()
        return str(int(digest[:16], 16))


@dataclass
class File:
    """One file in Drive; a spreadsheet, or an Excel workbook that was put there as it is."""

    key: str
    name: str
    owner: str
    made: dt.datetime
    changed: dt.datetime
    spreadsheet: Spreadsheet | None
    permissions: list[Json] = field(default_factory=list)
    mime_type: str = SPREADSHEET
    version: int = 1
    trashed: bool = False
    parents: list[str] = field(default_factory=list)
    writers_can_share: bool = True
    on_shared_drive: bool = False  # so that listings do not say whom it is shared with
    changed_by: str = ""
    made_by_program: bool = False  # so that the scope drive.file reaches it

    def role(self, account: Account) -> str:
        """The most that an account may do; "" for nothing at all."""
        given = [p["role"] for p in self.permissions if _means(p, account)]
        return max(given, key=ROLES.index, default="")

    def may_read(self, account: Account) -> bool:
        """Whether the account may open the file."""
        return bool(self.role(account))

    def may_write(self, account: Account) -> bool:
        """Whether the account may change what stands in it."""
        return ROLES.index(self.role(account)) >= ROLES.index("writer")

    def may_share(self, account: Account) -> bool:
        """Whether the account may share it further, and so see with whom it is shared."""
        role = self.role(account)
        return role in {"owner", "organizer"} or (
            self.writers_can_share and self.may_write(account)
        )

    def listed_for(self, account: Account) -> bool:
        """Whether the account finds the file in a listing: shared by link is not enough."""
        return any(_means(p, account) and p["type"] in {"user", "group"} for p in self.permissions)

    def share(self, email: str, role: str) -> None:
        """Give an address (`person@…`, `@domain`, `anyone`, `group:…`) a role; "" takes it away."""
        kind, address = _kind(email)
        self.permissions = [p for p in self.permissions if p["id"] != _number(kind, address)]
        if not role:
            return
        permission: Json = {"id": _number(kind, address), "type": kind, "role": role}
        if kind in {"user", "group"}:
            permission["emailAddress"] = address
        if kind == "domain":
            permission["domain"] = address
        if kind in {"anyone", "domain"}:
            permission["allowFileDiscovery"] = False
        self.permissions.append(permission)

    def touch(self, now: dt.datetime, by: str) -> None:
        """Note a change: the time of it, and a version that goes up."""
        self.changed = max(now, self.changed + dt.timedelta(milliseconds=1))
        self.version += 1
        self.changed_by = by


def _means(permission: Json, account: Account) -> bool:
    kind = permission["type"]
    if kind == "anyone":
        return True
    if kind == "domain":
        return bool(permission["domain"] == account.domain)
    address = permission["emailAddress"].lower()
    if kind == "group":
        return address in account.groups
    return bool(address == account.email.lower())


def _kind(email: str) -> tuple[str, str]:
    if email == "anyone":
        return "anyone", ""
    if email.startswith("@"):
        return "domain", email[1:]
    if email.startswith("group:"):
        return "group", email.removeprefix("group:")
    return "user", email


def _number(kind: str, address: str) -> str:
    if kind == "anyone":
        return "anyoneWithLink"
    return Account(address).number
