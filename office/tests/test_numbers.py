"""Record numbers: day and counter, unique, never reused (RP-2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from office import numbers
from office.models import Counter
from office.tests.threads import together

DAY = date(2026, 11, 24)


@pytest.mark.django_db
def test_rp2_day_and_counter() -> None:
    assert [numbers.take("R", DAY) for _ in range(3)] == ["R-20261124-0001", "R-20261124-0002", "R-20261124-0003"]


@pytest.mark.django_db
def test_rp2_every_day_and_every_series_begins_at_one() -> None:
    numbers.take("R", DAY)
    assert (numbers.take("R", DAY + timedelta(days=1)), numbers.take("C", DAY)) == (
        "R-20261125-0001",
        "C-20261124-0001",
    )


@pytest.mark.django_db
def test_rp2_more_than_9999_on_a_day() -> None:
    Counter.objects.create(series="R-20261124", last=9999)
    assert numbers.take("R", DAY) == "R-20261124-10000"


@pytest.mark.django_db
def test_a_number_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        numbers.take("R", DAY)


@pytest.mark.django_db(transaction=True)
def test_rp2_a_number_whose_record_fails_is_never_given_to_another() -> None:
    first = numbers.take("R", DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Counter.objects.create(series="R-20261124", last=0)
    assert (first, numbers.take("R", DAY)) == ("R-20261124-0001", "R-20261124-0002")


@pytest.mark.django_db(transaction=True)
def test_rp2_eight_at_once_never_get_the_same() -> None:
    taken = together([lambda: [numbers.take("R", DAY) for _ in range(50)]] * 8)
    flat = sorted(number for mine in taken for number in mine)
    assert flat == [f"R-20261124-{n:04d}" for n in range(1, 401)]
    assert all(mine == sorted(mine) for mine in taken)
