"""What stands on one printed work order, and how much room it takes."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from office.capitals import amount_in_capitals
from office.models import Department, Move, Staff
from owners import phones
from repairs.models import PriceItem, Quote, QuoteLine, Repair, Verb, WorkOrder

# Lines to write on that a sheet has unless they are printed on, and lines of a quote that it has room for: also where
# much is said above them.
BLANK, ROOM, TIGHT_ROOM = 4, 8, 5
# How much of the price list stands below the lines; in columns, of which a Chinese sign takes two.
PRICES = 130
# How many lines of text more than a plain sheet has make it crowded, and packed.
CROWDED, PACKED = 0, 5
# After these a printed order names another time or crew than what holds.
SUPERSEDES = (Verb.POSTPONE, Verb.NOBODY_HOME, Verb.PASS_ON, Verb.HAND_BACK)


@dataclass(frozen=True)
class Sheet:
    """One order on paper. `department` answers for it, `due_at` is when the work is to be finished; `moves` are the
    printings of its repair and what supersedes them, `prices` the lines of the price list for its category.
    """

    order: WorkOrder
    qr: SafeString
    crew: list[Staff]
    department: Department | None
    due_at: datetime | None
    quote: Quote | None
    prices: list[PriceItem]
    moves: list[Move]

    @property
    def repair(self) -> Repair:
        return self.order.repair

    @property
    def consent(self) -> Quote | None:
        """The last price that was named, where the household agreed to it; the account itself carries no consent."""
        named = next((quote for quote in reversed(self.order.quotes.all()) if not quote.final), None)
        return named if named and named.agreed_at else None

    @property
    def phone(self) -> str:
        """The number to call for this job: in full, unless the community masks it (RP-3)."""
        number = self.repair.caller_phone
        if not number:
            return ""
        return phones.mask(number) if self.repair.community.masks_phone_on_orders else phones.display(number)

    @property
    def urgent(self) -> bool:
        return self.repair.urgent and self.repair.made_safe_at is None

    @property
    def void(self) -> bool:
        return self.repair.status == Repair.Status.VOID

    @property
    def joined(self) -> str:
        """The number of the repair that it is one job with; empty where it is its own."""
        joined = self.repair.status == Repair.Status.JOINED and self.repair.joined_to
        return joined.number if joined else ""

    @property
    def text_rows(self) -> int:
        """How many rows of text more than a plain sheet it has."""
        more = rows(self.repair.problem, 72) - 1 + min(rows(self.order.findings, 72), 4)
        more += rows(self.repair.caller_name, 20) - 1 + rows("，".join(staff.name for staff in self.crew), 34) - 1
        more += rows(self.repair.place, 26) - 1
        return more + 2 * bool(self.void or self.joined or self.superseded_by or self.order.issue > 1)

    @property
    def density(self) -> str:
        """The class that says everything small enough for one sheet, however much is said."""
        more = self.text_rows + max(len(self.shown_lines) - BLANK + 1, 0)
        return "sheet-crowded sheet-packed" if more > PACKED else "sheet-crowded" if more > CROWDED else ""

    @property
    def superseded_by(self) -> str:
        """The number of the order that is valid instead; empty on the newest."""
        newest: str = self.order.newest  # type: ignore[attr-defined]
        return "" if newest == self.order.number else newest

    @property
    def printings(self) -> list[Move]:
        """When and by whom this order was printed; the last of them is the paper in hand."""
        return [row for row in self.moves if row.verb == Verb.PRINT and row.note.startswith(f"{self.order.number} ")]

    @property
    def last_printing(self) -> Move | None:
        return next(reversed(self.printings), None)

    @property
    def replaces(self) -> Move | None:
        """The last printing of the issue before this one: that paper is not valid any more."""
        changes = [row for row in self.moves if row.verb in SUPERSEDES]
        if self.order.issue == 1 or not changes:
            return None
        return next((row for row in reversed(self.printings) if row.pk < changes[-1].pk), None)

    @property
    def lines(self) -> list[QuoteLine]:
        return list(self.quote.lines.all()) if self.quote else []

    @property
    def shown_lines(self) -> list[QuoteLine]:
        room = TIGHT_ROOM if self.text_rows > PACKED else ROOM
        return self.lines if len(self.lines) <= room else self.lines[: room - 1]

    @property
    def further_lines(self) -> list[QuoteLine]:
        return self.lines[len(self.shown_lines) :]

    @property
    def further_amount(self) -> str:
        return f"{sum(line.amount for line in self.further_lines):.2f}"

    @property
    def blank_lines(self) -> range:
        """Lines to write on: none once the account is final."""
        final = self.quote is not None and self.quote.final
        return range(0 if final else max(BLANK - len(self.shown_lines), 1))

    @property
    def capitals(self) -> str:
        """The amount in capitals, where it is known already."""
        return amount_in_capitals(self.quote.total) if self.quote and not self.quote.free else ""

    @property
    def price_list(self) -> str:
        """What of the price list this job is likely to need, as much as there is room for; nothing once quoted."""
        if self.quote or self.superseded_by:
            return ""
        wanted = pairs(f"{self.repair.category.name} {self.repair.problem}")
        likely = sorted(self.prices, key=lambda item: -len(pairs(item.name) & wanted))
        said = ""
        for item in likely:
            longer = said + (_(", ") if said else "") + price_in_words(item)
            if columns(longer) > PRICES:
                break
            said = longer
        return said


def price_in_words(item: PriceItem) -> str:
    """ "Valve 20.00/pc", or that it is by agreement."""
    price = _("by agreement") if item.price is None else f"{item.price:.2f}"
    return f"{item.name} {price}/{item.unit}"


def rows(text: str, width: int) -> int:
    """How many rows of `width` columns a text takes; none if there is no text."""
    return -(-columns(text) // width)


def columns(text: str) -> int:
    """How wide a text is: two for a Chinese sign, one for a letter."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring signs in a text: two texts about the same thing share many."""
    return {text[at : at + 2] for at in range(len(text) - 1)}
