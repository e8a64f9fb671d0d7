"""The mark that a write leaves in a spreadsheet, by which it is known whether it was taken.

Each write makes an entry of developer metadata whose number is the run's. Google refuses a
number that is there already, so a write that arrives twice is applied once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from typing import Any, Final

RUN_KEY: Final = "igpm_sheets.run"


def new_run() -> int:
    """A number for a run: random, positive, of 31 bits."""
    return secrets.randbelow(2**31 - 1) + 1


def run_after(key: str, former: Collection[int]) -> int:
    """The number of the run that follows a state of a spreadsheet: positive, of 31 bits.

    Of two runs that have seen the same state, Google takes one: the other one's mark is there.
    """
    state = f"{key} {sorted(former)}"
    digest = hashlib.blake2b(state.encode(), digest_size=4).digest()
    return (int.from_bytes(digest) & 0x7FFF_FFFF) or 1


def runs_of(answer: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers of the runs whose marks a spreadsheet bears.

    `answer` is a spreadsheet as Google tells it, with the field
    `developerMetadata(metadataId,metadataKey)`.

    >>> runs_of({"developerMetadata": [{"metadataId": 7, "metadataKey": "igpm_sheets.run"}]})
    (7,)
    """
    return tuple(
        int(entry["metadataId"])
        for entry in answer.get("developerMetadata", ())
        if entry.get("metadataKey") == RUN_KEY and "metadataId" in entry
    )


def is_marked_by(answer: Mapping[str, Any], who: str) -> bool:
    """Whether a spreadsheet bears a mark that says who wrote it, as `marking` was told."""
    return any(
        entry.get("metadataKey") == RUN_KEY and entry.get("metadataValue") == who
        for entry in answer.get("developerMetadata", ())
    )


def marking(run: int, former: Collection[int], who: str = "") -> list[Mapping[str, Any]]:
    """The requests that take away the marks of former runs and leave that of this one.

    `who` tells it from a run of the same number, by another computer.
    """
    forget: list[Mapping[str, Any]] = [
        {
            "deleteDeveloperMetadata": {
                "dataFilter": {"developerMetadataLookup": {"metadataId": number}}
            }
        }
        for number in sorted(former)
    ]
    entry = {
        "metadataId": run,
        "metadataKey": RUN_KEY,
        "metadataValue": who or str(run),
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    return [*forget, {"createDeveloperMetadata": {"developerMetadata": entry}}]
