"""Makes small spreadsheet files, sound and broken, byte by byte where no library would."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from igpm_sheets.adapters.grid import Grid
from igpm_sheets.adapters.spreadsheets import read_file

Fill = Callable[[Any, Any], object]


def xlsx(fill: Fill | None = None, **options: object) -> bytes:
    """A workbook with a sheet `Marks`, filled by `fill(workbook, sheet)`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as workbook:
        sheet = workbook.add_worksheet("Marks")
        if fill:
            fill(workbook, sheet)
        else:
            sheet.write_string("B3", "Ref")
            sheet.write_number("C4", 5)
    return buffer.getvalue()


def xls(fill: Fill, **attributes: object) -> bytes:
    """The same in the old format; `attributes` are set on the workbook."""
    workbook = xlwt.Workbook()
    for name, value in attributes.items():
        setattr(workbook, name, value)
    fill(workbook, workbook.add_sheet("Marks"))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip package of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip package, to be changed and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with something replaced in one part, where it must occur."""
    parts = parts_of(data)
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return package(parts)


SHEET = "xl/worksheets/sheet1.xml"


def with_rows(rows: str, data: bytes | None = None) -> bytes:
    """A workbook whose sheet has these rows, written as XML."""
    parts = parts_of(data or xlsx())
    before, _, rest = parts[SHEET].partition(b"<sheetData>")
    after = rest.partition(b"</sheetData>")[2]
    parts[SHEET] = before + b"<sheetData>" + rows.encode() + b"</sheetData>" + after
    return package(parts)


def with_wrong_checksum(data: bytes, part: str) -> bytes:
    """The package with a checksum that is not the part's."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        right = struct.pack("<L", opened.getinfo(part).CRC)
    assert right in data
    return data.replace(right, bytes(byte ^ 0xFF for byte in right))


def declaring(data: bytes, part: str, size: int) -> bytes:
    """The package whose directory says that a part unpacks to so many bytes."""
    at = data.rindex(part.encode()) - 46
    return data[: at + 24] + struct.pack("<L", size) + data[at + 28 :]


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container of the streams: header, allocation table, directory, streams."""
    sector, free, end, table = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    bodies = [
        data.ljust(max(4096, -len(data) % sector + len(data)), b"\0") for data in streams.values()
    ]
    directory_sectors = (len(streams) + 1 + 3) // 4
    needed = sum(len(body) // sector for body in bodies) + directory_sectors
    tables = needed // 127 + 1
    chain = [table] * tables
    chain += [*range(tables + 1, tables + directory_sectors), end]
    entries = [_entry("Root Entry", 5, child=1 if streams else free, start=end, size=0)]
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        first, length = len(chain), len(body) // sector
        chain += [*range(first + 1, first + length), end]
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, right=right, start=first, size=len(body)))
    header = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, tables, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    header += struct.pack("<109L", *range(tables), *[free] * (109 - tables))
    chain += [free] * (tables * 128 - len(chain))
    directory = b"".join(entries).ljust(directory_sectors * sector, b"\0")
    return header + struct.pack(f"<{len(chain)}L", *chain) + directory + b"".join(bodies)


def _entry(
    name: str, kind: int, *, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    fields = (len(written), kind, 1, 0xFFFFFFFF, right, child, start, size, 0)
    return struct.pack("<64sHBBLLL36xLLL", written, *fields)


def xlsb(cells: bytes, state: int = 0) -> bytes:
    """A workbook of binary parts whose sheet `Marks` has these row and cell records."""
    name, id_ = _wide("Marks"), _wide("rId1")
    book = (
        record(131)
        + record(143)
        + record(156, struct.pack("<LL", state, 1) + id_ + name)
        + record(144)
        + record(132)
    )
    sheet = (
        record(129)
        + record(148, struct.pack("<LLLL", 0, 9, 0, 9))
        + record(145)
        + cells
        + record(146)
        + record(130)
    )
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relationships(("worksheet", "worksheets/sheet1.bin")),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF12 record: kind and length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, groups = len(body), b""
    while length >= 0x80:
        groups += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + groups + bytes([length]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def relationships(*related: tuple[str, str]) -> str:
    """A relationships part: kinds and targets, as rId1, rId2 and so on."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(related, 1)
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{listed}</Relationships>'


_ODS_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def ods(table: str, *, styles: str = "", manifest: str = "") -> bytes:
    """An OpenDocument spreadsheet with this XML for its sheets."""
    calcext = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = (
        f'<office:document-content {_ODS_NAMESPACES} xmlns:calcext="{calcext}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


def read(folder: Path, name: str, data: bytes) -> list[Grid]:
    """The grids of a file of this name and content."""
    path = folder / name
    path.write_bytes(data)
    return read_file(path, name)


def only(folder: Path, name: str, data: bytes) -> Grid:
    """The one grid of a file."""
    (grid,) = read(folder, name, data)
    return grid
