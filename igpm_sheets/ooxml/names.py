"""Names of parts: compared without case, however slashes and percent signs are written."""

from __future__ import annotations

import posixpath


def folded(name: str) -> str:
    r"""A part's name as it is compared.

    >>> folded("/XL\\My%20Sheets/sheet1.xml")
    'xl/my sheets/sheet1.xml'
    """
    plain = name.replace("\\", "/").lstrip("/")
    return _unquoted(plain).casefold()


def led_to(folder: str, target: str) -> str:
    r"""The name of the part that a target, as it is written, leads to from a folder.

    >>> led_to("xl", "worksheets\\sheet1.xml"), led_to("xl", "/docProps/app.xml")
    ('xl/worksheets/sheet1.xml', 'docProps/app.xml')
    """
    written = target.replace("\\", "/").partition("#")[0]
    return posixpath.normpath(posixpath.join("/", folder, written)).lstrip("/")


def _unquoted(name: str) -> str:
    if "%" not in name:
        return name
    from urllib.parse import unquote  # noqa: PLC0415 - rarely needed

    return unquote(name)
