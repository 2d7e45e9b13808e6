"""Who changed what in a register, and when: read from the events that the database's own triggers write."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from office.models import Staff

# The newest of each kind: a page, not an export.
MOST = 200
HIDDEN = "•••"


@dataclass(frozen=True)
class Line:
    """One field before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One change of one row: when, by whom (empty: not by anybody signed in), of what."""

    at: datetime
    by: str
    what: str
    lines: list[Line]


@dataclass(frozen=True)
class Pair:
    """An event and the one before it of the same row, if any."""

    model: type[models.Model]
    before: Any
    event: Any

    def changed(self) -> Iterator[tuple[Any, Any, Any]]:
        for field in self.model._meta.concrete_fields:
            new = getattr(self.event, field.attname, None)
            old = getattr(self.before, field.attname, None)
            if field.editable and not field.primary_key and old != new:
                yield field, old, new

    @property
    def by(self) -> int | None:
        return (self.event.pgh_context or {}).get("user")


def of_register(
    obj: models.Model, children: Mapping[type[models.Model], str], *, hidden: frozenset[str] = frozenset()
) -> list[Change]:
    """The changes of a record and of the rows that belong to it, newest first.

    `children` names the models of those rows with the field that leads back; of `hidden` fields it is said that they
    changed, not to what. Three statements, and one for each kind of record that the fields point to.
    """
    pairs = _pairs(type(obj), pgh_obj=obj.pk)
    for model, back in children.items():
        pairs += _pairs(model, **{back: obj.pk})
    names = _names(pairs)
    rows = [(pair.event.pgh_created_at, pair.event.pgh_id, _change(pair, names, hidden)) for pair in pairs]
    return [change for _at, _id, change in sorted(rows, key=lambda row: row[:2], reverse=True)]


def _pairs(model: Any, **which: Any) -> list[Pair]:
    events = reversed(model.pgh_event_model.objects.filter(**which).order_by("-pgh_id")[:MOST])
    last: dict[int, Any] = {}
    pairs = []
    for event in events:
        pairs.append(Pair(model, last.get(event.pgh_obj_id), event))
        last[event.pgh_obj_id] = event
    return pairs


def _names(pairs: Iterable[Pair]) -> dict[type[models.Model], dict[Any, Any]]:
    """The records that the changed fields point to, and whoever changed them."""
    wanted: dict[type[models.Model], set[Any]] = {Staff: {pair.by for pair in pairs if pair.by}}
    for pair in pairs:
        for field, old, new in pair.changed():
            if isinstance(field.related_model, type):
                wanted.setdefault(field.related_model, set()).update({old, new} - {None})
    return {model: model._default_manager.in_bulk(ids) for model, ids in wanted.items() if ids}


def _change(pair: Pair, names: dict[type[models.Model], dict[Any, Any]], hidden: frozenset[str]) -> Change:
    what = _("added") if pair.event.pgh_label == "insert" else _("changed")
    lines = []
    for field, old, new in pair.changed():
        before, after = _text(field, old, names), _text(field, new, names)
        if field.name in hidden:
            before, after = before and HIDDEN, after and HIDDEN
        lines.append(Line(str(field.verbose_name), before, after))
    lines = [line for line in lines if line.old or line.new]
    by = names.get(Staff, {}).get(pair.by, "")
    return Change(pair.event.pgh_created_at, str(by), f"{pair.model._meta.verbose_name}: {what}", lines)


def _text(field: Any, value: Any, names: dict[type[models.Model], dict[Any, Any]]) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field.related_model, type):
        return str(names.get(field.related_model, {}).get(value, value))
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.choices or [])
        return ", ".join(str(labels.get(item, item)) for item in value)
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    return str(display_for_field(value, field, ""))
