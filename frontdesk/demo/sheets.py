"""The sheets of every table that a repair writes to."""

from django.db import models

from frontdesk.demo.copying import Sheet
from office.models import Move
from owners.models import Contact
from repairs.models import Completion, Quote, QuoteLine, Rectification, Repair, WorkOrder
from visits.models import Attempt, Callback

COLUMNS: dict[type[models.Model], str] = {
    Contact: "id number community_id channel subject at taken_by_id unit_id person_id name capacity phone content"
    " result anonymous version",
    Repair: "id number kind status community_id building_id unit_id place common_part contact_id person_id caller_name"
    " caller_capacity caller_phone channel category_id problem urgent leak safety reported_at recorded_at taken_by_id"
    " appointment_from appointment_until made_safe_at finished_at utility_told_at utility_told",
    WorkOrder: "id repair_id sequence number token department_id dispatched_at dispatched_by_id told_at told_how"
    " accepted_at arrived_at findings finished_at made_safe signed_name signed_capacity signed_at signed_photo unsigned"
    " unsigned_why satisfaction_ticked printed returned_at returned_to_id",
    WorkOrder.crew.through: "workorder_id staff_id",
    Quote: "id order_id version final total free goodwill_with_id quoted_at quoted_by_id agreed_at agreed_name"
    " agreed_capacity agreed_how agreed_heard_by_id refused_at",
    QuoteLine: "quote_id item_id name kind unit quantity price brought amount named_by_id",
    Completion: "id repair_id order_id round at urgent follow_up_at",
    Rectification: "id repair_id number fault text to_id department_id ordered_at ordered_by_id served_at served_to"
    " served_how settled_at settled_by_id answer",
    Callback: "id repair_id promise_id completion_id step inspection made_at made_by_id how spoke_with said overall"
    " in_time quality manner charge rectification_id",
    Attempt: "callback_id outcome at by_id note",
    Move: "subject verb old new at by_id note recorded_at",
}


class Sheets:
    """One sheet a table, each after those that it points to."""

    def __init__(self) -> None:
        self.all = [Sheet(model, columns) for model, columns in COLUMNS.items()]
        (
            self.contacts, self.repairs, self.orders, self.crews, self.quotes, self.lines, self.completions,
            self.notices, self.callbacks, self.attempts, self.moves,
        ) = self.all  # fmt: skip
