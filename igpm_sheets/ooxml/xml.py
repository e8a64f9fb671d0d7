"""An XML part as a tree that knows where each element stands: an edit changes only itself.

Nothing is parsed and written anew: what is edited is cut out of the part's bytes and the new
text put in its place. Attributes keep their order and quotes, unknown elements their
prefixes, comments and line ends stay.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat  # it bounds entity expansion and fetches nothing

_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"

_START_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_ENCODING = re.compile(rb"""(<\?xml[^>]*?\sencoding\s*=\s*)("[^"]*"|'[^']*')""")
_TRUE = frozenset({"1", "true", "on"})
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# At one place of the text, what is put behind an element comes before what is put at the
# beginning of the next, and so on.
_AFTER, _PREPENDED, _BEFORE, _APPENDED, _INSTEAD, _NEW_TAG = range(6)


class NotXmlError(Exception):
    """Bytes that are no XML part of a package; its message says why, in plain words."""


def transitional(uri: str) -> str:
    """The usual name of a namespace or relationship type for one of a strict workbook.

    >>> transitional("http://purl.oclc.org/ooxml/spreadsheetml/main")
    'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    """
    if not uri.startswith(_STRICT):
        return uri
    area, _, rest = uri.removeprefix(_STRICT).partition("/")
    return f"{_TRANSITIONAL}{area}/2006/{rest}"


def strict(uri: str) -> str:
    """The name in a strict workbook for one of the usual namespaces or relationship types.

    >>> strict("http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet")
    'http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet'
    """
    area, year, rest = uri.removeprefix(_TRANSITIONAL).partition("/2006/")
    known = uri.startswith(_TRANSITIONAL) and year and area != "package"
    return f"{_STRICT}{area}/{rest}" if known else uri


def is_true(text: str | None) -> bool:
    """Whether an attribute says yes, in one of the ways to say it."""
    return text in _TRUE


