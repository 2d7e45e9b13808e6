"""Moments at which the tests of complaints happen."""

from datetime import timedelta

from office.tests.factories import MONDAY

LATER = MONDAY + timedelta(hours=2)
# 24 hours after MONDAY and a minute.
TOO_LATE = MONDAY + timedelta(hours=24, minutes=1)
