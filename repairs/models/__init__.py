from repairs.models.money import PriceItem, Quote, QuoteLine
from repairs.models.orders import Completion, Rectification, WorkOrder
from repairs.models.repairs import Category, Repair, Verb

__all__ = ["Category", "Completion", "PriceItem", "Quote", "QuoteLine", "Rectification", "Repair", "Verb", "WorkOrder"]
