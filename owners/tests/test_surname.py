"""On paper somebody is named by his surname alone."""

import pytest

from owners.names import surname


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("王小明", "王"),
        ("欧阳明", "欧阳"),
        ("单", "单"),
        ("Ann Miller", "Miller"),
        ("O'Neill", "O'Neill"),
        ("𠮷田", "𠮷"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_surname_of_one_or_two_characters_or_the_last_word_of_another_script(name: str, short: str) -> None:
    assert surname(name) == short
