"""The pages of who is on duty, what is planned to stop, and the handing over of a shift."""

from datetime import date

from django.urls import path, register_converter

from frontdesk.duty import roster, shifts, stops


class DayConverter:
    """A day of the calendar, such as 2026-11-24; another text is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return str(value)


register_converter(DayConverter, "day")

urlpatterns = [
    path("roster/", roster.roster, name="roster"),
    path("roster/print/", roster.roster_print, name="roster_print"),
    path("roster/<int:pk>/<day:day>/copy/", roster.roster_copy, name="roster_copy"),
    path("roster/<int:pk>/<day:day>/<slug:shift>/", roster.roster_shift, name="roster_shift"),
    path("stops/", stops.stops, name="stops"),
    path("stops/new/", stops.stop_new, name="stop_new"),
    path("stops/<int:pk>/change/", stops.stop_change, name="stop_change"),
    path("stops/<int:pk>/cancel/", stops.stop_cancel, name="stop_cancel"),
    path("stops/<int:pk>/print/", stops.stop_print, name="stop_print"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/give/", shifts.shift_give, name="shift_give"),
    path("shifts/<int:pk>/", shifts.shift, name="shift"),
    path("shifts/<int:pk>/print/", shifts.shift_print, name="shift_print"),
]
