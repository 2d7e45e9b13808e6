from complaints.models.answers import Answer
from complaints.models.attachments import Attachment
from complaints.models.callbacks import Callback
from complaints.models.complaints import Complaint
from complaints.models.kinds import Closing, Status, Type, Verb
from complaints.models.reports import ReportReader, WeeklyReport
from complaints.models.steps import Step

__all__ = [
    "Answer",
    "Attachment",
    "Callback",
    "Closing",
    "Complaint",
    "ReportReader",
    "Status",
    "Step",
    "Type",
    "Verb",
    "WeeklyReport",
]
