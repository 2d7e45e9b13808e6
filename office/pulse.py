"""When the board last changed, so that an unchanged one is refreshed for next to nothing.

A sequence holds the microsecond of the last change: reading it costs the same whatever is stored, and writing it locks
nothing that transactions share.
"""

import pgtrigger


def board_pulse() -> pgtrigger.Trigger:
    """For every table that the board shows: note that something changed."""
    return pgtrigger.Trigger(
        name="board_pulse",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "PERFORM setval('office_last_change', (extract(epoch FROM clock_timestamp()) * 1e6)::bigint); RETURN NULL;"
        ),
    )
