"""A batchUpdate: all of its requests in their order, or none of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.google_server.discovery import document
from tests.google_server.errors import PROTECTED, Wrong, invalid_body, sheets_error
from tests.google_server.grid import Spreadsheet, Tab, unused
from tests.google_server.masks import BadMask, Mask, check, mask_of
from tests.google_server.ranges import Area
from tests.google_server.rights import Account

Json = dict[str, Any]
Handler = Callable[["Batch", Json], Json | None]

HANDLERS: Final[dict[str, Handler]] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Let a function do the requests of one kind."""

    def keep(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return keep


@dataclass
class Batch:
    """One batch being applied, for one account, to a copy of the spreadsheet."""

    spreadsheet: Spreadsheet
    account: Account
    owns: bool
    chance: random.Random = field(default_factory=random.Random)

    def tab(self, request: Mapping[str, Any]) -> Tab:
        """The tab that a request, range or coordinate names; the first one made has number 0."""
        return self.spreadsheet.tab(request.get("sheetId", 0))

    def range(self, request: Json, name: str = "range") -> tuple[Tab, Area]:
        """The tab and cells of a range that a request must have."""
        if name not in request:
            raise Wrong(f"No {name} specified")
        tab = self.tab(request[name])
        return tab, tab.area(request[name])

    def mask(self, request: Json, schema: str) -> Mask:
        """The fields that a request means to write.

        Raises:
            Wrong: it names none, or one that the message does not have.
        """
        written = request.get("fields", "")
        if not written:
            message = (
                "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
            )
            raise Wrong(message)
        try:
            mask = mask_of(written)
            check(mask, document("sheets"), schema)
        except BadMask as bad:
            raise Wrong(f"Invalid field: {bad}") from None
        return mask

    def guard(self, tab: Tab, area: Area) -> None:
        """Raise `Wrong` where this account may not write to one of these cells."""
        for protected in tab.protected:
            if not protects(self, tab, protected, area):
                continue
            raise Wrong(PROTECTED)

    def guard_tab(self, tab: Tab) -> None:
        """Raise `Wrong` where the tab as a whole is protected from this account."""
        for protected in tab.protected:
            given = protected.get("range", {"namedRangeId": ""})
            if not given.keys() - {"sheetId"} and not self.may_edit(protected):
                raise Wrong(PROTECTED)

    def guard_all(self, tab: Tab) -> None:
        """Raise `Wrong` where any part of the tab is protected from this account."""
        if not all(self.may_edit(protected) for protected in tab.protected):
            raise Wrong(PROTECTED)

    def may_edit(self, protected: Json) -> bool:
        """Whether this account may write to what a protected range covers."""
        if self.owns or protected.get("warningOnly"):
            return True
        editors = protected.get("editors", {})
        everyone = editors.get("domainUsersCanEdit") and self.account.service is False
        return bool(
            self.account.email in editors.get("users", [])
            or self.account.groups & set(editors.get("groups", []))
            or everyone
        )

    def new_id(self, taken: Sequence[int]) -> int:
        """A number for something new."""
        return unused(taken, self.chance)


def protected_area(batch: Batch, tab: Tab, protected: Json) -> Area | None:
    """The cells of this tab that a protected range covers."""
    given = protected.get("range")
    if given is None:
        named = next(
            (n for n in batch.spreadsheet.named if n["namedRangeId"] == protected["namedRangeId"]),
            None,
        )
        given = named["range"] if named else None
    if given is None or given.get("sheetId", 0) != tab.id:
        return None
    rows, columns = tab.whole.bottom, tab.whole.right
    return Area(
        given.get("startRowIndex", 0),
        min(given.get("endRowIndex", rows), rows),
        given.get("startColumnIndex", 0),
        min(given.get("endColumnIndex", columns), columns),
    )


def protects(batch: Batch, tab: Tab, protected: Json, area: Area) -> bool:
    """Whether a protected range keeps this account from writing to one of these cells."""
    covered = protected_area(batch, tab, protected)
    if covered is None or not covered.meets(area) or batch.may_edit(protected):
        return False
    free = [tab.area(given) for given in protected.get("unprotectedRanges", [])]
    if any(open_area.holds(area) for open_area in free):
        return False
    return not free or any(
        not any(open_area.holds(Area(row, row + 1, column, column + 1)) for open_area in free)
        for row in range(area.top, area.bottom)
        for column in range(area.left, area.right)
    )


def apply(batch: Batch, requests: Sequence[Json]) -> list[Json]:
    """Do all requests of a batch on its copy of the spreadsheet.

    Raises:
        Refused: one of them cannot be done; the copy is of no use then.
    """
    if not requests:
        raise sheets_error(400, "Must specify at least one request.")
    replies = []
    for index, request in enumerate(requests):
        if len(request) != 1:
            path = f"requests[{index}]"
            if request:
                second = list(request)[1]
                message = (
                    f"Invalid value at '{path}' (oneof), oneof field 'kind' is already set. "
                    f"Cannot set '{second}'"
                )
                raise invalid_body(message, path)
            raise sheets_error(400, f"Invalid {path}: No request set.")
        kind, body = next(iter(request.items()))
        if kind not in HANDLERS:
            raise sheets_error(501, f"The server of the tests does not know {kind}.")
        try:
            reply = HANDLERS[kind](batch, body)
            batch.spreadsheet.in_order()
        except Wrong as wrong:
            raise sheets_error(400, f"Invalid requests[{index}].{kind}: {wrong}") from None
        replies.append({kind: reply} if reply is not None else {})
    try:
        batch.spreadsheet.check_size()
    except Wrong as wrong:
        raise sheets_error(400, f"Invalid requests[0]: {wrong}") from None
    return replies
