from repairs.models.money import PriceItem, Quote, QuoteLine
from repairs.models.orders import Completion, Rectification, WorkOrder
from repairs.models.repairs import Category, Repair, Verb
from repairs.models.sharing import SharedFault
from repairs.models.texts import ProblemText

__all__ = [
    "Category",
    "Completion",
    "PriceItem",
    "ProblemText",
    "Quote",
    "QuoteLine",
    "Rectification",
    "Repair",
    "SharedFault",
    "Verb",
    "WorkOrder",
]
