import pytest

from office.actions import open_community
from office.models import Community
from office.tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_whoever_adds_a_community_serves_it() -> None:
    manager, other = make_staff("manager"), make_staff("manager")
    added = open_community(Community(name="New estate"), by=manager)
    assert list(added.staff.all()) == [manager]
    assert added not in other.communities.all()
