"""Entries of zip files: carried as the same bytes, replaced, added, removed, read with care."""

from __future__ import annotations

import bz2
import io
import random
import struct
import sys
import tempfile
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from igpm_sheets.ooxml import archive as archives
from igpm_sheets.ooxml import zip_records
from igpm_sheets.ooxml.archive import (
    Archive,
    Content,
    Damaged,
    Entry,
    Protected,
    check_archive,
    write_archive,
)
from tests.ooxml.zips import Odd, deflated, field, zip_of

XML = b"<row><c>52</c></row>" * 40
TIMES = field(0x5455, b"\3" + bytes(8))
GROWTH = field(0xA220, b"\x28\xa0" + bytes(60))
THREE = (
    Odd(b"[Content_Types].xml", XML, method=8, local_extra=GROWTH),
    Odd(b"xl/workbook.xml", b"<workbook/>", extra=TIMES, comment=b"main"),
    Odd(b"xl/sheet1.xml", XML[::-1], method=8, external=0x20),
)

PROTECTED = bytes.fromhex(
    "504b0304140009000800427b765de3513d8d160000001700000005001c00612e74787455540900038c09036b8c"
    "09036b75780b0001040000000004000000003af79a49ff99420dcc4bf5da0f78c9cb6b47ad30e009504b0708e3"
    "513d8d1600000017000000504b01021e03140009000800427b765de3513d8d1600000017000000050018000000"
    "000001000000a48100000000612e74787455540500038c09036b75780b000104000000000400000000504b0506"
    "00000000010001004b000000650000000000"
)
"""`a.txt`, deflated and encrypted with the password `secret` by Info-ZIP's zip, which lets the
flag for sizes behind the data decide what the password is tried against."""


def opened(data: bytes) -> Archive:
    return Archive(io.BytesIO(data))


def named(archive: Archive, name: str) -> Entry:
    return next(entry for entry in archive.entries if entry.name == name)


def written(
    base: bytes | None,
    replaced: dict[str, Content] | None = None,
    added: Sequence[tuple[str, Content]] = (),
    removed: Sequence[str] = (),
    **how: Any,
) -> bytes:
    """The archive that is made of another, checked as it is after every writing."""
    archive = None if base is None else opened(base)
    contents = {}
    gone = []
    if archive is not None:
        contents = {named(archive, name): new for name, new in (replaced or {}).items()}
        gone = [named(archive, name) for name in removed]
    out = io.BytesIO()
    write_archive(out, archive, replaced=contents, added=added, removed=gone, **how)
    changed = {*(replaced or {}), *(name for name, _ in added), *removed}
    checked(out.getvalue(), archive, changed)
    return out.getvalue()


def checked(data: bytes, base: Archive | None, changed: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "written.zip")
        path.write_bytes(data)
        check_archive(path, base, changed)


def raw(data: bytes, info: ZipInfo) -> bytes:
    """An entry's packed bytes, found without the code under test."""
    lengths = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + sum(lengths)
    return data[start : start + info.compress_size]


def kept(data: bytes) -> list[tuple[object, ...]]:
    """All that is to stay of each entry, by Python's own reader."""
    with ZipFile(io.BytesIO(data)) as file:
        return [
            (
                info.orig_filename, info.date_time, info.compress_type, info.comment, info.extra,
                info.create_system, info.create_version, info.extract_version, info.internal_attr,
                info.external_attr, info.flag_bits & ~8, info.CRC, info.file_size, raw(data, info),
            )
            for info in file.infolist()
        ]  # fmt: skip


def contents(data: bytes) -> list[tuple[str, bytes]]:
    """Every name and content, by Python's own reader, which finds nothing wrong."""
    with ZipFile(io.BytesIO(data)) as file:
        return [(info.orig_filename, file.read(info)) for info in file.infolist()]


def pieces_of(data: bytes, length: int = 1000) -> Content:
    """The same bytes, streamed."""

    def content(write: Callable[[bytes], object]) -> None:
        for at in range(0, len(data), length):
            write(data[at : at + length])

    return content


# Any archive at all

