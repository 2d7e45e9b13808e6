from complaints.models.answers import Answer
from complaints.models.complaints import Complaint, Status, Type, Verb

__all__ = ["Answer", "Complaint", "Status", "Type", "Verb"]
