"""A page of a long list goes on behind its last row; a mark that makes no sense begins at the first."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from office.models import Access
from office.pages import ROWS, Page, PageForm, further, mark_of, page, read_mark, with_mark
from office.tests.factories import MONDAY, make_staff

pytestmark = pytest.mark.django_db


def make_rows(number: int) -> list[Access]:
    """Rows of which always two are of the same moment."""
    staff = make_staff()
    return [
        Access.objects.create(by=staff, at=MONDAY + timedelta(minutes=index // 2), subject="X", what="phone")
        for index in range(number)
    ]


@pytest.mark.parametrize("oldest_first", [True, False])
def test_page_after_page_without_a_gap_or_a_double(oldest_first: bool) -> None:
    rows, mark, seen = make_rows(2 * ROWS + 1), "", []
    for size in (ROWS, ROWS, 1):
        shown = page(Access.objects.all(), "at", mark, oldest_first=oldest_first)
        assert len(shown.rows) == size
        seen += shown.rows
        mark = shown.further
    assert (seen, mark) == (rows if oldest_first else rows[::-1], "")


def test_a_page_takes_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_rows(3)
    with django_assert_num_queries(1):
        assert len(page(Access.objects.all(), "at", "").rows) == 3


@pytest.mark.parametrize("mark", ["", "abc", "-1-1", "1", "9" * 17 + "-1", "١-١", "1-1\n", "0-0 "])
def test_what_is_no_mark_begins_at_the_first(mark: str) -> None:
    rows = make_rows(2)
    assert page(Access.objects.all(), "at", mark, oldest_first=True).rows == rows


def test_a_mark_is_read_as_it_was_written() -> None:
    (row,) = make_rows(1)
    assert read_mark(mark_of(row, "at")) == (row.at, row.pk)


@pytest.mark.parametrize(
    ("asked", "mark"), [("after=1-2", "1-2"), ("", ""), ("after=%00", ""), (f"after={'1' * 41}", "")]
)
def test_the_address_says_behind_which_row(asked: str, mark: str) -> None:
    assert PageForm(QueryDict(asked)).mark() == mark


def test_the_address_of_the_next_page_is_the_same_search() -> None:
    asked = QueryDict("view=all&q=3-2-501&after=1-2")
    assert with_mark(asked) == "?view=all&q=3-2-501"
    assert further(asked, Page([], "3-4")) == "?view=all&q=3-2-501&after=3-4"
    assert further(asked, Page([])) == ""
