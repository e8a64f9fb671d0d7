"""Editing an XML part changes what is edited, and not a byte else."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.ooxml.xml import (
    Document,
    Element,
    Node,
    NotXmlError,
    child_name,
    escaped,
    foreign_name,
    strict,
    transitional,
    written,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

ODD = (
    "\ufeff<?xml version='1.0' encoding=\"UTF-8\"?>\r\n<!-- a > b -->\n"
    f"<x:workbook xmlns:x=\"{MAIN}\"\n  xmlns:rel='{RELATIONS}'>"
    "<x:sheets ><x:sheet name='a &gt;> b'  rel:id=\"rId1\"/></x:sheets  >"
    "<?odd thing?><x:calcPr/><![CDATA[<x:no/>]]></x:workbook>\n"
).encode()


def test_unedited_it_is_the_same_bytes() -> None:
    document = Document(ODD)
    assert not document.changed
    assert document.data() == ODD


def test_names_and_namespaces_are_understood_whatever_the_prefix() -> None:
    root = Document(ODD).root
    assert (root.tag, root.namespace) == ("workbook", MAIN)
    sheets = root.first("sheets")
    assert sheets is not None
    sheet = sheets.all("sheet")[0]
    assert sheet.get("name") == "a >> b"
    assert sheet.get(f"{{{RELATIONS}}}id") == "rId1"
    assert child_name(root, "definedNames") == "x:definedNames"
    assert foreign_name(sheet, RELATIONS, "id") == "rel:id"
    assert foreign_name(sheet, "http://elsewhere", "id") is None


def test_what_is_put_in_stands_where_it_is_put_and_the_rest_stays() -> None:
    document = Document(ODD)
    sheets, calculation = document.root.children
    document.append(sheets, "<one/>")
    document.append(sheets, "<two/>")
    document.insert_after(sheets, "<after/>")
    document.insert_before(calculation, "<before/>")
    document.prepend(document.root, "<first/>")
    document.append(document.root, "<last/>")
    left, right = ODD.split(b"<x:sheets ")
    inside, right = right.split(b"</x:sheets  >")
    between, end = right.split(b"<x:calcPr/>")
    end, tail = end.split(b"</x:workbook>")
    assert document.data() == (
        left + b"<first/><x:sheets " + inside + b"<one/><two/></x:sheets  ><after/>" + between
        + b"<before/><x:calcPr/>" + end + b"<last/></x:workbook>" + tail
    )  # fmt: skip


def test_an_empty_tag_is_opened_for_what_goes_in() -> None:
    document = Document(b'<a><b  k="1" /><c/></a>')
    b, c = document.root.children
    document.append(b, "<in/>")
    document.prepend(b, "<before/>")
    document.set(b, "k", "2")
    document.set_text(c, "5 < 6")
    assert document.data() == b'<a><b k="2"><before/><in/></b><c>5 &lt; 6</c></a>'


def test_attributes_change_alone() -> None:
    document = Document(b"<a  one='1'\ttwo=\"2\" three='>'/>")
    document.set(document.root, "two", 'q"\u00e9')
    document.set(document.root, "one", None)
    document.set(document.root, "four", "4")
    assert document.data() == b'<a two="q&quot;&#233;" three=\'>\' four="4"/>'
    assert document.root.attributes == {"two": 'q"\u00e9', "three": ">", "four": "4"}


def test_what_is_replaced_takes_its_inner_edits_along() -> None:
    document = Document(b"<a><b><c/></b><d/></a>")
    b, d = document.root.children
    document.set(b.children[0], "k", "1")
    document.append(b, "<lost/>")
    document.replace(b, "<new/>")
    document.remove(d)
    assert document.data() == b"<a><new/></a>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii"])
def test_every_encoding_is_edited_in_its_own_letters(encoding: str) -> None:
    letter = "e" if encoding == "us-ascii" else "é"
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>{letter}</a>'.encode(encoding)
    document = Document(data)
    document.append(document.root, f"<b>{escaped('ü€')}</b>")
    again = Document(document.data()).root
    assert again.text == letter
    assert again.children[0].text == "ü€"


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_what_came_in_utf_16_goes_back_into_it(order: str) -> None:
    mark = "\ufeff".encode(order)
    before = "<?xml version='1.0'  encoding='utf-16'?><!-- é --><a>"
    document = Document(mark + f"{before}</a>".encode(order))
    document.append(document.root, "<b/>")
    assert document.data() == mark + f"{before}<b/></a>".encode(order)
    undeclared = Document(mark + "<a/>".encode(order))
    undeclared.set(undeclared.root, "k", "é")
    assert undeclared.data() == mark + '<a k="&#233;"/>'.encode(order)


@pytest.mark.parametrize(
    "data",
    [b"", b"no xml", b"<a>", b"<a></b>", b"\xff\xfe<\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
)
def test_what_is_no_part_of_a_package_is_refused(data: bytes) -> None:
    with pytest.raises(NotXmlError):
        Document(data)


def test_strict_and_usual_names_lead_to_each_other() -> None:
    for usual in (MAIN, RELATIONS, f"{RELATIONS}/worksheet"):
        assert strict(usual) != usual
        assert transitional(strict(usual)) == usual
        assert transitional(usual) == usual
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    assert strict(package) == package


def test_equal_elements_are_equal_nodes_whatever_their_prefix() -> None:
    plain = Document(f'<font xmlns="{MAIN}"><b/><sz val="1" a="2"/></font>'.encode())
    prefixed = Document(
        f'<y:font xmlns:y="{strict(MAIN)}">\n <y:b/> <y:sz a="2" val="1"></y:sz></y:font>'.encode()
    )
    assert plain.root.node() == prefixed.root.node()
    assert hash(plain.root.node()) == hash(prefixed.root.node())


def test_a_node_is_written_with_the_names_of_its_new_place() -> None:
    place = Document(ODD).root
    node = Node("xf", ((f"{{{RELATIONS}}}id", "r1"),), (Node("{urn:x}y", (), (), "<"),))
    assert written(node, place) == (
        '<x:xf rel:id="r1"><ns0:y xmlns:ns0="urn:x">&lt;</ns0:y></x:xf>'
    )


TEXT = st.text(max_size=20)


@given(TEXT)
def test_any_text_survives_as_attribute_and_as_content(text: str) -> None:
    document = Document(b'<a k="1"><b/></a>')
    document.set(document.root, "k", text)
    document.set_text(document.root.children[0], text)
    shown = "".join(c if _is_allowed(c) else "\ufffd" for c in text)
    root = ET.fromstring(document.data())  # noqa: S314 - written just above
    assert root.get("k") == shown
    assert (root[0].text or "") == shown


def _is_allowed(character: str) -> bool:
    code = ord(character)
    return character in "\t\n\r" or (
        code >= 0x20 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    )


NAMES = st.sampled_from(["a", "b", "c"])
TREES = st.recursive(
    st.builds(Node, NAMES, st.just(()), st.just(()), st.sampled_from(["", "t"])),
    lambda inner: st.builds(
        Node, NAMES, st.just((("k", "1"),)), st.lists(inner).map(tuple), st.sampled_from(["", "t"])
    ),
    max_leaves=12,
)


@given(TREES, st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abrs")), max_size=6))
def test_edits_agree_with_an_ordinary_xml_library(tree: Node, edits: list[tuple[int, str]]) -> None:
    """Appending, adding before, removing and setting, at random places."""
    data = written(Node("root", (), (tree,)), Document(b"<x/>").root).encode()
    document, other = Document(data), ET.fromstring(data)  # noqa: S314 - written just above
    ours = [e for e in document.root.within() if e is not document.root]
    theirs = [e for e in other.iter() if e is not other]
    parents = {child: parent for parent in other.iter() for child in parent}
    gone: list[Element] = []
    for number, (at, edit) in enumerate(edits):
        element, same = ours[at % len(ours)], theirs[at % len(ours)]
        if any(each in gone for each in _line(element)):
            continue
        new = ET.Element(f"n{number}")
        if edit == "a":
            document.append(element, f"<n{number}/>")
            same.append(new)
        elif edit == "b":
            document.insert_before(element, f"<n{number}/>")
            siblings = parents[same]
            siblings.insert(list(siblings).index(same), new)
        elif edit == "s":
            document.set(element, "s", str(number))
            same.set("s", str(number))
        else:
            document.remove(element)
            parents[same].remove(same)
            gone.append(element)
    assert ET.canonicalize(document.data().decode()) == ET.canonicalize(
        ET.tostring(other, encoding="unicode")
    )


def _line(element: Element | None) -> Iterator[Element]:
    """An element and those around it."""
    while element is not None:
        yield element
        element = element.parent


def test_an_element_can_be_given_another_name() -> None:
    document = Document(b'<x:r xmlns:x="u"><x:a b="1" xmlns:y="v">t<x:c/></x:a></x:r>')
    [element] = document.root.children
    document.rename(element, "d")
    document.append(element, "<x:e/>")
    assert document.data() == b'<x:r xmlns:x="u"><x:d xmlns:y="v">t<x:c/><x:e/></x:d></x:r>'
