"""The admin dashboard of the office's own tables; importing the modules registers them."""

from office.admin import access, ledger, limits, outside, places, staff

__all__ = ["access", "ledger", "limits", "outside", "places", "staff"]
