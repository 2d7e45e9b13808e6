"""What can be done with a complaint, one verb a function: `verb(record, …, *, by, now)`."""

from complaints.actions.answering import NotAnonymous, Reply, answer
from complaints.actions.entering import enter, responsible
from complaints.actions.voiding import void

__all__ = ["NotAnonymous", "Reply", "answer", "enter", "responsible", "void"]
