"""Locks: what the checks of a verb look at stays so until its transaction ends."""

from repairs.models import Repair

LOOKED_AT = ["status", "urgent", "leak", "safety", "made_safe_at", "joined_to"]


def hold(*repairs: Repair) -> None:
    """Lock these repairs and read again what the checks look at: of two people at once the second sees the first.

    Always in the order of their keys, so that nobody waits for whom he keeps waiting.
    """
    for repair in sorted(repairs, key=lambda row: row.pk):
        repair.refresh_from_db(fields=LOOKED_AT, from_queryset=Repair.objects.select_for_update())


def hold_joined(lead: Repair) -> list[Repair]:
    """Lock what is joined to a repair and not finished yet, and give it."""
    rows = lead.joined.select_for_update(of=("self",)).select_related("community", "unit")
    return list(rows.filter(status=Repair.Status.JOINED).order_by("pk"))
