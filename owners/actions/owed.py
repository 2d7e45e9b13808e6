"""Finding what was promised on a case of the reception again."""

from office.models import Promise


def open_promises(number: str, *prefixes: str) -> list[Promise]:
    """The open promises of the record under rules that begin with one of `prefixes`; one statement."""
    rows = Promise.objects.open().of(number).select_related("community", "limit")
    return [row for row in rows if row.rule.startswith(prefixes)]


def next_occurrence(number: str, rule: str) -> str:
    """The number of times this was promised already, plus one."""
    return str(Promise.objects.of(number).filter(rule=rule).count() + 1)
