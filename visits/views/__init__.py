from visits.views.calling import callback, desk, release

__all__ = ["callback", "desk", "release"]
