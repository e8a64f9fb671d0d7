"""What the Drive service answers: listings, single files, who they are shared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.google_server.discovery import document
from tests.google_server.errors import drive_error, file_not_found
from tests.google_server.masks import BadMask, check, mask_of, masked
from tests.google_server.rights import Account, File

Json = dict[str, Any]

_USUAL: Final = "kind,id,name,mimeType"
_TERM: Final = re.compile(
    r"\s*(?:"
    r"(?P<field>name|mimeType|trashed|modifiedTime)\s*(?P<sign>!=|<=|>=|=|<|>|contains)\s*"
    r"(?:(?P<quote>['\"])(?P<text>(?:(?!(?P=quote))[^\\]|\\.)*)(?P=quote)|(?P<word>true|false))"
    r"|(?P<sharing>sharedWithMe(?:\s*=\s*true)?)"
    r"|'(?P<member>(?:[^'\\]|\\.)*)'\s+in\s+(?P<set>parents|owners|writers|readers)"
    r")\s*",
)
_ORDERS: Final = {"modifiedTime", "createdTime", "name", "name_natural", "folder", "recency"}


def listing(files: Mapping[str, File], account: Account, query: Json) -> Json:
    """One page of the files that an account may open.

    Raises:
        Refused: 400: the query, the order or a field cannot be understood.
    """
    found = [file for file in files.values() if file.listed_for(account)]
    found = [file for file in found if _fits(file, account, query.get("q", ""))]
    found = _ordered(found, query.get("orderBy", ""))
    size = query.get("pageSize", 100)
    if not 1 <= size <= 1000:
        message = f"Invalid value '{size}'. Values must be within the range: [1, 1000]"
        raise drive_error(400, message, "invalidParameter")
    start = _page(query.get("pageToken", ""))
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False}
    if start + size < len(found):
        answer["nextPageToken"] = f"~!!~page{start + size}"
    answer["files"] = [resource(file, account) for file in found[start : start + size]]
    fields = query.get("fields", f"kind,incompleteSearch,nextPageToken,files({_USUAL})")
    result = _masked(answer, fields, "FileList")
    return result | ({"files": []} if "files" in fields and "files" not in result else {})


def one(file: File, account: Account, query: Json) -> Json:
    """One file."""
    return _masked(resource(file, account), query.get("fields", _USUAL), "File")


def permissions(file: File, account: Account, query: Json) -> Json:
    """With whom a file is shared.

    Raises:
        Refused: 403: this account may not share it.
    """
    if not file.may_share(account):
        message = "The user does not have sufficient permissions for this file."
        raise drive_error(403, message, "insufficientFilePermissions")
    usual = "kind,nextPageToken,permissions(id,type,kind,role)"
    answer = {"kind": "drive#permissionList", "permissions": _permissions(file)}
    return _masked(answer, query.get("fields", usual), "PermissionList")


def visible(files: Mapping[str, File], key: str, account: Account) -> File:
    """A file that this account may see.

    Raises:
        Refused: 404, whether it is not there or not for this account.
    """
    file = files.get(key)
    if file is None or not file.role(account):
        raise file_not_found(key)
    return file


def resource(file: File, account: Account) -> Json:
    """All that the server knows of a file, as far as this account may see it."""
    role = file.role(account)
    write, share = file.may_write(account), file.may_share(account)
    result: Json = {
        "kind": "drive#file",
        "id": file.key,
        "name": file.name,
        "mimeType": file.mime_type,
        "trashed": file.trashed,
        "parents": file.parents,
        "version": str(file.version),
        "createdTime": _time(file.made),
        "modifiedTime": _time(file.changed),
        "owners": [_user(file.owner, account)],
        "lastModifyingUser": _user(file.changed_by or file.owner, account),
        "ownedByMe": role == "owner",
        "shared": len(file.permissions) > 1,
        "writersCanShare": file.writers_can_share,
        "capabilities": {
            "canEdit": write,
            "canShare": share,
            "canComment": write or role == "commenter",
            "canReadRevisions": write,
            "canCopy": True,
            "canTrash": role == "owner",
            "canDelete": role == "owner",
        },
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{file.key}/edit?usp=drivesdk",
    }
    if share:
        result["permissions"] = _permissions(file)
        result["permissionIds"] = [p["id"] for p in file.permissions]
    if not file.parents:
        del result["parents"]
    if file.on_shared_drive:
        for name in ("owners", "ownedByMe", "writersCanShare", "permissions"):
            result.pop(name, None)
    return result


def _permissions(file: File) -> list[Json]:
    return [
        {"kind": "drive#permission"}
        | permission
        | (
            {"displayName": _name(permission["emailAddress"])}
            if "emailAddress" in permission
            else {}
        )
        | ({"deleted": False, "pendingOwner": False} if permission["type"] == "user" else {})
        for permission in file.permissions
    ]


def _user(email: str, account: Account) -> Json:
    user = Account(email)
    return {
        "kind": "drive#user",
        "displayName": _name(email),
        "me": email.lower() == account.email.lower(),
        "permissionId": user.number,
        "emailAddress": email,
    }


def about(account: Account, query: Json) -> Json:
    """Who is signed in.

    Raises:
        Refused: 400: Google wants to be told which fields.
    """
    if "fields" not in query:
        message = "The 'fields' parameter is required for this method."
        raise drive_error(400, message, "required")
    user = _user(account.email, account)
    return _masked({"kind": "drive#about", "user": user}, query["fields"], "About")


def _name(email: str) -> str:
    return email.partition("@")[0].replace(".", " ").title()


def _time(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _masked(answer: Json, fields: str, schema: str) -> Json:
    try:
        mask = mask_of(fields)
        check(mask, document("drive"), schema)
    except BadMask as bad:
        raise drive_error(400, f"Invalid field selection {bad}", "invalidParameter") from None
    result: Json = masked(answer, mask)
    return result


def _page(token: str) -> int:
    found = re.fullmatch(r"~!!~page(\d+)", token) if token else None
    if token and not found:
        raise drive_error(400, f"Invalid Value: {token}", "invalid")
    return int(found[1]) if found else 0


def _ordered(files: list[File], order: str) -> list[File]:
    for written in reversed([part.strip() for part in order.split(",") if part.strip()]):
        name, _, way = written.partition(" ")
        if name not in _ORDERS or way not in {"", "desc"}:
            raise drive_error(400, f"Invalid Value: {written}", "invalid")
        keys = {
            "modifiedTime": lambda file: file.changed,
            "recency": lambda file: file.changed,
            "createdTime": lambda file: file.made,
        }
        files = sorted(
            files, key=keys.get(name, lambda file: file.name.casefold()), reverse=way == "desc"
        )
    return files if order else sorted(files, key=lambda file: file.changed, reverse=True)


def _fits(file: File, account: Account, query: str) -> bool:
    """Whether a file is what a query asks for; its terms are combined by `and`."""
    rest, fits = query, True
    while rest.strip():
        term = _TERM.match(rest)
        if not term:
            raise drive_error(400, f"Invalid Value: {query}", "invalid")
        fits = _fits_term(file, account, term) and fits
        rest = rest[term.end() :]
        joined = re.match(r"and\s+", rest)
        if rest.strip() and not joined:
            raise drive_error(400, f"Invalid Value: {query}", "invalid")
        rest = rest[joined.end() :] if joined else ""
    return fits and (not file.trashed or "trashed" in query)


def _fits_term(file: File, account: Account, term: re.Match[str]) -> bool:
    if term["sharing"]:
        return file.role(account) != "owner"
    if term["set"] == "parents":
        return _plain(term["member"]) in file.parents
    if term["set"]:
        member = Account(account.email if term["member"] == "me" else _plain(term["member"]))
        role = file.role(member)
        return {"owners": role == "owner", "writers": file.may_write(member)}.get(
            term["set"], bool(role)
        )
    have = {
        "name": file.name,
        "mimeType": file.mime_type,
        "trashed": file.trashed,
        "modifiedTime": _time(file.changed),
    }[term["field"]]
    want: object = term["word"] == "true" if term["word"] else _plain(term["text"])
    sign = term["sign"]
    if sign == "contains":
        return str(want).casefold() in str(have).casefold()
    if sign in {"=", "!="}:
        return (have == want) == (sign == "=")
    return _compared(str(have), str(want), sign)


def _compared(have: str, want: str, sign: str) -> bool:
    return {"<": have < want, ">": have > want, "<=": have <= want, ">=": have >= want}[sign]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
