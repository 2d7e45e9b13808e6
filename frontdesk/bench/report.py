"""The figures asked beside the figures measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from frontdesk.bench.ledger import Answer


@dataclass(frozen=True)
class Line:
    """One page at one size. Times in milliseconds; `asked` are the limits, None where none was set."""

    size: int
    name: str
    ours: float
    lean: float
    sql: float | None
    statements: int
    kilobytes: float
    asked_ratio: float | None
    asked_statements: int | None
    asked_kilobytes: float | None
    asked_growth: float | None

    @property
    def ratio(self) -> float:
        return self.ours / self.lean


HEAD = f"{'':22}{'size':>10}{'ours ms':>9}{'lean ms':>9}{'sql ms':>8}{'ratio':>7}{'≤':>5}{'stmts':>7}{'≤':>4}{'KB':>7}"


def table(lines: Iterable[Line]) -> str:
    """Every line, and after each page how much it grew from the smallest size to the largest."""
    lines = list(lines)
    out = [HEAD]
    for name in dict.fromkeys(line.name for line in lines):
        rows = [line for line in lines if line.name == name]
        out += [_row(line) for line in rows]
        if len(rows) > 1:
            growth = rows[-1].ours / rows[0].ours
            asked = f" (asked ≤ {rows[0].asked_growth})" if rows[0].asked_growth else ""
            out.append(f"{'':22}growth {growth:.2f}{asked}{_mark(growth, rows[0].asked_growth)}")
    return "\n".join(out)


def _row(line: Line) -> str:
    sql = f"{line.sql:.2f}" if line.sql is not None else "–"
    missed = (
        _mark(line.ratio, line.asked_ratio)
        or _mark(line.statements, line.asked_statements)
        or _mark(line.kilobytes, line.asked_kilobytes)
    )
    return (
        f"{line.name:22}{line.size:>10,}{line.ours:>9.2f}{line.lean:>9.2f}{sql:>8}{line.ratio:>7.2f}"
        f"{line.asked_ratio or '–':>5}{line.statements:>7}{line.asked_statements or '–':>4}"
        f"{line.kilobytes:>7.1f}{missed}"
    )


def _mark(value: float, asked: float | None) -> str:
    return "  ← missed" if asked is not None and value > asked else ""


def answers(found: Iterable[Answer]) -> str:
    """The ledger's questions: milliseconds in the server, pages touched, index used."""
    rows = [
        f"  {row.question:14}{row.milliseconds:>9.3f} ms{row.buffers:>7} pages  {', '.join(row.indexes)}"
        for row in found
    ]
    return "\n".join(rows)
