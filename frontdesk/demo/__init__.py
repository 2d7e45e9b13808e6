"""A realistic, wholly made-up estate: for looking round, and for measuring."""

from frontdesk.demo.filling import Filled, NotEmpty, fill, fill_desk

__all__ = ["Filled", "NotEmpty", "fill", "fill_desk"]
