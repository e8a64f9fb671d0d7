"""Colours come out as Excel shows them, in whatever way they are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.ooxml.xml import Node
from igpm_sheets.writers.styles.theme import PALETTE, Colours, Theme, tinted
from tests.writers.styled import package, styles, theme

SHADES = (0.79998168889431442, 0.59999389629810485, 0.39997558519241921, -0.249977111117893,
          -0.499984740745262)  # fmt: skip
"""Lighter 80%, 60% and 40%, darker 25% and 50%, as Excel stores them."""
SHOWN = """
    4F81BD DCE6F1 B8CCE4 95B3D7 366092 244062
    C0504D F2DCDB E6B8B7 DA9694 963634 632523
    9BBB59 EBF1DE D8E4BC C4D79B 76933C 4F6228
    8064A2 E4DFEC CCC0DA B1A0C7 60497A 403151
    4BACC6 DAEEF3 B7DEE8 92CDDC 31869B 215967
    F79646 FDE9D9 FCD5B4 FABF8F E26B0A 974706
    1F497D C5D9F1 8DB4E2 538DD5 16365C 0F243E
    5B9BD5 DDEBF7 BDD7EE 9BC2E6 2F75B5 1F4E78
    ED7D31 FCE4D6 F8CBAD F4B084 C65911 833C0C
    4472C4 D9E1F2 B4C6E7 8EA9DB 305496 203764
    70AD47 E2EFDA C6E0B4 A9D08E 548235 375623
    FFC000 FFF2CC FFE699 FFD966 BF8F00 806000
    44546A D6DCE4 ACB9CA 8497B0 333F4F 222B35
"""
"""Each colour of Office's themes of 2007 and 2013, and its shades as Excel shows them."""
GREYS = [
    ("FFFFFF", -4.9989318521683403e-2, "F2F2F2"), ("FFFFFF", -0.14999847407452621, "D9D9D9"),
    ("FFFFFF", -0.34998626667073579, "A6A6A6"), ("FFFFFF", -0.499984740745262, "808080"),
    ("000000", 0.499984740745262, "808080"), ("000000", 0.34998626667073579, "595959"),
    ("000000", 0.249977111117893, "404040"), ("000000", 4.9989318521683403e-2, "0D0D0D"),
    ("EEECE1", -9.9978637043366805e-2, "DDD9C4"), ("EEECE1", -0.89999084444715716, "1D1B10"),
]  # fmt: skip
HEX = st.text("0123456789ABCDEF", min_size=6, max_size=6)


@pytest.mark.parametrize("row", SHOWN.strip().splitlines())
def test_shades_are_those_that_excel_shows(row: str) -> None:
    colour, *shades = row.split()
    assert [tinted(colour, tint) for tint in SHADES] == shades


@pytest.mark.parametrize(("colour", "tint", "shade"), GREYS)
def test_greys_are_those_that_excel_shows(colour: str, tint: float, shade: str) -> None:
    assert tinted(colour, tint) == shade


@given(HEX, st.floats(-1, 1))
def test_a_tint_only_makes_lighter_or_darker(colour: str, tint: float) -> None:
    def light(rgb: str) -> int:
        parts = [int(rgb[at : at + 2], 16) for at in (0, 2, 4)]
        return max(parts) + min(parts)

    shade = tinted(colour, tint)
    assert len(shade) == 6
    # Within what is lost to whole numbers.
    assert (light(shade) - light(colour)) * (1 if tint > 0 else -1) >= -6


@given(HEX)
def test_the_whole_tint_is_white_or_black(colour: str) -> None:
    assert (tinted(colour, 1), tinted(colour, -1), tinted(colour, 0)) == (
        "FFFFFF", "000000", colour,
    )  # fmt: skip


def colour(**said: str) -> Node:
    return Node("color", tuple(said.items()))


@pytest.mark.parametrize(
    ("said", "rgb"),
    [
        ({"theme": "0"}, "FFFFFF"),
        ({"theme": "1"}, "000000"),
        ({"theme": "2"}, "EEECE1"),
        ({"theme": "3"}, "1F497D"),
        ({"theme": "9"}, "F79646"),
        ({"theme": "4", "tint": "-0.249977111117893"}, "366092"),
        ({"indexed": "10"}, "FF0000"),
        ({"indexed": "22", "tint": "0"}, "C0C0C0"),
        ({"rgb": "ff00ff00"}, "00FF00"),
        ({"rgb": "00123456"}, "123456"),
        ({"rgb": "123456"}, "123456"),
        ({"rgb": "FF4F81BD", "tint": "0.79998168889431442"}, "DCE6F1"),
    ],
)
def test_every_way_to_name_a_colour_gives_its_parts(said: dict[str, str], rgb: str) -> None:
    assert Colours(Theme()).plain(colour(**said)) == colour(rgb=f"FF{rgb}")


@pytest.mark.parametrize(
    "said", [{"auto": "1"}, {"indexed": "64"}, {"indexed": "81"}, {"theme": "12"}, {"rgb": "red"}]
)
def test_colours_that_no_workbook_defines_stay_as_they_are(said: dict[str, str]) -> None:
    assert Colours(Theme()).plain(colour(**said)) == colour(**said)


def test_colours_deep_within_are_found_and_all_else_stays() -> None:
    side = Node("left", (("style", "thin"),), (colour(theme="4"),))
    border = Node("border", (), (side, Node("right")))
    plain = Colours(Theme()).plain(border)
    assert plain.children[0].children == (colour(rgb="FF4F81BD"),)
    assert plain.children[0].attributes == (("style", "thin"),)
    assert plain.children[1] == Node("right")


def test_a_workbooks_own_palette_comes_first() -> None:
    colours = Colours(Theme(), ["FF111111", "00222222", "oops"])
    named = [colours.plain(colour(indexed=str(number))) for number in range(4)]
    assert [each.get("rgb") for each in named] == [
        "FF111111", "FF222222", "FF000000", f"FF{PALETTE[3]}",
    ]  # fmt: skip


def test_a_theme_is_read_as_far_as_it_goes() -> None:
    part = theme(
        '<a:dk1><a:sysClr val="windowText" lastClr="010203"/></a:dk1>'
        '<a:lt1><a:srgbClr val="fefefe"/></a:lt1><a:accent1><a:hslClr/></a:accent1>',
        '<a:majorFont><a:latin typeface="Georgia"/></a:majorFont>'
        '<a:minorFont><a:latin typeface=""/></a:minorFont>',
    )
    read = Theme.of(package(styles(), theme_part=part))
    assert read.colours[:2] == ("FEFEFE", "010203")
    assert read.colours[2:] == Theme().colours[2:]
    assert (read.typeface("major"), read.typeface("minor")) == ("Georgia", "Calibri")


def test_without_a_theme_it_is_offices_own() -> None:
    assert Theme.of(package(styles())) == Theme()
    assert Theme.of(package(styles(), theme_part="<theme/>")) == Theme()
