"""The admin dashboard of the office's own tables; importing the modules registers them."""

from office.admin import ledger, limits, places, staff

__all__ = ["ledger", "limits", "places", "staff"]
