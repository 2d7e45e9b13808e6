"""Every rule that the product claims to keep has a test named after it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CLAIMED = [
    *("RC-1", "RC-2", "RC-3", "RC-4", "RC-5", "RC-6", "RC-7", "RC-8", "RC-9", "RC-11", "RC-12", "RC-13", "RC-14"),
    *("RP-1", "RP-2", "RP-3", "RP-4", "RP-5", "RP-6", "RP-7", "RP-9", "RP-10", "RP-11", "RP-12"),
    *("CB-1", "CB-2", "CB-3", "CB-4", "CB-5", "CB-6", "CB-8", "CB-9", "CB-10", "CB-11"),
    *("CP-1", "CP-2", "CP-3", "CP-4", "CP-5", "CP-6", "CP-7", "CP-8"),
    *("QA-2", "QA-3", "QA-4"),
]
NAMES = {
    name
    for file in Path(settings.BASE_DIR).glob("*/tests/test_*.py")
    for name in re.findall(r"def (test_\w+)", file.read_text())
}


@pytest.mark.parametrize("rule", CLAIMED)
def test_a_claimed_rule_has_a_test_of_its_name(rule: str) -> None:
    slug = rule.lower().replace("-", "")
    assert [name for name in NAMES if f"_{slug}_" in name] != []
