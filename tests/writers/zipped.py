"""Workbooks with some of their parts replaced, or others added."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZipFile


def with_parts(
    data: bytes, parts: Mapping[str, bytes], *, types: Mapping[str, str] | None = None
) -> bytes:
    """A workbook with other parts; `types` are the content types of new ones."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(file, "w") as target:
        known = {name: source.read(name) for name in source.namelist()}
        declared = "".join(
            f'<Override PartName="{name}" ContentType="{kind}"/>'
            for name, kind in (types or {}).items()
        )
        listed = known["[Content_Types].xml"].replace(b"</Types>", declared.encode() + b"</Types>")
        for name, content in {**known, "[Content_Types].xml": listed, **parts}.items():
            target.writestr(name, content)
    return file.getvalue()
