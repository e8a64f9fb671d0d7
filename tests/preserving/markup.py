"""XML with every character kept: a tree in which each element is also the text it was written as.

Two versions of a part can so be compared for what a person who opened them in an editor would
see, quotes, entities, comments and white space included.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>"
    r"|<!DOCTYPE(?:[^<>\[\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>"
    r"|<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>|[^<]+",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=<>/\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_TAG = re.compile(r"<([^\s/>]+)")
_DECLARED = re.compile(rb"^<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_XML = "http://www.w3.org/XML/1998/namespace"


class NotXml(Exception):  # noqa: N818 - it says what the bytes are
    """The bytes are no well-formed XML."""


@dataclass(slots=True)
class Element:
    """An element of a document: what it is, and the text it stands for."""

    source: str = field(repr=False)
    start: str
    """The start tag as it was written."""
    name: str
    """The name without its prefix."""
    namespace: str
    prefixes: Mapping[str, str] = field(repr=False)
    """The namespaces in force, by prefix."""
    begin: int
    end: int = 0
    content: list[Element | str] = field(default_factory=list, repr=False)
    """Elements, and whatever stands between them as it was written."""
    _attributes: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def attributes(self) -> Mapping[str, str]:
        """Values by name; a name with a prefix is `{namespace}name`."""
        if self._attributes is None:
            self._attributes = {
                _expanded(name, self.prefixes): _value(quoted)
                for name, quoted in _ATTRIBUTE.findall(self.start)
                if name != "xmlns" and not name.startswith("xmlns:")
            }
        return self._attributes

    @property
    def written(self) -> str:
        """The whole element as it was written."""
        return self.source[self.begin : self.end]

    @property
    def tag(self) -> str:
        """The name as it was written, prefix included."""
        return _tag(self.start)

    @property
    def text(self) -> str:
        """The text directly within, comments left out."""
        return "".join(_plain(piece) for piece in self.content if isinstance(piece, str))

    @property
    def elements(self) -> list[Element]:
        """The elements directly within."""
        return [each for each in self.content if isinstance(each, Element)]

    def all(self, *names: str) -> list[Element]:
        """The elements directly within that have one of the names, whatever their prefix."""
        return [each for each in self.elements if each.name in names]

    def first(self, name: str) -> Element | None:
        """The first element directly within of a name."""
        return next(iter(self.all(name)), None)

    def within(self, *names: str) -> Iterator[Element]:
        """Every element at any depth that has one of the names."""
        for each in self.elements:
            if each.name in names:
                yield each
            yield from each.within(*names)

    def get(self, name: str, default: str = "") -> str:
        """An attribute without a prefix."""
        return self.attributes.get(name, default)

    def relation(self) -> str:
        """The relationship id in `r:id`, whichever dialect the prefix stands for."""
        for name, value in self.attributes.items():
            if name.endswith("/relationships}id"):
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its root and what stands before and after it."""

    before: str
    root: Element
    after: str


def decoded(data: bytes) -> str:
    """The bytes of a document as text, without a byte order mark."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name).removeprefix("\ufeff")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le")
    if data[:1] == b"\0":
        return data.decode("utf-16-be")
    declared = _DECLARED.match(data)
    return data.decode(declared[1].decode("ascii") if declared else "utf-8")


def parsed(data: bytes) -> Document:
    """A document as a tree.

    Raises:
        NotXml: the bytes are not well-formed.
    """
    try:
        expat.ParserCreate().Parse(data, True)
        source = decoded(data)
    except (expat.ExpatError, UnicodeDecodeError, LookupError) as error:
        raise NotXml(str(error)) from None
    return _Builder(source).document()


class _Builder:
    """Puts the tokens of well-formed XML together."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.open: list[Element] = []
        self.scopes: list[Mapping[str, str]] = [{"xml": _XML}]
        self.outside: list[list[str]] = [[], []]
        self.root: Element | None = None

    def document(self) -> Document:
        for token in _TOKEN.finditer(self.source):
            written = token[0]
            if written.startswith("</"):
                self.close(token.end())
            elif written.startswith("<") and written[1] not in "!?":
                self.start(written, token)
            elif self.open:
                self.open[-1].content.append(written)
            else:
                self.outside[self.root is not None].append(written)
        if self.root is None or self.open:
            raise NotXml("the tags do not match")
        before, after = map("".join, self.outside)
        return Document(before, self.root, after)

    def start(self, written: str, token: re.Match[str]) -> None:
        scope = self.scopes[-1]
        if "xmlns" in written:
            scope = {**scope, **_declared(written)}
        prefix, _, name = _tag(written).rpartition(":")
        namespace = scope.get(prefix, "")
        made = Element(self.source, written, name, namespace, scope, token.start(), token.end())
        if self.open:
            self.open[-1].content.append(made)
        else:
            self.root = made
        if not written.endswith("/>"):
            self.open.append(made)
            self.scopes.append(scope)

    def close(self, end: int) -> None:
        self.open.pop().end = end
        self.scopes.pop()


def _tag(start: str) -> str:
    found = _TAG.match(start)
    assert found
    return found[1]


def _declared(start: str) -> dict[str, str]:
    """The namespaces that a start tag declares, by prefix."""
    return {
        name.partition(":")[2]: _value(quoted)
        for name, quoted in _ATTRIBUTE.findall(start)
        if name == "xmlns" or name.startswith("xmlns:")
    }


def _expanded(name: str, scope: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{scope.get(prefix, '')}}}{local}" if prefix else local


def _value(quoted: str) -> str:
    """The value of an attribute: references resolved, line ends and tabs as spaces."""
    return html.unescape(re.sub(r"[\t\r\n]", " ", quoted[1:-1])) if quoted else ""


def _plain(piece: str) -> str:
    if piece.startswith("<![CDATA["):
        return piece[9:-3]
    return "" if piece.startswith("<") else html.unescape(piece)


def start_without(element: Element, *names: str) -> str:
    """A start tag as it was written, less some attributes and whether it is empty."""
    written = element.start
    for name in names:
        written = re.sub(rf"\s+{name}\s*=\s*(\"[^\"]*\"|'[^']*')", "", written)
    return re.sub(r"\s*/?>$", "", written)