class Node(NamedTuple):
    """An element as a value: it can be compared, hashed and written into any part.

    Elements and attributes of other namespaces than the part's own are named `{uri}name`;
    namespaces of strict workbooks go by their usual names, so that equal nodes are equal.
    """

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()
    text: str = ""

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of an attribute."""
        return next((value for key, value in self.attributes if key == name), default)

    def first(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def with_attributes(self, **changed: str | None) -> Node:
        """The node with some attributes set, or taken away where None is given."""
        attributes = {**dict(self.attributes), **changed}
        kept = sorted((name, value) for name, value in attributes.items() if value is not None)
        return self._replace(attributes=tuple(kept))


class Element:
    """An element of a document, with its place in the document's bytes."""

    __slots__ = (
        "attributes", "children", "end", "inner_end", "inner_start", "namespace", "parent",
        "prefix", "prefixes", "start", "tag", "text",
    )  # fmt: skip

    def __init__(
        self,
        tag: str,
        prefix: str,
        prefixes: dict[str, str],
        attributes: dict[str, str],
        parent: Element | None,
    ) -> None:
        self.tag = tag
        """The name without its prefix."""
        self.prefix = prefix
        self.prefixes = prefixes
        """The namespaces in scope by prefix; "" is the default."""
        self.namespace = transitional(prefixes.get(prefix, ""))
        self.attributes = attributes
        """By name; `{uri}name` where the name has a prefix."""
        self.parent = parent
        self.children: list[Element] = []
        self.text = ""
        """The characters directly within it."""
        self.start = self.inner_start = self.inner_end = self.end = 0

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as `<name/>`."""
        return self.inner_start == self.end

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of an attribute, by its name as in `attributes`."""
        return self.attributes.get(name, default)

    def first(self, *tags: str) -> Element | None:
        """The first child of one of these names, in the element's own namespace."""
        return next((child for child in self.children if child.is_one(*tags)), None)

    def all(self, *tags: str) -> list[Element]:
        """Its children of these names, in the element's own namespace."""
        return [child for child in self.children if child.is_one(*tags)]

    def is_one(self, *tags: str) -> bool:
        """Whether it has one of these names, and its parent's namespace."""
        same = self.parent is None or self.namespace == self.parent.namespace
        return same and self.tag in tags

    def within(self) -> Iterator[Element]:
        """The element and all within it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.within()

    def node(self) -> Node:
        """The element as a value, without the white space between its children."""
        return self._node(self._root().namespace)

    def _root(self) -> Element:
        element = self
        while element.parent is not None:
            element = element.parent
        return element

    def _node(self, main: str) -> Node:
        attributes = tuple(sorted(self.attributes.items()))
        children = tuple(child._node(main) for child in self.children)  # noqa: SLF001 - its own
        tag = self.tag if self.namespace == main else f"{{{self.namespace}}}{self.tag}"
        text = self.text if not children or self.text.strip() else ""
        return Node(tag, attributes, children, text)


class _Splice(NamedTuple):
    """Bytes from `start` to `end` that give way to a text; sorted as they go into the part."""

    start: int
    end: int
    rank: int
    number: int
    text: bytes


def _in_order(splice: _Splice) -> tuple[int, int, int]:
    return splice.start, splice.rank, splice.number


class Document:
    """An XML part.

    Raises:
        NotXmlError: if it is not well formed, or declares a document type, which no part of an
            Office package may.
    """

    def __init__(self, data: bytes) -> None:
        self._data = in_bytes_that_can_be_cut(data)
        self._came_as = data if self._data is not data else b""
        """The part in UTF-16, which goes back into it."""
        self._splices: list[_Splice] = []
        self._tags: dict[int, tuple[Element, dict[str, str | None]]] = {}
        self._filled: dict[int, list[tuple[int, int, bytes]]] = {}
        """What goes into elements written as `<name/>`, by the place of their tag."""
        self.root = _parsed(self._data)

    @property
    def changed(self) -> bool:
        """Whether anything was edited."""
        return bool(self._splices or self._tags)

    def append(self, parent: Element, xml: str) -> None:
        """Puts text behind the last child; several appended texts keep their order."""
        self._put_in(parent, parent.inner_end, _APPENDED, xml)

    def prepend(self, parent: Element, xml: str) -> None:
        """Puts text before the first child."""
        self._put_in(parent, parent.inner_start, _PREPENDED, xml)

    def insert_before(self, element: Element, xml: str) -> None:
        """Puts text before an element."""
        self._cut(element.start, element.start, _BEFORE, xml)

    def insert_after(self, element: Element, xml: str) -> None:
        """Puts text behind an element."""
        self._cut(element.end, element.end, _AFTER, xml)

    def replace(self, element: Element, xml: str) -> None:
        """Puts text in the place of an element; edits within it are void."""
        self._cut(element.start, element.end, _INSTEAD, xml)

    def remove(self, element: Element) -> None:
        """Takes an element away."""
        self.replace(element, "")

    def set(self, element: Element, name: str, value: str | None) -> None:
        """Gives an attribute a value, named as it is written (`r:id`); None takes it away."""
        self._tags.setdefault(element.start, (element, {}))[1][name] = value
        prefix, _, local = name.rpartition(":")
        key = f"{{{transitional(element.prefixes.get(prefix, ''))}}}{local}" if prefix else name
        element.attributes.pop(key, None)
        if value is not None:
            element.attributes[key] = value

    def set_text(self, element: Element, text: str) -> None:
        """Replaces all that stands within an element by text."""
        if element.is_empty_tag:
            self.append(element, escaped(text))
        else:
            self._cut(element.inner_start, element.inner_end, _INSTEAD, escaped(text))
        element.text = text

    def rename(self, element: Element, tag: str) -> None:
        """Gives an element that is no empty tag another name, and takes its attributes away."""
        declared = [
            found[0].decode("utf-8", "replace")
            for found in _ATTRIBUTE.finditer(self._data[element.start : element.inner_start])
            if found[1].startswith(b"xmlns")
        ]
        name = f"{element.prefix}:{tag}" if element.prefix else tag
        self._cut(element.start, element.inner_start, _INSTEAD, f"<{name}{''.join(declared)}>")
        self._cut(element.inner_end, element.end, _INSTEAD, f"</{name}>")

    def data(self) -> bytes:
        """The part with all edits."""
        pieces: list[bytes] = []
        at = 0
        tags = (self._new_tag(element, changes) for element, changes in self._tags.values())
        for splice in sorted([*self._splices, *tags], key=_in_order):
            if splice.start < at:  # within something that was replaced
                continue
            pieces += [self._data[at : splice.start], splice.text]
            at = splice.end
        edited = b"".join([*pieces, self._data[at:]])
        return _in_utf_16(edited, self._came_as) if self._came_as else edited

    def _cut(self, start: int, end: int, rank: int, xml: str) -> None:
        text = _as_references(xml)
        self._splices.append(_Splice(start, end, rank, len(self._splices), text))

    def _put_in(self, parent: Element, at: int, rank: int, xml: str) -> None:
        if not parent.is_empty_tag:
            self._cut(at, at, rank, xml)
            return
        self._tags.setdefault(parent.start, (parent, {}))
        inside = self._filled.setdefault(parent.start, [])
        inside.append((rank, len(inside), _as_references(xml)))

    def _new_tag(self, element: Element, changes: dict[str, str | None]) -> _Splice:
        """The start tag with its changed attributes, opened where something goes in."""
        tag = _with_attributes(self._data[element.start : element.inner_start], changes)
        inside = sorted(self._filled.get(element.start, ()))
        if inside:
            name = tag[1:].split(None, 1)[0].split(b"/", 1)[0]
            content = b"".join(text for _, _, text in inside)
            tag = b"%s>%s</%s>" % (tag[:-2].rstrip(), content, name)
        return _Splice(element.start, element.inner_start, _NEW_TAG, 0, tag)


def child_name(parent: Element, tag: str) -> str:
    """How a child of the parent's own namespace is written there: `sheet` or `x:sheet`."""
    return f"{parent.prefix}:{tag}" if parent.prefix else tag


