"""Signing in: tokens for service accounts and people, and the keys that they are signed with."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tests.google_server.errors import oauth_error

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Json = dict[str, Any]

AUDIENCE: Final = "https://oauth2.googleapis.com/token"
SCOPES: Final = "https://www.googleapis.com/auth/"
LIFETIME: Final = 3600
CLIENT: Final = "1029384756-tests.apps.googleusercontent.com"
SECRET: Final = "GOCSPX-of-the-tests"  # noqa: S105 - it opens nothing


@cache
def key_pair() -> RSAPrivateKey:
    """The key that everything is signed with; made once a run, since making one is slow."""
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - slow

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def private_pem() -> str:
    """The key as it stands in a service account's file."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow

    return (
        key_pair()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


@dataclass
class Token:
    """What somebody may do for a while."""

    email: str
    scopes: frozenset[str]  # without what all of Google's begin with
    ends: float
    refresh: str = ""


@dataclass
class Grant:
    """What a person has consented to, not yet fetched (a code) or for good (a refresh token)."""

    email: str
    scopes: frozenset[str]
    offline: bool = True
    challenge: str = ""
    redirect: str = ""
    ends: float = 0


@dataclass
class Desk:
    """The token endpoint and what it remembers."""

    services: set[str] = field(default_factory=set)
    tokens: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    lifetime: int = LIFETIME
    later: float = 0  # seconds by which the server's clock is ahead, for tests of expiry

    def now(self) -> float:
        """The server's time, in seconds."""
        return time.time() + self.later

    def bearer(self, header: str) -> Token | None:
        """The token of an Authorization header; None where it is missing, expired or revoked."""
        kind, _, text = header.partition(" ")
        token = self.tokens.get(text.strip()) if kind.lower() == "bearer" else None
        return token if token is not None and token.ends > self.now() else None

    def answer(self, form: Json, audience: str) -> tuple[Json, str]:
        """What the token endpoint answers, and for whom.

        Raises:
            Refused: 400 or 401 with OAuth's own words.
        """
        kind = form.get("grant_type", "")
        if kind == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return self._for_service(form.get("assertion", ""), audience)
        if kind == "authorization_code":
            return self._for_code(form)
        if kind == "refresh_token":
            return self._for_refresh(form)
        raise oauth_error(400, "unsupported_grant_type", f"Invalid grant_type: {kind}")

    def _for_service(self, assertion: str, audience: str) -> tuple[Json, str]:
        claims = self._claims(assertion)
        if claims.get("iss") not in self.services:
            raise oauth_error(400, "invalid_grant", "Invalid grant: account not found")
        if claims.get("aud") not in {audience, AUDIENCE}:
            raise oauth_error(400, "invalid_grant", "Invalid JWT: Failed audience check.")
        issued, ends = claims.get("iat", 0), claims.get("exp", 0)
        now = self.now()
        if not (issued - 300 <= now < ends <= issued + LIFETIME):
            message = (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim."
            )
            raise oauth_error(400, "invalid_grant", message)
        scopes = self._scopes(claims.get("scope", ""))
        return self._given(Token(claims["iss"], scopes, 0)), claims["iss"]

    @staticmethod
    def _claims(assertion: str) -> Json:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - slow
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - slow
        from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415 - slow

        try:
            head, body, signature = assertion.split(".")
            header = json.loads(_decoded(head))
            key_pair().public_key().verify(
                _decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except (ValueError, InvalidSignature):
            raise oauth_error(400, "invalid_grant", "Invalid JWT Signature.") from None
        if header.get("alg") != "RS256":
            raise oauth_error(400, "invalid_grant", "Invalid JWT Signature.")
        claims: Json = json.loads(_decoded(body))
        return claims

    @staticmethod
    def _scopes(written: str) -> frozenset[str]:
        if not written.strip():
            description = "Invalid OAuth scope or ID token audience provided."
            raise oauth_error(400, "invalid_scope", description)
        return frozenset(scope.removeprefix(SCOPES) for scope in written.split())

    def _for_code(self, form: Json) -> tuple[Json, str]:
        self._check_client(form)
        grant = self.codes.pop(form.get("code", ""), None)
        if grant is None or grant.ends <= self.now():
            raise oauth_error(400, "invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri", "") != grant.redirect:
            raise oauth_error(400, "redirect_uri_mismatch", "Bad Request")
        if grant.challenge:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if _encoded(digest) != grant.challenge:
                raise oauth_error(400, "invalid_grant", "Invalid code verifier.")
        refresh = ""
        if grant.offline:
            refresh = "1//" + secrets.token_urlsafe(32)
            self.refreshes[refresh] = grant
        answer = self._given(Token(grant.email, grant.scopes, 0, refresh))
        if refresh:
            answer["refresh_token"] = refresh
        return answer, grant.email

    def _for_refresh(self, form: Json) -> tuple[Json, str]:
        self._check_client(form)
        refresh = form.get("refresh_token", "")
        grant = self.refreshes.get(refresh)
        if grant is None:
            raise oauth_error(400, "invalid_grant", "Token has been expired or revoked.")
        return self._given(Token(grant.email, grant.scopes, 0, refresh)), grant.email

    @staticmethod
    def _check_client(form: Json) -> None:
        if form.get("client_id") != CLIENT:
            raise oauth_error(401, "invalid_client", "The OAuth client was not found.")
        if form.get("client_secret") != SECRET:
            raise oauth_error(401, "invalid_client", "Unauthorized")

    def _given(self, token: Token) -> Json:
        text = "ya29." + secrets.token_urlsafe(40)
        token.ends = self.now() + self.lifetime
        self.tokens[text] = token
        answer: Json = {
            "access_token": text,
            "expires_in": self.lifetime - 1,
            "token_type": "Bearer",
        }
        if token.refresh:
            answer["scope"] = " ".join(sorted(map(full_scope, token.scopes)))
        if "openid" in token.scopes:
            answer["id_token"] = self._id_token(token)
        return answer

    def _id_token(self, token: Token) -> str:
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - slow
        from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415 - slow

        claims = {
            "iss": "https://accounts.google.com",
            "aud": CLIENT,
            "sub": hashlib.sha256(token.email.encode()).hexdigest()[:20],
            "email": token.email,
            "email_verified": True,
            "iat": int(self.now()),
            "exp": int(self.now()) + LIFETIME,
        }
        parts = [{"alg": "RS256", "typ": "JWT"}, claims]
        text = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
        signature = key_pair().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{_encoded(signature)}"

    def consent(self, email: str, query: Json, granted: frozenset[str] | None = None) -> str:
        """The code with which a person's consent comes back to the program."""
        scopes = granted if granted is not None else self._scopes(query.get("scope", ""))
        code = "4/0A" + secrets.token_urlsafe(32)
        self.codes[code] = Grant(
            email,
            scopes,
            query.get("access_type") == "offline",
            query.get("code_challenge", ""),
            query["redirect_uri"],
            self.now() + 600,
        )
        return code

    def revoke(self, text: str) -> None:
        """Take a token back, or all tokens that one refresh token has given.

        Raises:
            Refused: 400: nobody knows it.
        """
        refresh = text if text in self.refreshes else ""
        if text in self.tokens:
            refresh = self.tokens.pop(text).refresh
        elif not refresh:
            raise oauth_error(400, "invalid_token", "Token expired or revoked")
        if refresh:
            self.refreshes.pop(refresh, None)
            self.tokens = {k: t for k, t in self.tokens.items() if t.refresh != refresh}

    def revoke_all(self, email: str, *, for_good: bool) -> None:
        """Take all tokens of an account back; for good: the right to new ones, too."""
        self.tokens = {k: t for k, t in self.tokens.items() if t.email != email}
        if for_good:
            self.services.discard(email)
            self.refreshes = {k: g for k, g in self.refreshes.items() if g.email != email}


def full_scope(scope: str) -> str:
    """A scope as it stands in requests and answers."""
    return scope if scope in {"openid", "email", "profile"} else SCOPES + scope


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
