"""Names of people as names of files: legal on every system, and never a path."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.writers.names import file_name

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123")}


@given(st.text() | st.text("./\\ :~$CONconLPT1-=+@\u202e\u200d", max_size=12))
def test_any_text_makes_a_name_that_every_system_takes(text: str) -> None:
    name = f"{file_name(text)}.xlsx"
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert name.split(".", maxsplit=1)[0].rstrip().upper() not in DEVICES
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\ud800-\udfff]', name)
    assert not name.startswith((" ", ".", "~", "$", "-", "="))
    assert len(name.encode()) <= 170
    assert file_name(file_name(text)) == file_name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Siân Morgan-Hale", "Siân Morgan-Hale"),
        ("Sia\u0302n", "Siân"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\x", "C x"),
        ("nul.xlsx", "_nul.xlsx"),
        ("LPT1", "_LPT1"),
        ("\u202eexe.nnA", "exe.nnA"),
        ("x" * 300, "x" * 80),
        ("é" * 300, "é" * 80),
        ("語" * 300, "語" * 53),
        ("=1", "1"),
        ("~$Ann", "Ann"),
        ("", "Unnamed"),
        ("...", "Unnamed"),
    ],
)
def test_names_stay_what_they_are_as_far_as_can_be(text: str, name: str) -> None:
    assert file_name(text) == name
