"""A template's styles come out the same in any workbook, and are added to it only once."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import MAIN, Package
from igpm_sheets.ooxml.xml import Document, Element, Node, strict
from igpm_sheets.problems import CellRef
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.styles import sheet as style_sheet
from igpm_sheets.writers.styles.carried import CellStyle, TargetStyles, TemplateStyles
from igpm_sheets.writers.styles.sheet import ENTRIES
from tests.writers.styled import (
    COMPATIBILITY,
    FILLS,
    PLAIN,
    SHEET,
    STYLES,
    again,
    package,
    styles,
    theme,
)

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

TEMPLATE = styles(
    numFmts='<numFmt numFmtId="164" formatCode="dd mmm yyyy"/>'
    '<numFmt numFmtId="165" formatCode="&quot;£&quot;#,##0.00"/>',
    fonts='<font><sz val="10"/><color theme="1"/><name val="Aptos"/><family val="2"/>'
    '<scheme val="minor"/></font>'
    '<font><b/><sz val="12"/><color theme="4" tint="-0.249977111117893"/><name val="Arial"/></font>'
    '<font><u/><sz val="10"/><color indexed="12"/><name val="Arial"/></font>',
    fills=f'{FILLS}<fill><patternFill patternType="solid"><fgColor theme="4"'
    ' tint="0.79998168889431442"/><bgColor indexed="64"/></patternFill></fill>',
    borders="<border><left/><right/><top/><bottom/><diagonal/></border>"
    '<border><left style="thin"><color theme="0" tint="-0.249977111117893"/></left><right/>'
    '<top/><bottom style="medium"><color auto="1"/></bottom><diagonal/></border>',
    cellStyleXfs='<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0"/>',
    cellXfs='<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="1" xfId="0"><protection locked="0"/></xf>'
    '<xf numFmtId="14" fontId="2" fillId="0" borderId="0" xfId="0"><alignment/></xf>'
    '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>',
    dxfs='<dxf><font><b/><color theme="5"/></font><fill><patternFill><bgColor theme="5"'
    ' tint="0.79998168889431442"/></patternFill></fill></dxf>'
    '<dxf><font><scheme val="minor"/></font><numFmt numFmtId="164" formatCode="0.0%"/></dxf>',
)
EVERY = range(6)
DXFS = range(2)


@pytest.fixture(scope="module")
def template() -> TemplateStyles:
    return TemplateStyles(package(TEMPLATE))


def taken(target: Package, template: TemplateStyles) -> tuple[list[int], list[int]]:
    """The numbers that all styles of the template have in a workbook."""
    styles_of = TargetStyles(target)
    cells = [styles_of.cell(template.cell(number)) for number in EVERY]
    return cells, [styles_of.differential(template.differential(number)) for number in DXFS]


def root(target: Package, part: str = STYLES) -> Element:
    return Document(target.read(part)).root


def listed(target: Package, name: str) -> list[Element]:
    found = root(target).first(name)
    return found.children if found else []


def values(node: Node) -> dict[str, str | None]:
    return {child.tag: child.get("val") for child in node.children}


# The template's side


def test_colours_and_typefaces_no_longer_depend_on_the_theme(template: TemplateStyles) -> None:
    heading = template.cell(1)
    assert heading.font.first("color") == Node("color", (("rgb", "FF366092"),))
    fill = heading.fill.children[0]
    assert [child.attributes for child in fill.children] == [
        (("rgb", "FFDCE6F1"),), (("indexed", "64"),),
    ]  # fmt: skip
    assert heading.border.children[0].children == (Node("color", (("rgb", "FFBFBFBF"),)),)
    assert heading.border.children[3].children == (Node("color", (("auto", "1"),)),)
    plain = template.cell(0).font
    assert values(plain) == {"sz": "10", "color": None, "name": "Calibri", "family": "2"}
    assert plain.first("color") == Node("color", (("rgb", "FF000000"),))


def test_the_order_within_a_font_stays(template: TemplateStyles) -> None:
    assert [child.tag for child in template.cell(1).font.children] == ["b", "sz", "color", "name"]


def test_another_theme_gives_other_colours_and_typefaces() -> None:
    part = theme(
        '<a:accent1><a:srgbClr val="808080"/></a:accent1>',
        '<a:minorFont><a:latin typeface="Verdana"/></a:minorFont>',
    )
    read = TemplateStyles(package(TEMPLATE, theme_part=part))
    assert values(read.cell(0).font)["name"] == "Verdana"
    assert read.cell(1).font.first("color") == Node("color", (("rgb", "FF606060"),))


def test_a_conditional_style_is_made_free_of_the_theme_too(template: TemplateStyles) -> None:
    first, second = (template.differential(number) for number in DXFS)
    colours = [node for part in first.children for node in part.children][1:]
    assert colours[0] == Node("color", (("rgb", "FFC0504D"),))
    assert colours[1].children == (Node("bgColor", (("rgb", "FFF2DCDB"),)),)
    assert second.children[0] == Node("font", (), (Node("name", (("val", "Calibri"),)),))


def test_the_templates_own_palette_counts() -> None:
    palette = "<indexedColors>" + '<rgbColor rgb="00010203"/>' * 64 + "</indexedColors>"
    read = TemplateStyles(
        package(TEMPLATE.replace("</styleSheet>", f"<colors>{palette}</colors></styleSheet>"))
    )
    assert read.cell(4).font.first("color") == Node("color", (("rgb", "FF010203"),))
    node = Node("tabColor", (("indexed", "5"),))
    assert read.resolved(node) == Node("tabColor", (("rgb", "FF010203"),))


def test_number_formats_are_codes_but_for_those_that_countries_decide(
    template: TemplateStyles,
) -> None:
    formats = [(template.cell(n).number_format, template.cell(n).built_in) for n in EVERY]
    assert formats == [
        ("General", None), ("General", None), ("dd mmm yyyy", None), ('"£"#,##0.00', None),
        ("dd/mm/yyyy", 14), ("0.00", None),
    ]  # fmt: skip


def test_alignment_and_protection_are_there_where_they_say_something(
    template: TemplateStyles,
) -> None:
    wrapped = Node("alignment", (("vertical", "top"), ("wrapText", "1")))
    assert [template.cell(number).alignment for number in EVERY] == [
        None, wrapped, None, None, None, None,
    ]  # fmt: skip
    assert template.cell(3).protection == Node("protection", (("locked", "0"),))


def test_a_number_without_a_style_is_taken_for_the_first(template: TemplateStyles) -> None:
    assert template.cell(99) == template.cell(-1) == template.cell(0)
    assert template.differential(99) == Node("dxf")


def test_a_template_without_styles_has_the_usual_one() -> None:
    assert TemplateStyles(package(None, related=False)).cell(0) == CellStyle()


def test_equal_styles_of_a_template_are_equal() -> None:
    twice = styles(
        cellXfs='<xf numFmtId="1" fontId="0" fillId="0" borderId="0"/>'
        '<xf applyFont="1" numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    )
    read = TemplateStyles(package(twice))
    assert read.cell(0) == read.cell(1)
    assert len({read.cell(0), read.cell(1)}) == 1


def test_what_only_one_version_of_excel_knows_stays_behind() -> None:
    odd = styles(
        dxfs='<dxf><fill><patternFill/></fill><extLst><ext uri="{1}"/></extLst></dxf>',
        fonts='<font xmlns:o="urn:other" o:what="1"><sz val="9"/><o:new/></font>',
    )
    read = TemplateStyles(package(odd))
    assert read.differential(0).children == (Node("fill", (), (Node("patternFill"),)),)
    assert read.cell(0).font == Node("font", (), (Node("sz", (("val", "9"),)),))


# The workbook's side


def test_styles_are_appended_and_all_else_stays_byte_for_byte(template: TemplateStyles) -> None:
    before = styles()
    target = package(before)
    cells, differentials = taken(target, template)
    assert cells == [1, 2, 3, 4, 5, 6]
    assert differentials == [0, 1]
    after = target.read(STYLES).decode()
    edited = "|".join(name for name in PLAIN if name in ENTRIES and name != "cellStyleXfs")
    list_of = re.compile(rf"<({edited})(?: count=\"\d+\")?(?:/>|>(.*?)</\1>)")
    assert list_of.sub(r"<\1/>", after) == list_of.sub(r"<\1/>", before)
    for (name, old), (same, new) in zip(
        list_of.findall(before), list_of.findall(after), strict=True
    ):
        assert name == same
        assert new.startswith(old)
        assert len(new) > len(old)


def test_counts_are_true_whatever_they_were_before(template: TemplateStyles) -> None:
    wrong = (
        styles().replace("<fonts>", '<fonts count="7">').replace("<cellXfs>", "<cellXfs count='x'>")
    )
    target = package(wrong)
    taken(target, template)
    for name in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"):
        found = root(target).first(name)
        assert found is not None
        assert found.get("count") == str(len(found.children)), name
    untouched = root(target).first("cellStyleXfs")
    assert untouched is not None
    assert untouched.get("count") is None


def test_what_was_appended_looks_as_in_the_template(template: TemplateStyles) -> None:
    target = package(styles())
    cells, differentials = taken(target, template)
    read = TemplateStyles(again(target))
    assert [read.cell(number) for number in cells] == [template.cell(number) for number in EVERY]
    there = [read.differential(number) for number in differentials]
    assert there[0] == template.differential(0)
    assert there[1].children[0] == template.differential(1).children[0]


def test_new_cell_styles_are_normal_and_apply_all_they_say(template: TemplateStyles) -> None:
    target = package(styles())
    cells, _ = taken(target, template)
    xf = listed(target, "cellXfs")[cells[1]]
    assert xf.get("xfId") == "0"
    assert {value for name, value in xf.attributes.items() if name.startswith("apply")} == {"1"}
    assert xf.get("quotePrefix") is None


def test_a_second_run_changes_nothing(template: TemplateStyles) -> None:
    target = package(styles())
    first = taken(target, template)
    second = again(target)
    assert taken(second, template) == first
    assert second.changed == []


def test_what_is_asked_for_twice_is_appended_once(template: TemplateStyles) -> None:
    target = package(styles())
    styles_of = TargetStyles(target)
    assert styles_of.cell(template.cell(1)) == styles_of.cell(template.cell(1)) == 1
    same = template.differential(0)
    assert styles_of.differential(same) == styles_of.differential(same) == 0
    assert len(listed(target, "cellXfs")) == 2


def test_two_who_ask_one_after_the_other_agree(template: TemplateStyles) -> None:
    target = package(styles("dxfs"))
    first = taken(target, template)
    assert taken(target, template) == first
    assert taken(again(target), template) == first


def test_nothing_changes_where_all_is_there() -> None:
    target = package(None, related=False)
    assert TargetStyles(target).cell(CellStyle()) == 0
    assert target.changed == []


RESAVED = styles(
    numFmts='<numFmt formatCode="dd\\ mmm\\ yyyy" numFmtId="170"/>',
    fonts='<font><sz val="11"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>'
    '<font><b val="1"/><i val="0"/><sz val="12.0"/><color rgb="ff366092"/><name val="Arial"/>'
    '<charset val="1"/></font>',
    fills=f'{FILLS}<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/>'
    '<bgColor rgb="FF99CCFF"/></patternFill></fill>',
    borders="<border/>"
    '<border diagonalUp="false" diagonalDown="false"><left style="thin"><color rgb="FFBFBFBF"/>'
    '</left><right/><top/><bottom style="medium"><color auto="true"/></bottom></border>',
    cellXfs='<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf xfId="0" borderId="1" fillId="2" fontId="1" numFmtId="0" applyFont="true"'
    ' applyBorder="true" applyAlignment="true" applyProtection="false">'
    '<alignment horizontal="general" vertical="top" wrapText="true" indent="0"/>'
    '<protection locked="true" hidden="false"/></xf>',
)


def test_a_style_is_found_however_it_is_written(template: TemplateStyles) -> None:
    target = package(RESAVED)
    assert TargetStyles(target).cell(template.cell(1)) == 1
    assert target.changed == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('xfId="0" borderId="1"', 'xfId="1" borderId="1"'),
        ('xfId="0" borderId="1"', 'xfId="0" quotePrefix="1" borderId="1"'),
        ('xfId="0" borderId="1"', 'xfId="0" pivotButton="true" borderId="1"'),
        ('xfId="0" borderId="1"', 'xfId="0" borderId="9"'),
        ('xfId="0" borderId="1"', 'xfId="0" borderId="one"'),
        ('applyFont="true"', 'applyFont="false"'),
        ('applyAlignment="true"', 'applyAlignment="0"'),
        ('locked="true"', 'locked="false"'),
        ("<alignment ", '<extLst><ext uri="{1}"/></extLst><alignment '),
        ('<sz val="12.0"/>', '<sz val="12.5"/>'),
    ],
)
def test_a_style_that_does_more_or_is_not_clear_is_not_reused(
    template: TemplateStyles, old: str, new: str
) -> None:
    assert old in RESAVED
    target = package(RESAVED.replace(old, new))
    assert TargetStyles(target).cell(template.cell(1)) == 2


def test_what_is_not_applied_but_equal_to_normal_is_clear() -> None:
    target = package(styles(cellXfs='<xf numFmtId="2"/><xf xfId="0" applyFont="0" applyFill="0"/>'))
    font = listed(target, "fonts")[0].node()
    assert TargetStyles(target).cell(CellStyle(font)) == 1


def test_the_first_two_fills_are_what_excel_takes_them_for() -> None:
    red = '<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill>'
    target = package(styles(fills=red * 2))
    colour = Node("fgColor", (("rgb", "FFFF0000"),))
    fill = Node("fill", (), (Node("patternFill", (("patternType", "solid"),), (colour,)),))
    number = TargetStyles(target).cell(CellStyle(fill=fill))
    assert listed(target, "cellXfs")[number].get("fillId") == "2"


# Number formats


def format_of(target: Package, style: CellStyle) -> str:
    number = TargetStyles(target).cell(style)
    return listed(target, "cellXfs")[number].get("numFmtId") or ""


OWN = CellStyle(number_format='0.0" m"')


def test_a_number_format_is_reused_where_its_code_is_there() -> None:
    target = package(styles(numFmts='<numFmt numFmtId="177" formatCode="0.0&quot; &quot;\\m"/>'))
    assert format_of(target, OWN) == "177"
    assert len(listed(target, "numFmts")) == 1


def test_a_new_number_format_takes_a_number_that_nobody_uses() -> None:
    target = package(
        styles(
            numFmts='<numFmt numFmtId="164" formatCode="0.000"/>',
            cellStyleXfs='<xf numFmtId="165"/>',
            cellXfs='<xf numFmtId="166"/>',
            dxfs='<dxf><numFmt numFmtId="167" formatCode="0.0000"/></dxf>',
        )
    )
    assert format_of(target, OWN) == "168"
    assert listed(target, "numFmts")[1].get("formatCode") == '0.0" m"'


@pytest.mark.parametrize(("code", "number"), [("General", "0"), ("0.00", "2"), ("@", "49")])
def test_a_code_that_is_the_same_everywhere_takes_its_built_in_number(
    code: str, number: str
) -> None:
    target = package(styles("numFmts"))
    assert format_of(target, CellStyle(number_format=code)) == number
    assert root(target).first("numFmts") is None


def test_a_days_format_stays_the_readers_own() -> None:
    style = CellStyle(number_format="dd/mm/yyyy", built_in=14)
    assert format_of(package(styles()), style) == "14"
    odd = package(styles(numFmts='<numFmt numFmtId="14" formatCode="0.00%"/>'))
    assert format_of(odd, style) == "164"
    assert listed(odd, "numFmts")[1].get("formatCode") == "dd/mm/yyyy"


def test_a_built_in_number_with_another_meaning_is_not_reused() -> None:
    target = package(styles(numFmts='<numFmt numFmtId="9" formatCode="0.0"/>'))
    assert format_of(target, CellStyle(number_format="0%")) == "164"


def test_a_conditional_styles_number_format_shares_the_workbooks_numbers() -> None:
    target = package(styles(numFmts='<numFmt numFmtId="164" formatCode="0.000"/>'))
    styles_of = TargetStyles(target)
    number_format = Node("numFmt", (("formatCode", '0.0" m"'), ("numFmtId", "164")))
    styles_of.differential(Node("dxf", (), (number_format,)))
    inline = listed(target, "dxfs")[0].children[0]
    assert (inline.get("numFmtId"), inline.get("formatCode")) == ("165", '0.0" m"')
    number = styles_of.cell(OWN)
    xf = listed(target, "cellXfs")[number]
    assert xf.get("numFmtId") == "165"
    assert listed(target, "numFmts")[1].get("numFmtId") == "165"


# Workbooks as other programs write them


def test_lists_that_are_missing_come_in_the_order_of_the_format(template: TemplateStyles) -> None:
    bare = f'<styleSheet xmlns="{MAIN}"><cellStyles/><tableStyles count="0"/></styleSheet>'
    target = package(bare)
    cells, _ = taken(target, template)
    assert [child.tag for child in root(target).children] == [
        "numFmts", "fonts", "fills", "borders", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    ]  # fmt: skip
    # Number 0 of each stays what is usual, and without named styles none is named.
    assert cells[0] == 1
    assert [fill.node() for fill in listed(target, "fills")[:2]] == list(style_sheet.FIRST["fills"])
    assert all(xf.get("xfId") is None for xf in listed(target, "cellXfs"))
    read = TemplateStyles(again(target))
    assert [read.cell(number) for number in cells] == [template.cell(number) for number in EVERY]
    assert taken(again(target), template)[0] == cells


def test_an_empty_part_of_styles_is_filled(template: TemplateStyles) -> None:
    target = package(f'<styleSheet xmlns="{MAIN}"/>')
    cells, differentials = taken(target, template)
    assert taken(again(target), template) == (cells, differentials)


@pytest.mark.parametrize("related", [True, False])
def test_a_workbook_without_styles_gets_some(template: TemplateStyles, *, related: bool) -> None:
    target = package(None, related=related)
    cells, differentials = taken(target, template)
    reread = again(target)
    assert reread.related(reread.workbook, "styles") == STYLES
    assert len(reread.relationships(reread.workbook).of_kind("styles")) == 1
    assert reread.content_type(STYLES).endswith("spreadsheetml.styles+xml")
    assert [child.tag for child in root(reread).children] == [
        "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    ]  # fmt: skip
    assert taken(reread, template) == (cells, differentials)
    assert reread.changed == []


def test_the_font_of_a_new_workbook_may_be_the_templates(template: TemplateStyles) -> None:
    target = package(None, related=False)
    TargetStyles(target, font=template.font).cell(template.cell(1))
    assert listed(target, "fonts")[0].node() == template.cell(0).font


def prefixed(part: str) -> str:
    return re.sub(r"<(/?)(?=\w)", r"<\1x:", part).replace("xmlns=", "xmlns:x=")


WAYS: dict[str, Callable[[str], str | bytes]] = {
    "with a prefix": prefixed,
    "in two bytes a letter": lambda part: f'<?xml version="1.0" encoding="UTF-16"?>{part}'.encode(
        "utf-16"
    ),
    "with a mark and line ends": lambda part: (
        b"\xef\xbb\xbf" + part.replace("><", ">\r\n<").encode()
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_other_ways_to_write_the_part_come_to_the_same(template: TemplateStyles, way: str) -> None:
    target = package(WAYS[way](styles("numFmts")))
    wanted = taken(package(styles("numFmts")), template)
    assert taken(target, template) == wanted
    reread = again(target)
    assert {child.namespace for child in root(reread).within()} == {MAIN}
    assert taken(reread, template) == wanted
    assert reread.changed == []


def test_a_strict_workbook_stays_strict(template: TemplateStyles) -> None:
    target = package(styles("dxfs").replace(MAIN, strict(MAIN)), is_strict=True)
    cells, _ = taken(target, template)
    assert MAIN.encode() not in target.read(STYLES)
    assert TemplateStyles(again(target)).cell(cells[1]) == template.cell(1)


def test_a_strict_workbook_without_styles_gets_strict_ones(template: TemplateStyles) -> None:
    target = package(None, is_strict=True)
    taken(target, template)
    assert MAIN.encode() not in target.read(STYLES)
    assert strict(MAIN).encode() in target.read(STYLES)


def choice(inner: str) -> str:
    return (
        f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="x">{inner}'
        f"</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"
    )


@pytest.mark.parametrize(
    "part",
    [
        styles(numFmts=choice('<numFmt numFmtId="164" formatCode="0"/>')),
        styles(fonts=choice("<font/>")),
        styles(fills=FILLS + choice("<fill/>")),
        styles(borders=choice("<border/>")),
        styles(cellXfs=choice("<xf/>")),
        styles(dxfs=choice("<dxf/>")),
        styles("fonts").replace("<fills>", choice("<fonts><font/></fonts>") + "<fills>"),
        styles().replace("<fills>", "<fonts><font/></fonts><fills>"),
    ],
)
def test_styles_that_cannot_be_counted_are_refused(part: str) -> None:
    with pytest.raises(CannotWrite) as refused:
        TargetStyles(package(part), CellRef("office.xlsx"))
    assert refused.value.problem.code == "F41"
    assert refused.value.problem.where == CellRef("office.xlsx")


def test_two_versions_of_anything_else_do_not_matter(template: TemplateStyles) -> None:
    other = styles().replace("</styleSheet>", choice("<extLst/>") + "</styleSheet>")
    within = choice("<color/>").join(("<font>", "</font>"))
    target = package(other.replace("<fonts>", f"<fonts>{within}"))
    cells, _ = taken(target, template)
    assert choice("<extLst/>").encode() in target.read(STYLES)
    assert taken(again(target), template)[0] == cells


@pytest.mark.parametrize("part", ["<styleSheet/>", f'<worksheet xmlns="{MAIN}"/>', "no xml"])
def test_a_part_that_lists_no_styles_is_damaged(part: str) -> None:
    with pytest.raises(Damaged):
        TargetStyles(package(part))


def test_a_package_needs_its_workbook_first() -> None:
    with pytest.raises(Damaged):
        TargetStyles(Package())


@pytest.mark.parametrize(
    ("name", "style"),
    [("cellXfs", CellStyle(number_format="0.00")), ("fonts", CellStyle(font=Node("font")))],
)
def test_no_more_are_appended_than_excel_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, style: CellStyle
) -> None:
    assert style_sheet.MOST == 65_490
    full = styles(
        fonts='<font><sz val="11"/><name val="Calibri"/></font>' * 4,
        cellXfs="<xf/>" * 4,
    )
    monkeypatch.setattr(style_sheet, "MOST", 5)
    roomy = package(full)
    assert TargetStyles(roomy).cell(style) == 4
    monkeypatch.setattr(style_sheet, "MOST", 4)
    target = package(full)
    with pytest.raises(CannotWrite) as refused:
        TargetStyles(target, CellRef("office.xlsx")).cell(style)
    assert refused.value.problem.code == "F29"
    assert refused.value.problem.found.startswith("4 ")
    assert len(listed(target, name)) == 4
    # What is there already needs no room.
    assert TargetStyles(package(full)).cell(CellStyle()) == 0


# Other programs


def test_openpyxl_reads_what_was_appended(template: TemplateStyles, tmp_path: Path) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow

    target = package(styles())
    cells, _ = taken(target, template)
    put_cells(target, cells)
    path = tmp_path / "b.xlsx"
    with path.open("wb") as file:
        target.write(file)
    sheet = load_workbook(path).active
    assert sheet is not None
    heading, day, money = (sheet.cell(row, 1) for row in (2, 3, 4))
    assert (heading.font.b, heading.font.sz, heading.font.name) == (True, 12, "Arial")
    assert heading.font.color is not None
    assert heading.font.color.rgb == "FF366092"
    assert heading.fill.fgColor.rgb == "FFDCE6F1"
    assert (heading.border.left.style, heading.border.bottom.style) == ("thin", "medium")
    assert (heading.alignment.vertical, heading.alignment.wrap_text) == ("top", True)
    assert (day.number_format, money.number_format) == ("dd mmm yyyy", '"£"#,##0.00')
    assert (day.font.name, day.font.scheme) == ("Calibri", None)
    assert money.protection.locked is False


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_what_libreoffice_saved_anew_is_found_again(
    template: TemplateStyles, tmp_path: Path
) -> None:
    target = package(styles())
    put_cells(target, taken(target, template)[0])
    bare, out = tmp_path / "b.xlsx", tmp_path / "out"
    with bare.open("wb") as file:
        target.write(file)
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with Package.open(out / "b.xlsx") as saved:
        before = len(listed(saved, "cellXfs"))
        again_there = TargetStyles(saved)
        numbers = [again_there.cell(template.cell(number)) for number in EVERY]
        # Days in the reader's own way come back as days in one country's way.
        assert [number for number, at in enumerate(numbers) if at >= before] == [4]
        assert len(set(numbers)) == len(EVERY)


def put_cells(target: Package, numbers: list[int]) -> None:
    """Puts a cell of each style into the sheet, one below the other."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" s="{number}"><v>{row}</v></c></row>'
        for row, number in enumerate(numbers, 1)
    )
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    target.put(SHEET, xml.encode(), WORKSHEET)
