"""What the block of every kind of case has in common: it is one of several that a contact leaves (RC-8)."""

from office.fields import DeskForm
from office.statuses import StatusModel
from owners.models import Contact


class CaseForm(DeskForm):
    """The questions about one case; the caller, his home and the time are the contact's."""

    def fits(self, contact: Contact) -> bool:
        """Whether it can be a case of this contact, once it is valid; what is missing is said at its field."""
        return self.is_valid()

    def case(self, contact: Contact) -> StatusModel:
        """The record that this contact leaves, unsaved."""
        raise NotImplementedError