NAMES = st.one_of(
    st.sampled_from(["xl/workbook.xml", "xl\\sheet1.xml", "xl/", "Größe.xml", "成绩.xml", "", "a"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)
FIELDS = st.sampled_from([b"", TIMES, GROWTH, TIMES + GROWTH, GROWTH + b"\0\0"])
PACKING: dict[int, Callable[[bytes], bytes]] = {
    0: bytes,
    8: deflated,
    9: lambda data: b"deflated64: " + data,
    12: bz2.compress,
    98: lambda data: b"ppmd: " + data,
}


@st.composite
def odd_entries(draw: st.DrawFn) -> Odd:
    name, method = draw(NAMES), draw(st.sampled_from(list(PACKING)))
    data = draw(st.binary(max_size=60)) * draw(st.integers(1, 40))
    try:
        in_dos = name.encode("cp437")
    except UnicodeEncodeError:
        in_dos = None
    is_utf_8 = in_dos is None or draw(st.booleans())
    return Odd(
        name.encode() if is_utf_8 or in_dos is None else in_dos,
        data,
        method,
        flags=(0x800 if is_utf_8 else 0) | draw(st.sampled_from([0, 2, 6])),
        packed=PACKING[method](data),
        sizes_after=draw(st.booleans()),
        local_extra=draw(FIELDS),
        extra=draw(FIELDS),
        comment=draw(st.binary(max_size=5)),
        gap=draw(st.binary(max_size=5)),
        stamp=draw(st.sampled_from([0, 0x21_0000, 0xFFFF_FFFF, 0x5A21_6B2D])),
        made_by=draw(st.integers(0, 0xFFFF)),
        needed=draw(st.integers(0, 63)),
        internal=draw(st.integers(0, 0xFFFF)),
        external=draw(st.integers(0, 0xFFFF_FFFF)),
    )


COMMENTS = st.sampled_from([b"", b"PK a comment", b"\0\0", b"\xff" * 300])
CONTENT = st.builds(lambda data, times: data * times, st.binary(max_size=50), st.integers(1, 90))


@given(
    st.lists(odd_entries(), max_size=6),
    st.sampled_from([b"", b"MZ a program that unpacks itself"]),
    st.booleans(),
    COMMENTS,
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_entries_are_carried_replaced_removed_and_added(
    odd: list[Odd], lead: bytes, offsets_know: bool, comment: bytes, data: st.DataObject
) -> None:
    base = zip_of(odd, lead=lead, offsets_know=offsets_know, comment=comment)
    archive = opened(base)
    fate = {
        entry: data.draw(st.sampled_from(["carried", "carried", "replaced", "removed"]))
        for entry in archive.entries
    }
    new = {entry: data.draw(CONTENT) for entry, what in fate.items() if what == "replaced"}
    added = data.draw(st.lists(st.tuples(NAMES, CONTENT), max_size=2))
    out = io.BytesIO()
    streamed = data.draw(st.booleans())
    write_archive(
        out,
        archive,
        replaced={entry: pieces_of(c, 7) if streamed else c for entry, c in new.items()},
        added=added,
        removed=[entry for entry, what in fate.items() if what == "removed"],
    )
    result = out.getvalue()
    before, after = kept(base), kept(result)
    left = [i for i, entry in enumerate(archive.entries) if fate[entry] != "removed"]
    assert [each[0] for each in after] == [before[i][0] for i in left] + [n for n, _ in added]
    for now, i in zip(after, left, strict=False):
        if fate[archive.entries[i]] == "carried":
            assert now == before[i]
    with ZipFile(io.BytesIO(result)) as file:
        assert file.comment == comment
        infos = file.infolist()
        for info, i in zip(infos, left, strict=False):
            entry = archive.entries[i]
            if fate[entry] == "replaced":
                assert file.read(info) == new[entry]
            elif info.compress_type in {0, 8, 12}:
                assert file.read(info) == odd[i].data
        assert [file.read(info) for info in infos[len(left) :]] == [c for _, c in added]
    assert result.startswith(lead if archive.entries else b"")
    changed = [entry.name for entry, what in fate.items() if what != "carried"]
    changed += [name for name, _ in added]
    names = [entry.name for entry in archive.entries] + [name for name, _ in added]
    if all(names.count(name) == 1 for name in changed):  # the check goes by names
        checked(result, archive, set(changed))


@given(st.lists(odd_entries(), max_size=5), COMMENTS)
@settings(max_examples=60, deadline=None)
def test_a_second_copy_is_the_first_byte_for_byte(odd: list[Odd], comment: bytes) -> None:
    first = written(zip_of(odd, comment=comment))
    assert written(first) == first


@given(st.lists(odd_entries(), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_what_is_read_is_what_was_packed(odd: list[Odd]) -> None:
    archive = opened(zip_of(odd))
    for entry, each in zip(archive.entries, odd, strict=True):
        if entry.method in {0, 8}:
            assert archive.read(entry) == b"".join(archive.chunks(entry)) == each.data
        else:
            with pytest.raises(Damaged, match=f"method {entry.method}"):
                archive.read(entry)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_spoiled_archive_is_refused_or_read_as_what_it_says(data: st.DataObject) -> None:
    whole = bytearray(zip_of(THREE, comment=b"a comment"))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.sampled_from([0, 1, 8, 0xFF, whole[at] ^ 0x80]))
    spoiled = bytes(whole[data.draw(st.sampled_from([0, 0, 0, 1, 30])) :])
    spoiled = spoiled[: data.draw(st.sampled_from([len(spoiled)] * 3 + [len(spoiled) - 5, 100]))]
    try:
        archive = opened(spoiled)
        for entry in archive.entries:
            read = archive.read(entry)
            assert (len(read), zlib.crc32(read)) == (entry.size, entry.crc)
        out = io.BytesIO()
        write_archive(out, archive, replaced={}, added=[])
    except Damaged as damaged:
        assert str(damaged)  # noqa: PT017 - only some are refused
    else:
        copy = opened(out.getvalue())
        assert [copy.read(e) for e in copy.entries] == [archive.read(e) for e in archive.entries]


# What is carried


def test_what_a_tidy_program_wrote_is_copied_byte_for_byte() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", XML)
        file.writestr("xl/media/image1.png", b"\x89PNG", ZIP_STORED)
        file.writestr("Größe.xml", XML)
        file.mkdir("xl/empty") if hasattr(file, "mkdir") else file.writestr("xl/empty/", b"")
        file.comment = b"kept"
    assert written(out.getvalue()) == out.getvalue()


class Unseekable(io.RawIOBase):
    """A stream such as a web server's answer."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


def test_sizes_behind_the_data_come_to_stand_before_it() -> None:
    out = Unseekable()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", XML)
        file.writestr("xl/sheet1.xml", XML[::-1])
    assert opened(out.data).entries[0].flags & 8
    copy = written(out.data)
    assert kept(copy) == kept(out.data)
    packed, size = struct.unpack_from("<II", copy, 18)
    assert (packed, size) == (opened(copy).entries[0].packed, len(XML))
    assert [entry.flags & 8 for entry in opened(copy).entries] == [0, 0]
    assert b"PK\7\x08" not in copy


def test_extra_fields_before_the_data_and_in_the_directory_are_kept_apart() -> None:
    base = zip_of([Odd(local_extra=GROWTH, extra=TIMES)])
    assert written(base) == base


def test_bytes_between_the_entries_go() -> None:
    gaps = [replace(each, gap=b"left over") for each in THREE]
    base = zip_of([THREE[0], *gaps[1:]])
    assert written(base) == zip_of(THREE)


@pytest.mark.parametrize("offsets_know", [True, False])
def test_bytes_before_the_first_entry_stay(offsets_know: bool) -> None:
    base = zip_of(THREE, lead=b"MZ program", offsets_know=offsets_know)
    archive = opened(base)
    assert archive.lead == 10
    assert archive.read(named(archive, "xl/workbook.xml")) == b"<workbook/>"
    copy = written(base, {"xl/workbook.xml": XML})
    assert copy.startswith(b"MZ programPK\3\4")
    assert contents(copy)[1] == ("xl/workbook.xml", XML)
    # The offsets of the copy are true whatever those of the original were.
    assert opened(copy).entries[0].offset == 10
    assert struct.unpack_from("<I", copy, copy.index(b"PK\1\2") + 42) == (10,)


def test_the_end_is_found_behind_a_comment_and_before_strange_bytes() -> None:
    base = zip_of(THREE, comment=b"PK a comment")
    assert opened(base + b"\r\n").comment == b"PK a comment"
    assert contents(written(base + b"\r\n")) == contents(base)


def test_an_archive_of_nothing() -> None:
    empty = zip_of([])
    assert opened(empty).entries == ()
    assert written(empty) == written(None) == empty
    assert contents(written(empty, added=[("a.xml", XML)])) == [("a.xml", XML)]


def test_folders_and_names_of_no_length_are_entries() -> None:
    base = zip_of([Odd(b"xl/", b"", external=0x10), Odd(b"", b"nameless"), Odd(b"xl/a.xml")])
    archive = opened(base)
    assert [entry.name for entry in archive.entries] == ["xl/", "", "xl/a.xml"]
    assert [archive.read(entry) for entry in archive.entries] == [b"", b"nameless", b"<part/>"]
    assert written(base) == base


@pytest.mark.parametrize(
    ("raw_name", "flags", "name"),
    [
        ("Größe.xml".encode("cp437"), 0, "Größe.xml"),
        ("Größe.xml".encode(), 0x800, "Größe.xml"),
        ("成绩.xml".encode(), 0x800, "成绩.xml"),
        (b"xl\\sheet1.xml", 0, "xl\\sheet1.xml"),
        (b"/xl/sheet1.xml", 0, "/xl/sheet1.xml"),
    ],
)
def test_names_are_decoded_and_stay_the_same_bytes(raw_name: bytes, flags: int, name: str) -> None:
    base = zip_of([Odd(raw_name, flags=flags), Odd(b"b")])
    assert opened(base).entries[0].name == name
    assert written(base) == base
    anew = opened(written(base, {name: b"new"})).entries[0]
    assert (anew.raw_name, anew.name, anew.flags) == (raw_name, name, flags)


def test_two_entries_of_one_name_are_two_entries() -> None:
    base = zip_of([Odd(b"a.xml", b"first"), Odd(b"b.xml"), Odd(b"a.xml", b"second")])
    archive = opened(base)
    first, _, second = archive.entries
    assert (archive.read(first), archive.read(second)) == (b"first", b"second")
    assert written(base) == base
    out = io.BytesIO()
    write_archive(out, archive, replaced={second: b"third"}, added=[])
    assert [data for _, data in contents(out.getvalue())] == [b"first", b"<part/>", b"third"]
    out = io.BytesIO()
    write_archive(out, archive, replaced={}, added=[], removed=[first])
    assert [data for _, data in contents(out.getvalue())] == [b"<part/>", b"second"]
    checked(out.getvalue(), archive, {"a.xml"})


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_what_cannot_be_unpacked_here_is_carried_all_the_same(method: int) -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", method) as file:
        file.writestr("xl/sheet1.xml", XML)
    base = out.getvalue()
    with pytest.raises(Damaged, match=r"xl/sheet1\.xml is packed in an uncommon way"):
        opened(base).read(opened(base).entries[0])
    copy = written(base, added=[("a", b"b")])
    assert contents(copy) == [("xl/sheet1.xml", XML), ("a", b"b")]


def test_an_encrypted_entry_is_carried_and_still_opens_with_its_password() -> None:
    archive = opened(PROTECTED)
    with pytest.raises(Protected, match=r"a\.txt is protected by a password"):
        archive.read(archive.entries[0])
    assert written(PROTECTED) == PROTECTED
    copy = written(PROTECTED, added=[("b.txt", b"open")])
    with ZipFile(io.BytesIO(copy)) as file:
        assert file.read("a.txt", pwd=b"secret") == b"hello hello hello hello"
        assert file.read("b.txt") == b"open"


def test_an_encrypted_entry_that_is_replaced_is_so_no_more() -> None:
    copy = written(PROTECTED, {"a.txt": b"open"})
    assert contents(copy) == [("a.txt", b"open")]


# What is new


def test_a_replaced_entry_keeps_its_place_and_attributes_and_loses_its_times() -> None:
    base = zip_of(THREE)
    before = named(opened(base), "xl/workbook.xml")
    copy = written(base, {"xl/workbook.xml": XML})
    after = opened(copy).entries[1]
    assert after.name == "xl/workbook.xml"
    for attribute in ("raw_name", "comment", "external", "internal", "made_by"):
        assert getattr(after, attribute) == getattr(before, attribute)
    assert after.extra == b""
    with ZipFile(io.BytesIO(copy)) as file:
        assert file.infolist()[1].date_time == (1980, 1, 1, 0, 0, 0)
        assert file.infolist()[2].date_time == (2025, 1, 1, 13, 25, 26)


def test_new_content_may_be_streamed() -> None:
    data = random.Random(1).randbytes(50_000) * 3 + XML
    streamed = written(zip_of(THREE), {"xl/sheet1.xml": pieces_of(data)}, [("n", pieces_of(XML))])
    assert contents(streamed)[2:] == [("xl/sheet1.xml", data), ("n", XML)]
    assert {entry.flags & 8 for entry in opened(streamed).entries} == {0}


def test_new_content_may_be_made_from_the_archive_that_is_copied() -> None:
    base = zip_of(THREE)
    archive = opened(base)
    source = named(archive, "[Content_Types].xml")

    def content(write: Callable[[bytes], object]) -> None:
        for piece in archive.chunks(source):
            write(piece.replace(b"52", b"53"))

    out = io.BytesIO()
    write_archive(out, archive, replaced={source: content}, added=[])
    assert contents(out.getvalue())[0][1] == XML.replace(b"52", b"53")
    assert contents(out.getvalue())[1:] == contents(base)[1:]


@pytest.mark.parametrize("data", [b"", b"x", random.Random(2).randbytes(3_000_000)])
def test_what_deflate_does_not_shrink_is_stored(data: bytes) -> None:
    copy = written(zip_of(THREE), {"xl/workbook.xml": data}, [("new.png", data)])
    entries = [opened(copy).entries[i] for i in (1, 3)]
    assert [(each.method, each.packed) for each in entries] == [(0, len(data))] * 2
    assert [content for _, content in contents(copy)][1::2] == [data, data]


def test_nothing_is_left_behind_the_end_where_storing_took_back_what_deflate_wrote() -> None:
    copy = written(None, added=[("a", random.Random(3).randbytes(4_000_000))])
    assert copy[-22:-18] == b"PK\5\6"


def test_a_stream_of_nothing_is_a_part_of_nothing() -> None:
    assert contents(written(None, added=[("a.xml", pieces_of(b""))])) == [("a.xml", b"")]


def test_what_shrinks_is_deflated_at_the_level_asked_for() -> None:
    data = b"".join(b'<c r="A%d"><v>%d</v></c>' % (n, n * n % 977) for n in range(3000))
    fast, small = (written(None, added=[("a", data)], level=level) for level in (1, 9))
    assert len(small) < len(fast) < len(data)
    assert contents(fast) == contents(small) == [("a", data)]


def test_the_same_input_gives_the_same_bytes() -> None:
    def once() -> bytes:
        return written(
            zip_of(THREE), {"xl/sheet1.xml": XML}, [("n", pieces_of(XML))], ["xl/workbook.xml"]
        )

    assert once() == once()


def test_the_time_of_new_content_can_be_given() -> None:
    copy = written(None, added=[("a", XML)], stamp=(2026, 2, 28, 23, 59, 58))
    with ZipFile(io.BytesIO(copy)) as file:
        assert file.infolist()[0].date_time == (2026, 2, 28, 23, 59, 58)


def test_names_of_new_entries_are_utf_8_where_ascii_does_not_do() -> None:
    copy = written(None, added=[("xl/a.xml", b"1"), ("成绩.xml", b"2")])
    assert contents(copy) == [("xl/a.xml", b"1"), ("成绩.xml", b"2")]
    assert [entry.flags for entry in opened(copy).entries] == [0, 0x800]


@pytest.mark.parametrize("wrap", [bytes, lambda data: pieces_of(data, 10)])
def test_new_content_too_large_to_be_read_again_is_refused(
    wrap: Callable[[bytes], Content], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_PART", len(XML))
    assert contents(written(None, added=[("a", wrap(XML))]))
    with pytest.raises(Damaged, match="big comes to more than 800 bytes"):
        written(None, added=[("big", wrap(XML + b"x"))])


def test_an_entry_of_another_archive_is_a_fault_of_the_program() -> None:
    stranger = opened(zip_of([Odd(b"stranger")])).entries[0]
    for base in (None, opened(zip_of(THREE))):
        with pytest.raises(ValueError, match="another archive"):
            write_archive(io.BytesIO(), base, replaced={stranger: b""}, added=[])
        with pytest.raises(ValueError, match="another archive"):
            write_archive(io.BytesIO(), base, replaced={}, added=[], removed=[stranger])


# Zip64


def test_zip64_that_is_not_needed_is_left_out_and_other_fields_stay() -> None:
    long = field(1, struct.pack("<QQ", len(XML), len(deflated(XML))))
    odd = Odd(
        b"a.xml", XML, 8, said_size=0xFFFF_FFFF, said_packed=0xFFFF_FFFF,
        extra=TIMES + long + GROWTH, local_extra=long + TIMES,
    )  # fmt: skip
    base = zip_of([odd])
    assert opened(base).read(opened(base).entries[0]) == XML
    plain = replace(odd, said_size=None, said_packed=None, extra=TIMES + GROWTH, local_extra=TIMES)
    assert written(base) == zip_of([plain])


@pytest.mark.parametrize(("limit", "count"), [(11, 0xFFFF), (300, 0xFFFF), (0xFFFF_FFFF, 3)])
def test_zip64_is_written_where_sizes_places_or_their_number_need_it(
    limit: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = zip_of(THREE, lead=b"MZ", comment=b"kept")
    expected = [*contents(base), ("new.xml", b"<new/>")]
    monkeypatch.setattr(zip_records, "PLAIN_LIMIT", limit)
    monkeypatch.setattr(zip_records, "PLAIN_ENTRIES", count)
    copy = written(base, added=[("new.xml", b"<new/>")])
    assert b"PK\6\6" in copy
    assert contents(copy) == expected
    archive = opened(copy)
    assert (archive.lead, archive.comment) == (2, b"kept")
    assert [archive.read(entry) for entry in archive.entries] == [data for _, data in expected]
    assert archive.entries[1].extra == TIMES
    assert archive.entries[0].needed == (45 if limit <= 300 else 20)
    assert written(copy) == copy
    monkeypatch.undo()
    assert b"PK\6\6" not in written(copy)
    assert contents(written(copy)) == expected


def test_more_entries_than_a_plain_end_can_count() -> None:
    number, one = 0xFFFF + 5, Odd(b"00000", b"")
    local, central = one.local, one.central(0)
    body = b"".join(local.replace(b"00000", b"%05d" % n) for n in range(number))
    listed = b"".join(
        central[:42] + struct.pack("<I", n * len(local)) + b"%05d" % n for n in range(number)
    )
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 4, 4, len(listed), len(body), 0)
    archive = opened(body + listed + end)  # as writes one who knows no zip64
    assert len(archive.entries) == number
    out = io.BytesIO()
    write_archive(out, archive, replaced={}, added=[("last", b"<a/>")])
    with ZipFile(out) as file:
        assert len(file.infolist()) == number + 1
        assert file.read("last") == b"<a/>"
    assert len(opened(out.getvalue()).entries) == number + 1


SPARSE = pytest.mark.skipif(
    sys.platform == "win32", reason="the file would take up 5 GB of the disk"
)


@SPARSE
def test_places_beyond_four_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "far.zip"
    base = opened(zip_of(THREE))
    with path.open("wb") as out:
        out.seek(5 << 30)
        write_archive(out, base, replaced={}, added=[("new.xml", pieces_of(XML))])
    with ZipFile(path) as file:
        assert [file.read(info) for info in file.infolist()][1:] == [
            b"<workbook/>",
            XML[::-1],
            XML,
        ]
        assert file.infolist()[0].header_offset == 5 << 30
    with Archive.open(path) as archive:
        assert archive.lead == 5 << 30
        assert archive.entries[0].offset == 5 << 30
        assert archive.entries[1].extra == TIMES
        assert archive.read(archive.entries[3]) == XML


@SPARSE
def test_an_entry_of_more_than_four_gigabytes_is_listed_but_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.zip"
    size = 5 << 30
    huge = Odd(b"huge", b"", said_size=0xFFFF_FFFF, said_packed=0xFFFF_FFFF, said_crc=0,
               extra=field(1, struct.pack("<QQ", size, size)))  # fmt: skip
    after = Odd(b"after", XML, said_offset=0xFFFF_FFFF)
    place = len(huge.local) + size
    after = replace(after, extra=field(1, struct.pack("<Q", place)))
    directory = huge.central(0) + after.central(0)
    start = place + len(after.local)
    with path.open("wb") as out:
        out.write(huge.local)
        out.seek(place)
        out.write(after.local + directory)
        out.write(
            b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 2, 2, len(directory), start)
        )
        out.write(b"PK\6\7" + struct.pack("<IQI", 0, start + len(directory), 1))
        out.write(b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 2, 2, 0xFFFF_FFFF, 0xFFFF_FFFF, 0))
    with Archive.open(path) as archive:
        first, second = archive.entries
        assert (first.size, first.packed, second.offset) == (size, size, place)
        assert archive.read(second) == XML
        with pytest.raises(Damaged, match="huge is said to hold 5,368,709,120 bytes"):
            archive.read(first)


# What is not whole, or not honest

GOOD = Odd(b"xl/good.xml", XML, 8)
DAMAGED_ENTRIES = {
    "does not match its checksum": [Odd(said_crc=1), Odd(method=8, said_crc=1)],
    "holds more than it is said to": [
        Odd(said_size=3),
        Odd(method=8, said_size=3),
        Odd(data=bytes(5_000_000), method=8, said_size=100),
    ],
    "holds less than it is said to": [
        Odd(said_size=300),
        Odd(data=XML, method=8, packed=deflated(XML)[:-9]),
        Odd(data=XML, method=8, packed=b""),
    ],
    "cannot be unpacked": [Odd(method=8, packed=b"\xff" * 9)],
    "does not begin where the zip package says": [Odd(local_mark=b"PK\3\5"), Odd(said_offset=2)],
    "is called otherwise where it begins": [Odd(local_name=b"part.xmm"), Odd(local_name=b"part")],
    "has a header that is cut short": [Odd(local_extra=b"\1\2\xff\0a")],
    "overlaps with what follows it": [Odd(local_name=b"part.xml", said_packed=17)],
    "is protected by a password": [Odd(flags=1), Odd(method=99, flags=1)],
    "is packed in an uncommon way (method 9)": [Odd(method=9)],
}


@pytest.mark.parametrize(
    ("said", "odd"),
    [(said, odd) for said, cases in DAMAGED_ENTRIES.items() for odd in cases],
)
def test_an_entry_that_is_not_what_it_says_is_not_read(said: str, odd: Odd) -> None:
    tail = (replace(GOOD, gap=bytes(300)), GOOD)[odd.said_packed is not None]
    if odd.said_packed is not None:
        odd = replace(odd, local_extra=TIMES)  # which the directory does not tell of
    archive = opened(zip_of([odd, tail]))
    with pytest.raises(Damaged) as raised:
        archive.read(archive.entries[0])
    assert str(raised.value) == f"part.xml {said}"
    assert archive.read(archive.entries[1]) == XML


DAMAGED_ARCHIVES = {
    "a zip package without its end": [
        b"",
        b"PK\5\6" + bytes(17),
        b"not a zip file at all, but long enough to hold an end",
        zip_of(THREE)[:-1],
        zip_of(THREE)[:200],
    ],
    "a zip package that lists more or fewer entries than it counts": [zip_of(THREE, counted=2)],
    "a zip package in several volumes": [zip_of(THREE, volume=1)],
    "a zip package without its beginning": [zip_of(THREE, directory_size=90_000)],
    "a zip package with a directory of 33,554,432 bytes": [zip_of(THREE, directory_size=32 << 20)],
    "a zip package whose directory is broken": [zip_of(THREE, directory_size=20)],
    "a zip package whose directory is cut short": [
        zip_of([Odd(comment=b"12345678")]).replace(
            struct.pack("<HHH", 8, 0, 8), struct.pack("<HHH", 8, 0, 9)
        )
    ],
    "part.xml overlaps with another entry": [
        zip_of([Odd(b"two"), Odd(said_offset=0), Odd(b"three")]),
        zip_of([Odd(said_packed=40), GOOD]),
        zip_of([Odd(), Odd(b"part.xml", said_offset=0)]),
        zip_of([Odd(), Odd(b"inside", said_offset=5)]),
    ],
    "part.xml lies outside the zip package": [
        zip_of([Odd(said_packed=90)]),
        zip_of([Odd(said_packed=0xFFFF_FFFF)]),
        zip_of([Odd(said_offset=0xFFFF_FFFF)]),
        zip_of([Odd(said_offset=40)]),
        zip_of([Odd(), GOOD], lead=b"12345", offsets_know=True)[6:],
    ],
    "part.xml has no size or place": [
        zip_of([Odd(said_size=0xFFFF_FFFF, extra=field(1, b"1234567"))]),
        zip_of([Odd(said_size=0xFFFF_FFFF, said_packed=0xFFFF_FFFF, extra=field(1, bytes(8)))]),
    ],
    "part.xml has a header that is cut short": [zip_of([Odd(extra=b"\1\2\xff\0abc")])],
    "a zip package with a name that cannot be read": [zip_of([Odd(b"\xff\xfe", flags=0x800)])],
    "a zip package with a name that ends twice: xl/workbook.xml .png": [
        zip_of([Odd(b"xl/workbook.xml\0.png")])
    ],
}


@pytest.mark.parametrize(
    ("said", "data"),
    [(said, data) for said, cases in DAMAGED_ARCHIVES.items() for data in cases],
)
def test_an_archive_that_cannot_be_true_is_refused(said: str, data: bytes) -> None:
    with pytest.raises(Damaged) as raised:
        opened(data)
    assert str(raised.value) == said


def test_a_bomb_is_carried_but_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    base = zip_of([Odd(b"xl/bomb.xml", bytes(3_000_000), 8)])
    archive = opened(base)
    assert archive.entries[0].size > 500 * archive.entries[0].packed
    assert archive.read(archive.entries[0]) == bytes(3_000_000)
    monkeypatch.setattr(archives, "SMALL_ENOUGH", 2_999_999)
    with pytest.raises(Damaged, match=r"xl/bomb\.xml is said to hold 3,000,000 bytes"):
        archive.read(archive.entries[0])
    assert written(base) == base


def test_a_part_of_honest_ratio_may_be_large_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = opened(zip_of([Odd(data=XML, method=8)]))
    monkeypatch.setattr(archives, "SMALL_ENOUGH", 10)
    monkeypatch.setattr(archives, "LARGEST_PART", len(XML))
    assert archive.read(archive.entries[0]) == XML
    monkeypatch.setattr(archives, "LARGEST_PART", len(XML) - 1)
    with pytest.raises(Damaged, match="is said to hold"):
        archive.read(archive.entries[0])


def test_a_base_that_is_not_whole_is_not_copied() -> None:
    for spoiled in (Odd(local_mark=b"PK\0\0"), Odd(local_name=b"other.xm")):
        base = opened(zip_of([GOOD, spoiled]))
        with pytest.raises(Damaged, match=r"part\.xml"):
            write_archive(io.BytesIO(), base, replaced={}, added=[])


def test_a_base_that_became_shorter_is_not_copied() -> None:
    file = io.BytesIO(zip_of(THREE))
    base = Archive(file)
    file.truncate(base.entries[-1].offset + 60)
    with pytest.raises(Damaged, match=r"xl/sheet1\.xml is cut short"):
        write_archive(io.BytesIO(), base, replaced={}, added=[])


def test_a_name_that_would_spoil_a_message_is_shown_tamed() -> None:
    archive = opened(zip_of([Odd(b"a\n\x1b[31m" + b"x" * 900, said_crc=1)]))
    with pytest.raises(Damaged) as raised:
        archive.read(archive.entries[0])
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 120


# Reading back


def tampered(data: bytes, name: str, at: int) -> bytes:
    """The archive with one packed byte of a part changed."""
    with ZipFile(io.BytesIO(data)) as file:
        info = file.getinfo(name)
    lengths = struct.unpack_from("<HH", data, info.header_offset + 26)
    place = info.header_offset + 30 + sum(lengths) + at
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def in_header(data: bytes, name: str, at: int) -> bytes:
    """The archive with one byte of a part's local header changed."""
    with ZipFile(io.BytesIO(data)) as file:
        place = file.getinfo(name).header_offset + at
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


BASE = zip_of(THREE, lead=b"MZ", comment=b"kept")
WRITTEN = written(BASE, {"xl/sheet1.xml": XML}, [("new.xml", XML[::-1])])
CHANGED = {"xl/sheet1.xml", "new.xml"}


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("xl/workbook.xml is not as it was", tampered(WRITTEN, "xl/workbook.xml", 0)),
        ("xl/workbook.xml is not as it was", tampered(WRITTEN, "xl/workbook.xml", 10)),
        ("xl/sheet1.xml", tampered(WRITTEN, "xl/sheet1.xml", 9)),
        ("new.xml", tampered(WRITTEN, "new.xml", 9)),
        ("xl/workbook.xml does not begin as it did", in_header(WRITTEN, "xl/workbook.xml", 14)),
        ("new.xml begins otherwise", in_header(WRITTEN, "new.xml", 18)),
        ("the beginning is not as it was", b"MY" + WRITTEN[2:]),
        ("comment or beginning", WRITTEN[:-1] + b"!"),
        ("comment or beginning", zip_of(THREE, comment=b"kept")),
        ("xl/workbook.xml is missing", zip_of(THREE[:1], lead=b"MZ", comment=b"kept")),
        ("xl/workbook.xml is missing", zip_of(THREE[::2], lead=b"MZ", comment=b"kept")),
        ("[Content_Types].xml is missing", zip_of(THREE[::-1], lead=b"MZ", comment=b"kept")),
        ("new.xml is missing", BASE),
        (
            "other.xml is there, but ought not to be",
            zip_of([*THREE, Odd(b"other.xml")], lead=b"MZ", comment=b"kept"),
        ),
        (
            "xl/workbook.xml is not described as it was",
            written(BASE, {"xl/workbook.xml": b"<workbook/>"}, [("new.xml", b"")]),
        ),
    ],
)  # fmt: skip
def test_a_written_archive_that_is_not_as_it_should_be_is_told(said: str, data: bytes) -> None:
    with pytest.raises(Damaged) as raised:
        checked(data, opened(BASE), CHANGED)
    assert said in str(raised.value)


def test_a_written_archive_that_is_as_it_should_be_passes() -> None:
    checked(WRITTEN, opened(BASE), CHANGED)
    checked(written(BASE, removed=["xl/workbook.xml"]), opened(BASE), {"xl/workbook.xml"})


def test_a_new_archive_is_read_back_whole() -> None:
    new = written(None, added=[("a.xml", XML), ("b.xml", XML)])
    checked(new, None, {"a.xml", "b.xml"})
    for spoiled, said in (
        (tampered(new, "b.xml", 5), "b.xml"),
        (written(None, added=[("a.xml", XML)]), "b.xml is missing"),
        (written(None, added=[(n, XML) for n in ("a.xml", "b.xml", "c.xml")]), "c.xml is there"),
    ):
        with pytest.raises(Damaged, match=said):
            checked(spoiled, None, {"a.xml", "b.xml"})


# Files and memory


def test_an_archive_closes_what_it_opened_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of(THREE))
    with Archive.open(path) as archive:
        entry = archive.entries[0]
        assert archive.read(entry) == XML
    with pytest.raises(ValueError, match="closed"):
        archive.read(entry)
    with path.open("rb") as file:
        with Archive(file) as archive:
            pass
        assert archive.read(entry) == XML
    with pytest.raises(FileNotFoundError):
        Archive.open(tmp_path / "missing.zip")


def test_parts_can_be_read_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "CHUNK", 16)
    archive = opened(zip_of(THREE))
    first, _, third = archive.entries
    read: tuple[list[bytes], list[bytes]] = ([], [])
    for one, other in zip(archive.chunks(first), archive.chunks(third), strict=True):
        read[0].append(one)
        read[1].append(other)
    assert (b"".join(read[0]), b"".join(read[1])) == (XML, XML[::-1])
    assert len(read[0]) > 10


