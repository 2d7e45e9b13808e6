"""Who may open the page of a record, by the prefix of its number; the pages themselves decide about the single one."""

from office.models import Promise, Staff

# What is not named here whoever sees the board may open.
READ_BY: dict[str, str] = {
    "C": "complaints.view",
    **dict.fromkeys(["H", "J", "L", "M", "S", "W"], "owners.view_contacts"),
    "Q": "owners.record_contact",
    "ZB": "complaints.report",
}


def may_open(promise: Promise, user: Staff) -> bool:
    """Whether the page on which it is kept is for this user: its holder has it, with or without a right to its kind."""
    right = READ_BY.get(promise.subject.partition("-")[0])
    return right is None or promise.holder_id == user.pk or user.has_perm(right)
