"""Who may do what: one table, and the backend that reads it.

Apps ask by permission string (`user.has_perm("repairs.dispatch")`) and never by role.
"""

from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models

from office.models import Community, Role, Staff

_REGISTERS = {
    "office.view_dashboard",
    *(
        f"{app}.{verb}_{model}"
        for app, model in [
            ("office", "staff"),
            ("office", "community"),
            ("office", "building"),
            ("office", "unit"),
            ("office", "department"),
            ("office", "timelimit"),
            ("owners", "person"),
            ("owners", "personphone"),
            ("owners", "occupancy"),
            ("owners", "ownword"),
            ("owners", "phrase"),
            ("owners", "etiquette"),
            ("owners", "contactbox"),
            ("complaints", "reportreader"),
            ("office", "outsidenumber"),
            ("office", "duty"),
            ("repairs", "category"),
            ("repairs", "priceitem"),
            ("repairs", "problemtext"),
        ]
        for verb in ("view", "add", "change")
    ),
    "office.view_promise",
    "office.view_alert",
    "office.view_move",
    "office.view_outboxmessage",
    "office.view_notice",
    "office.view_access",
    "office.view_roster",
    "office.set_roster",
    "owners.view_contact",
    "owners.view_listing",
    "owners.view_matter",
    "owners.view_message",
    "owners.view_register",
    "owners.import_register",
    "owners.merge_people",
    "complaints.view_complaint",
    "complaints.view_weeklyreport",
    "repairs.view_repair",
    "visits.view_callback",
}
_DESK = {
    "office.view_board",
    "office.view_roster",
    "office.hand_over_shift",
    "office.plan_stop",
    "owners.look_up",
    "owners.reveal_phone",
    # the register of homes and people: who lives where, and all that happened there
    "owners.view_register",
    "owners.move_people",
    # contacts and what they leave: matters, messages, missed calls, letters, offers
    "owners.view_contacts",
    "owners.record_contact",
    "owners.hand_over",
    "owners.open_box",
    "complaints.view",
    "complaints.take",
    "complaints.answer",
    "complaints.pass_up",
    "complaints.resolve",
    "complaints.call_back",
    "repairs.view_register",
    "repairs.register",
    "repairs.join",
    "repairs.dispatch",
    "repairs.tell_crew",
    "repairs.raise_urgency",
    "repairs.quote",
    "repairs.consent",
    "repairs.postpone",
    "repairs.work",
    "repairs.return_order",
    "repairs.void",
    "repairs.print",
    "visits.call_back",
    "repairs.serve_notice",
}
_DECIDES = {
    "repairs.lower_urgency",
    "repairs.extend",
    "repairs.name_price",
    "repairs.look_into",
    "visits.release_callback",
    "repairs.settle_notice",
    "owners.decide_matter",
    "complaints.decide",
    "owners.merge_people",
    "office.set_roster",
    "office.view_promise",
    "office.view_alert",
}

PERMISSIONS: dict[str, set[str]] = {
    Role.RECEPTION: _DESK,
    # The crew goes, looks, quotes and finishes; nothing it can do records or shows a payment (RP-6).
    Role.CREW: {"repairs.work", "repairs.quote", "repairs.consent", "repairs.postpone", "repairs.print"},
    Role.COLLECTOR: {"office.view_board", "repairs.view_register", "owners.reveal_phone"},
    # What was wrong with a charge, finance corrects or confirms (CB-9).
    Role.FINANCE: {"office.view_board", "repairs.view_register", "repairs.return_order", "repairs.settle_charge"},
    Role.HEAD: _DESK | _DECIDES | {"office.view_dashboard"},
    Role.MANAGER: _DESK
    | _DECIDES
    | _REGISTERS
    | {
        "repairs.extend_again",
        "repairs.settle_charge",
        "office.view_confidential",
        "owners.mark_sample",
        "complaints.void",
        "complaints.decide_above",
        "complaints.judge",
        "complaints.close",
        "complaints.report",
        "complaints.sign_report",
    },
    Role.COMPANY: {
        "office.view_board",
        "office.view_confidential",
        "owners.view_contacts",
        # What is complained of the manager himself goes on at the company, from its first answer to its end.
        *(f"complaints.{verb}" for verb in ("view", "take", "answer", "pass_up", "resolve", "call_back")),
        *(f"complaints.{verb}" for verb in ("decide", "decide_above", "judge", "close", "void", "report")),
        "repairs.view_register",
        *(perm for perm in _REGISTERS if ".view_" in perm),
    },
    Role.ADMINISTRATOR: _REGISTERS,
}


@cache
def _signed_in() -> str:
    """The statement behind every request, written out once: its only parameter is the key of the member of staff."""
    served = Community.objects.filter(staff=models.OuterRef("pk"))
    people = Staff.objects.annotate(
        served_ids=ArraySubquery(served.values("pk")),
        served_names=ArraySubquery(served.values("name")),
        department_name=models.F("department__name"),
    )
    return str(people.filter(pk=0, is_active=True).query.sql_with_params()[0])


class RolesBackend(ModelBackend):
    """Signs in by user name and password; permissions come from the table above."""

    def get_user(self, user_id: int) -> Staff | None:
        """The signed-in member of staff with his communities, in one statement: it runs on every request."""
        staff = next(iter(Staff.objects.raw(_signed_in(), [user_id])), None)
        if staff is not None:
            staff.community_ids = frozenset(staff.served_ids)
            staff.community_names = staff.served_names
        return staff

    def get_all_permissions(self, user_obj: Any, obj: models.Model | None = None) -> set[str]:
        if obj is not None or isinstance(user_obj, AnonymousUser) or not user_obj.is_active:
            return set()
        return set().union(*(PERMISSIONS.get(role, set()) for role in user_obj.roles))

    def with_perm(
        self,
        perm: Any,
        is_active: bool = True,
        include_superusers: bool = True,
        obj: models.Model | None = None,
    ) -> models.QuerySet[Staff]:
        """Everybody who holds this permission, by the roles that grant it."""
        roles = [role for role, held in PERMISSIONS.items() if perm in held]
        holds = models.Q(roles__overlap=roles)
        if include_superusers:
            holds |= models.Q(is_superuser=True)
        people: models.QuerySet[Staff] = Staff.objects.filter(holds, is_active=is_active)
        return people