@pytest.fixture
def sixty_megabytes(tmp_path: Path) -> Iterator[Archive]:
    """One large stored entry, one large deflated one, some others."""
    megabyte = random.Random(4).randbytes(1 << 20)
    path = tmp_path / "large.zip"
    with ZipFile(path, "w") as file:
        with file.open("xl/media/film.mp4", "w") as part:
            for _ in range(50):
                part.write(megabyte)
        file.writestr("xl/sheet1.xml", megabyte.hex() * 6, ZIP_DEFLATED, 1)
        file.writestr("xl/workbook.xml", XML)
    with Archive.open(path) as archive:
        yield archive


def test_memory_is_bounded_whatever_the_size(sixty_megabytes: Archive, tmp_path: Path) -> None:
    base, path = sixty_megabytes, tmp_path / "copy.zip"
    megabyte = random.Random(5).randbytes(1 << 20)
    whole = megabyte * 10

    def content(write: Callable[[bytes], object]) -> None:
        for _ in range(8):
            write(megabyte)

    tracemalloc.start()
    try:
        with path.open("wb") as out:
            added: list[tuple[str, Content]] = [("streamed", content), ("whole", whole)]
            write_archive(out, base, replaced={base.entries[2]: content}, added=added)
        check_archive(path, base, {"xl/workbook.xml", "streamed", "whole"})
        size = sum(map(len, base.chunks(base.entries[1])))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 60 << 20
    assert size == base.entries[1].size == 12 << 20
    assert peak < 8 << 20


def test_a_part_that_lies_of_its_size_does_not_fill_the_memory() -> None:
    data = deflated(bytes(60_000_000))
    archive = opened(zip_of([Odd(packed=data, method=8, said_size=3_000_000)]))
    tracemalloc.start()
    try:
        with pytest.raises(Damaged, match="holds more"):
            archive.read(archive.entries[0])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


@given(st.integers(0, 5000), st.integers(1, 700))
@example(size=0, length=1)
@settings(max_examples=60, deadline=None)
def test_zeros_come_out_in_number_however_little_is_unpacked_at_a_time(
    size: int, length: int
) -> None:
    archive = opened(zip_of([Odd(data=bytes(size) + b"end", method=8)]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(archives, "CHUNK", length)
        assert archive.read(archive.entries[0]) == bytes(size) + b"end"