def foreign_name(element: Element, uri: str, name: str) -> str | None:
    """How an attribute of another namespace is written within an element, such as `r:id`.

    None where no prefix stands for the namespace there.
    """
    for prefix, bound in element.prefixes.items():
        if prefix and transitional(bound) == transitional(uri):
            return f"{prefix}:{name}"
    return None


def written(node: Node, like: Element, *, is_strict: bool = False) -> str:
    """A node as XML, for a place where the namespaces of the element `like` are in scope.

    Plain names are taken to be of the namespace of `like`. Namespaces that have no prefix
    there are declared where they are used.
    """
    return _written(node, like, is_strict, {})


def _written(node: Node, like: Element, is_strict: bool, declared: dict[str, str]) -> str:  # noqa: FBT001
    new: dict[str, str] = {}

    def name_of(key: str, *, attribute: bool) -> str:
        if not key.startswith("{"):
            return key if attribute else child_name(like, key)
        uri, _, local = key[1:].partition("}")
        if uri == _XML_NAMESPACE:
            return f"xml:{local}"
        known = foreign_name(like, uri, local)
        if known is not None:
            return known
        if uri not in declared and uri not in new:
            new[uri] = f"ns{len(declared) + len(new)}"
        return f"{declared.get(uri) or new[uri]}:{local}"

    tag = name_of(node.tag, attribute=False)
    attributes = [
        f' {name_of(key, attribute=True)}="{escaped(value)}"' for key, value in node.attributes
    ]
    attributes += [
        f' xmlns:{prefix}="{escaped(strict(uri) if is_strict else uri)}"'
        for uri, prefix in new.items()
    ]
    within = {**declared, **new}
    inner = escaped(node.text) + "".join(
        _written(child, like, is_strict, within) for child in node.children
    )
    start = f"<{tag}{''.join(attributes)}"
    return f"{start}>{inner}</{tag}>" if inner else f"{start}/>"


