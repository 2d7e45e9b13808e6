from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from office.models import Role, Staff
from office.tests.factories import make_staff


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def caller(client: Client, db: None) -> Staff:
    """A receptionist who has signed in."""
    staff = make_staff(Role.RECEPTION, language="en")
    client.force_login(staff)
    return staff
