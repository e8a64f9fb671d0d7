"""What a new workbook says of itself: its title, its day, and what this program made it as."""

from __future__ import annotations

from datetime import date
from typing import Final

from igpm_sheets.ooxml.package import DECLARATION, Package
from igpm_sheets.ooxml.xml import child_name, escaped
from igpm_sheets.writers.files.saving import PROPERTY
from igpm_sheets.writers.filling.cell_xml import cell_text

AUTHOR: Final = "igpm_sheets"

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats"
_USERS_OWN: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users define."""


def put_properties(package: Package, title: str, created: date, kind: str) -> None:
    """Gives a package its properties; `kind` is what `saving.made_as` will find."""
    own = f"{_PACKAGE}/metadata/core-properties"
    core = (
        f'<cp:coreProperties xmlns:cp="{own}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(cell_text(title))}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{created.isoformat()}T00:00:00Z'
        "</dcterms:created></cp:coreProperties>"
    )
    _put(
        package,
        "core",
        core,
        f"{_TYPES}-package.core-properties+xml",
        f"{_PACKAGE}/relationships/metadata/core-properties",
    )
    extended = (
        f'<Properties xmlns="{_OFFICE}/extended-properties">'
        f"<Application>{AUTHOR}</Application></Properties>"
    )
    _put(
        package,
        "app",
        extended,
        f"{_TYPES}-officedocument.extended-properties+xml",
        f"{_OFFICE}/relationships/extended-properties",
    )
    _put_mark(package, kind)


def mark_as(package: Package, kind: str) -> None:
    """Marks a workbook that was made from somebody's template as our own, of a kind.

    What else the template says of itself stays.
    """
    part = package.related("", "custom-properties")
    if not part:
        _put_mark(package, kind)
        return
    document = package.xml(part)
    numbers = [each.get("pid") or "" for each in document.root.children]
    number = max((int(pid) for pid in numbers if pid.isdecimal()), default=1) + 1
    for each in document.root.children:
        if each.get("name") == PROPERTY:
            document.remove(each)
    tag = child_name(document.root, "property")
    document.append(
        document.root,
        f'<{tag} fmtid="{_USERS_OWN}" pid="{number}" name="{PROPERTY}">'
        f'<vt:lpwstr xmlns:vt="{_OFFICE}/docPropsVTypes">{escaped(kind)}</vt:lpwstr></{tag}>',
    )


def _put_mark(package: Package, kind: str) -> None:
    custom = (
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{_USERS_OWN}" pid="2" name="{PROPERTY}">'
        f"<vt:lpwstr>{escaped(kind)}</vt:lpwstr></property></Properties>"
    )
    _put(
        package,
        "custom",
        custom,
        f"{_TYPES}-officedocument.custom-properties+xml",
        f"{_OFFICE}/relationships/custom-properties",
    )


def _put(package: Package, name: str, xml: str, content_type: str, relationship: str) -> None:
    part = f"docProps/{name}.xml"
    package.put(part, f"{DECLARATION}{xml}".encode(), content_type)
    package.relationships("").add(relationship, part)
