"""When two spellings mean the same application, person or address."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def ref_key(text: str) -> str:
    """A ref without what people vary in typing it: case and spaces.

    >>> ref_key(" igpm 26-001") == ref_key("IGPM26-001")
    True
    """
    return "".join(text.split()).casefold()


@lru_cache(maxsize=4096)
def person_key(name: str) -> str:
    """A name without case, accents and punctuation. Titles stay: Dr Lee is not Mr Lee.

    >>> person_key("Siân  O'Neill-Reed") == person_key("sian oneill reed")
    True
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = plain.casefold().replace("'", "").replace("’", "")
    return _BETWEEN_WORDS.sub(" ", plain).strip()


def email_key(address: str) -> str:
    """An email address without case, spaces or the `mailto:` that links carry.

    >>> email_key(" Ann.Lee@Example.org ")
    'ann.lee@example.org'
    """
    return "".join(address.split()).casefold().removeprefix("mailto:")
