"""What Google answers when it refuses: the bodies, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Json = dict[str, Any]

STATUS: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
PROTECTED: Final = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


class Refused(Exception):  # noqa: N818 - it is an answer of Google's, not a fault of the server's
    """An answer other than 200: its code, its body and what else its head says."""

    def __init__(
        self, code: int, body: Json | str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{code}: {body}")
        self.code = code
        self.body = body
        self.headers = dict(headers or {})


class Wrong(ValueError):  # noqa: N818 - the batch makes an answer of it
    """One request of a batch that cannot be done; the batch says which one it was."""


def sheets_error(
    code: int,
    message: str,
    *,
    status: str = "",
    details: list[Json] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Refused:
    """A refusal of the Sheets service."""
    error: Json = {"code": code, "message": message, "status": status or STATUS[code]}
    if details:
        error["details"] = details
    return Refused(code, {"error": error}, headers)


def drive_error(code: int, message: str, reason: str, *, domain: str = "global") -> Refused:
    """A refusal of the Drive service."""
    single = {"message": message, "domain": domain, "reason": reason}
    return Refused(code, {"error": {"code": code, "message": message, "errors": [single]}})


def oauth_error(code: int, error: str, description: str = "") -> Refused:
    """A refusal of the token endpoint."""
    said = {"error_description": description} if description else {}
    return Refused(code, {"error": error} | said)


def violations(message: str, field: str) -> list[Json]:
    """What is said of a body that does not fit: once in the message, once in the details."""
    violation = {"description": message}
    if field:
        violation["field"] = field
    return [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [violation],
        }
    ]


def invalid_body(message: str, field: str) -> Refused:
    """A body that does not fit what the discovery document says of it."""
    return sheets_error(400, message, details=violations(message, field))


def unauthenticated(service: str) -> Refused:
    """401: the token is missing, has expired or was revoked."""
    if service == "drive":
        answer = drive_error(401, "Invalid Credentials", "authError")
        assert isinstance(answer.body, dict)
        answer.body["error"]["errors"][0] |= {
            "locationType": "header",
            "location": "Authorization",
        }
        return answer
    return sheets_error(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def insufficient_scopes(service: str, method: str) -> Refused:
    """403: the token was not given for this."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": f"{service}.googleapis.com", "method": method},
    }
    answer = sheets_error(403, "Request had insufficient authentication scopes.", details=[info])
    if service == "drive":
        assert isinstance(answer.body, dict)
        answer.body["error"]["errors"] = [
            {
                "message": "Insufficient Permission",
                "domain": "global",
                "reason": "insufficientPermissions",
            }
        ]
    return answer


def quota_exceeded(service: str, what: str, retry_after: int | None = None) -> Refused:
    """429: too many requests of this account in a minute."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "quota_limit": f"{what}RequestsPerMinutePerUser",
            "quota_limit_value": "60",
            "service": f"{service}.googleapis.com",
            "consumer": "projects/1029384756",
        },
    }
    message = (
        f"Quota exceeded for quota metric '{what} requests' and limit '{what} requests per minute "
        f"per user' of service '{service}.googleapis.com' for consumer "
        "'project_number:1029384756'."
    )
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return sheets_error(429, message, details=[info], headers=headers)


def drive_quota_exceeded() -> Refused:
    """403, by which Drive means what Sheets means by 429."""
    message = "User Rate Limit Exceeded"
    return drive_error(403, message, "userRateLimitExceeded", domain="usageLimits")


def storage_full() -> Refused:
    """403: the account has no room, or, being a service account, none at all."""
    message = "The user's Drive storage quota has been exceeded."
    return drive_error(403, message, "storageQuotaExceeded", domain="usageLimits")


def not_permitted() -> Refused:
    """403: the spreadsheet is there, but not for this account."""
    return sheets_error(403, "The caller does not have permission")


def not_found() -> Refused:
    """404: no spreadsheet has this key."""
    return sheets_error(404, "Requested entity was not found.")


def file_not_found(key: str) -> Refused:
    """404 of Drive, which says the same of a file that this account may not see."""
    answer = drive_error(404, f"File not found: {key}.", "notFound")
    assert isinstance(answer.body, dict)
    answer.body["error"]["errors"][0] |= {"locationType": "parameter", "location": "fileId"}
    return answer