def escaped(text: str) -> str:
    r"""Text as it stands in an element or an attribute; what XML cannot hold becomes `�`.

    Letters beyond ASCII become references, so that it fits a part in any encoding.

    >>> escaped('5 < "6" & é\n')
    '5 &lt; &quot;6&quot; &amp; &#233;&#10;'
    """
    if _NOT_ALLOWED.search(text):
        text = _NOT_ALLOWED.sub("\ufffd", text)
    for character, reference in _REFERENCES:
        if character in text:
            text = text.replace(character, reference)
    return text if text.isascii() else _as_references(text).decode("ascii")


_REFERENCES = (
    ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"),
    ("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;"),
)  # fmt: skip


def _as_references(xml: str) -> bytes:
    return xml.encode("ascii", "xmlcharrefreplace")


def _with_attributes(tag: bytes, changes: dict[str, str | None]) -> bytes:
    """A start tag with some attributes changed, added or taken away; the others as they were."""
    for name, value in changes.items():
        found = next((m for m in _ATTRIBUTE.finditer(tag) if m[1] == name.encode()), None)
        new = b"" if value is None else b' %s="%s"' % (name.encode(), escaped(value).encode())
        if found is not None:
            tag = tag[: found.start()] + new + tag[found.end() :]
        elif new:
            end = len(tag) - (2 if tag.endswith(b"/>") else 1)
            tag = tag[:end].rstrip() + new + tag[end:]
    return tag


def in_bytes_that_can_be_cut(data: bytes) -> bytes:
    """The part as it came, or in UTF-8 where two bytes make a letter."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        text = data.decode("utf-16").encode("utf-8")
    except UnicodeDecodeError as error:
        raise NotXmlError("its letters are not those of its encoding (UTF-16)") from error
    return _ENCODING.sub(rb'\1"UTF-8"', text, count=1)


def _in_utf_16(data: bytes, like: bytes) -> bytes:
    """A part in UTF-8 as it is in UTF-16, with the byte order and the declaration of `like`."""
    codec = "utf-16-le" if like.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    declared = _ENCODING.search(like.decode(codec, "replace").encode())
    if declared:
        data = _ENCODING.sub(lambda _: declared[0], data, count=1)
    return like[:2] + data.decode().encode(codec)


def _parsed(data: bytes) -> Element:
    """The tree of a part."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    roots: list[Element] = []
    open_: list[Element] = []

    def start(name: str, listed: list[str]) -> None:
        element = _element(name, listed, open_[-1] if open_ else None)
        element.start = parser.CurrentByteIndex
        found = _START_TAG.match(data, element.start)
        if found is None:
            raise NotXmlError("a tag of it cannot be found again")
        element.inner_start = found.end()
        (element.parent.children if element.parent else roots).append(element)
        open_.append(element)

    def end(_: str) -> None:
        element = open_.pop()
        if data[element.inner_start - 2 : element.inner_start] == b"/>":
            element.inner_end = element.end = element.inner_start
        else:
            element.inner_end = parser.CurrentByteIndex
            element.end = data.index(b">", element.inner_end) + 1

    def characters(text: str) -> None:
        open_[-1].text += text

    def refuse(*_: object) -> None:
        raise NotXmlError("it declares a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - positional only
    except expat.ExpatError as error:
        raise NotXmlError(str(error)) from error
    return roots[0]


def _element(name: str, listed: list[str], parent: Element | None) -> Element:
    """An element of a tag as it is written: its name, and names and values in turn."""
    prefixes = parent.prefixes if parent else {"": "", "xml": _XML_NAMESPACE}
    pairs = list(zip(listed[::2], listed[1::2], strict=True))
    declared = {key.partition(":")[2]: uri for key, uri in pairs if key.startswith("xmlns")}
    if declared:
        prefixes = {**prefixes, **declared}
    attributes: dict[str, str] = {}
    for key, value in pairs:
        prefix, _, local = key.rpartition(":")
        if key == "xmlns" or prefix == "xmlns":
            continue
        uri = transitional(prefixes.get(prefix, "")) if prefix else ""
        attributes[f"{{{uri}}}{local}" if prefix else key] = value
    prefix, _, tag = name.rpartition(":")
    return Element(tag, prefix, prefixes, attributes, parent)
