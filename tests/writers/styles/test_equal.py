"""What looks the same is known to be the same, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from igpm_sheets.ooxml.package import MAIN
from igpm_sheets.ooxml.xml import Document, Node
from igpm_sheets.writers.styles.equal import (
    Key,
    alignment_key,
    border_key,
    differential_key,
    fill_key,
    font_key,
    protection_key,
)
from igpm_sheets.writers.styles.number_formats import FIXED, alike, fixed_number, meaning


def node(xml: str) -> Node:
    return (
        Document(f'<styleSheet xmlns="{MAIN}">{xml}</styleSheet>'.encode()).root.children[0].node()
    )


def solid(*colours: str) -> str:
    return f'<fill><patternFill patternType="solid">{"".join(colours)}</patternFill></fill>'


def graded(attributes: str, stops: str) -> str:
    return f"<fill><gradientFill {attributes}>{stops}</gradientFill></fill>"


def changed(inner: str) -> str:
    return f"<dxf>{inner}</dxf>"


SAME: list[tuple[Callable[[Node], Key], str, str]] = [
    (font_key, '<font><b/><sz val="11"/></font>', '<font><sz val="11.0"/><b val="true"/></font>'),
    (font_key, "<font><i/></font>", '<font><b val="0"/><i val="1"/><u val="none"/></font>'),
    (font_key, "<font><u/></font>", '<font><u val="single"/></font>'),
    (
        font_key,
        '<font><color rgb="ff00aa00"/></font>',
        '<font><color rgb="FF00AA00"/><family val="2"/><charset val="1"/></font>',
    ),
    (font_key, "<font/>", '<font><color auto="1"/><scheme val="none"/></font>'),
    (font_key, '<font><color theme="1"/></font>', '<font><color theme="1" tint="0"/></font>'),
    (fill_key, "<fill/>", '<fill><patternFill patternType="none"><fgColor/></patternFill></fill>'),
    (fill_key, "<fill><patternFill/></fill>", '<fill><patternFill patternType="none"/></fill>'),
    (
        fill_key,
        solid('<fgColor rgb="FFABCDEF"/>', '<bgColor indexed="64"/>'),
        solid('<fgColor rgb="00abcdef"/>', '<bgColor rgb="FF123456"/>'),
    ),
    (
        fill_key,
        graded('degree="90"', '<stop position="0"><color rgb="FFABCDEF"/></stop>'),
        graded(
            'type="linear" degree="90.0"', '<stop position="0.0"><color rgb="ffabcdef"/></stop>'
        ),
    ),
    (border_key, "<border/>", '<border diagonalUp="0"><left/><right style="none"/></border>'),
    (
        border_key,
        '<border><left style="thin"><color auto="1"/></left></border>',
        '<border outline="1"><top/><start style="thin"><color indexed="64"/></start></border>',
    ),
    (
        alignment_key,
        '<alignment wrapText="1"/>',
        '<alignment horizontal="general" wrapText="true" indent="0" textRotation="0"/>',
    ),
    (protection_key, '<protection hidden="1"/>', '<protection locked="true" hidden="true"/>'),
    (
        differential_key,
        changed('<fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill>'),
        changed("<font/>" + solid('<fgColor rgb="FF000000"/>', '<bgColor rgb="ffffc7ce"/>')),
    ),
    (
        differential_key,
        changed('<font><b/><color rgb="FF00AA00"/></font>'),
        changed('<font><family val="2"/><b val="true"/><color rgb="FF00aa00"/></font><border/>'),
    ),
    (
        differential_key,
        changed('<numFmt numFmtId="164" formatCode="dd mmm"/>'),
        changed('<numFmt numFmtId="170" formatCode="dd\\ mmm"/>'),
    ),
    (
        differential_key,
        changed('<alignment wrapText="1"/><protection locked="0"/>'),
        changed('<alignment wrapText="true"/><protection locked="false"/>'),
    ),
]

DIFFERENT: list[tuple[Callable[[Node], Key], str, str]] = [
    (font_key, "<font><b/></font>", '<font><b val="false"/></font>'),
    (font_key, '<font><sz val="11"/></font>', '<font><sz val="10.5"/></font>'),
    (font_key, "<font><u/></font>", '<font><u val="double"/></font>'),
    (font_key, '<font><name val="A"/></font>', '<font><name val="B"/></font>'),
    (font_key, "<font/>", '<font><scheme val="minor"/></font>'),
    (font_key, '<font><color rgb="FF1E0000"/></font>', '<font><color rgb="FF000001"/></font>'),
    (font_key, '<font><color theme="1"/></font>', '<font><color theme="1" tint="0.5"/></font>'),
    (font_key, "<font/>", '<font><vertAlign val="superscript"/></font>'),
    (fill_key, solid('<fgColor rgb="FF000001"/>'), solid('<fgColor rgb="FF000002"/>')),
    (
        fill_key,
        '<fill><patternFill patternType="lightUp"><bgColor rgb="FF000001"/></patternFill></fill>',
        '<fill><patternFill patternType="lightUp"><bgColor rgb="FF000002"/></patternFill></fill>',
    ),
    (
        fill_key,
        graded("", '<stop position="0"/>'),
        graded("", '<stop position="1"/>'),
    ),
    (border_key, '<border><left style="thin"/></border>', '<border><top style="thin"/></border>'),
    (border_key, '<border><left style="thin"/></border>', '<border><left style="hair"/></border>'),
    (
        border_key,
        '<border diagonalUp="1"><diagonal style="thin"/></border>',
        '<border diagonalDown="1"><diagonal style="thin"/></border>',
    ),
    (alignment_key, '<alignment indent="1"/>', '<alignment indent="2"/>'),
    (protection_key, '<protection locked="0"/>', "<protection/>"),
    (differential_key, changed('<font><b val="0"/></font>'), changed("<font/>")),
    (
        differential_key,
        changed('<fill><patternFill patternType="none"/></fill>'),
        changed("<fill/>"),
    ),
    (
        differential_key,
        changed('<fill><patternFill><bgColor rgb="FF000001"/></patternFill></fill>'),
        changed('<fill><patternFill><bgColor rgb="FF000002"/></patternFill></fill>'),
    ),
    (
        differential_key,
        changed('<border><left style="thin"/></border>'),
        changed('<border><left style="none"/></border>'),
    ),
    (
        differential_key,
        changed('<numFmt numFmtId="14" formatCode="m/d/yyyy"/>'),
        changed('<numFmt numFmtId="164" formatCode="m/d/yyyy"/>'),
    ),
]


@pytest.mark.parametrize(("key", "one", "other"), SAME)
def test_the_same_look_has_the_same_key(key: Callable[[Node], Key], one: str, other: str) -> None:
    assert key(node(one)) == key(node(other))
    assert hash(key(node(one))) == hash(key(node(other)))


@pytest.mark.parametrize(("key", "one", "other"), DIFFERENT)
def test_another_look_has_another_key(key: Callable[[Node], Key], one: str, other: str) -> None:
    assert key(node(one)) != key(node(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dd mmm yyyy", r"dd\ mmm\ yyyy"),
        ("DD-MMM-YYYY", 'dd"-"mmm\\-yyyy'),
        ('"£"#,##0.00', "[$£-809]#,##0.00"),
        ('"£"#,##0.00', "£#,##0.00"),
        ("", "general"),
    ],
)
def test_codes_that_say_the_same_are_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.0", "0.00"),
        ('"d"', "d"),
        ("dd/mm/yyyy", r"dd\/mm\/yyyy"),
        ("[Red]0", "0"),
        ('0"X"', '0"x"'),
        ("[$-809]dd", "[$-407]dd"),
        ("_-0", "*-0"),
    ],
)
def test_codes_that_say_something_else_are_not_alike(one: str, other: str) -> None:
    assert alike(one) != alike(other)


def test_a_built_in_number_means_its_code_or_what_the_reader_is_used_to() -> None:
    assert meaning(2, {}) == alike("0.00") == alike(FIXED[2])
    assert meaning(14, {}) == 14
    assert meaning(164, {164: "0.00"}) == meaning(2, {})
    assert meaning(44, {44: "0.00"}) == meaning(2, {})
    assert meaning(3, {3: "#,##0"}) == alike("#,##0")


def test_a_built_in_number_that_is_given_another_meaning_means_nothing_sure() -> None:
    assert meaning(14, {14: "0.00%"}) is None
    assert meaning(9, {9: "0.0"}) is None


def test_only_codes_that_are_the_same_everywhere_have_a_fixed_number() -> None:
    assert [fixed_number(code) for code in ("general", "#,##0", "dd/mm/yyyy")] == [0, 3, None]
