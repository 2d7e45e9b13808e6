"""The menu of the admin dashboard, in the words of the trade, and the way back to the desk."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# (words, icon, app_model); a heading first.
Entry = tuple[LazyText, str, str]
GROUPS: list[tuple[LazyText, list[Entry]]] = [
    (
        _("Promises"),
        [
            (_("Promises"), "schedule", "office_promise"),
            (_("Alerts"), "notifications_active", "office_alert"),
            (_("Time limits"), "hourglass_top", "office_timelimit"),
        ],
    ),
    (
        _("Repairs"),
        [
            (_("Repairs"), "plumbing", "repairs_repair"),
            (_("Callbacks"), "call", "visits_callback"),
            (_("Complaints"), "feedback", "complaints_complaint"),
            (_("Weekly complaint reports"), "summarize", "complaints_weeklyreport"),
            (_("Readers of the report"), "forward", "complaints_reportreader"),
            (_("Categories"), "account_tree", "repairs_category"),
            (_("Problem texts"), "short_text", "repairs_problemtext"),
            (_("Price list"), "payments", "repairs_priceitem"),
        ],
    ),
    (
        _("Reception"),
        [
            (_("Matters handed over"), "forward_to_inbox", "owners_matter"),
            (pgettext_lazy("reception", "Messages"), "sticky_note_2", "owners_message"),
            (_("Rent and sale"), "real_estate_agent", "owners_listing"),
            (_("Contact boxes"), "inbox", "owners_contactbox"),
            (_("Polite phrases"), "record_voice_over", "owners_phrase"),
            (_("Etiquette"), "sentiment_satisfied", "owners_etiquette"),
            (_("Own channels and subjects"), "label", "owners_ownword"),
            (_("Numbers outside"), "contact_phone", "office_outsidenumber"),
        ],
    ),
    (
        _("People and places"),
        [
            (_("Residents"), "group", "owners_person"),
            (_("Contacts"), "forum", "owners_contact"),
            (_("Communities"), "location_city", "office_community"),
            (_("Buildings"), "apartment", "office_building"),
            (_("Units"), "door_front", "office_unit"),
            (_("Departments"), "corporate_fare", "office_department"),
            (_("Staff"), "badge", "office_staff"),
        ],
    ),
    (
        _("Records"),
        [
            (_("What happened"), "history", "office_move"),
            (_("Access log"), "visibility", "office_access"),
            (_("Notices"), "mail", "office_notice"),
            (_("Outgoing messages"), "outgoing_mail", "office_outboxmessage"),
        ],
    ),
]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the sidebar; unfold shows the entries whose permission the reader holds."""
    overview = [
        {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")},
        {"title": _("Back to the desk"), "icon": "arrow_back", "link": reverse("home"), "active": _never},
    ]
    groups = [
        {"title": heading, "separator": True, "items": [_entry(*entry) for entry in entries]}
        for heading, entries in GROUPS
    ]
    return [{"items": overview}, *groups]


def _entry(words: LazyText, icon: str, name: str) -> dict[str, Any]:
    app, model = name.split("_")
    return {
        "title": words,
        "icon": icon,
        "link": reverse(f"admin:{name}_changelist"),
        "permission": _holds(f"{app}.view_{model}"),
    }


def _holds(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)


def _never(request: HttpRequest) -> bool:
    return False


def account(request: HttpRequest) -> list[dict[str, Any]]:
    """The links under one's name: language, theme and password are set on one's own page at the desk."""
    return [{"title": _("My settings"), "link": reverse("me")}]


def favicon(request: HttpRequest) -> str:
    return static("desk.svg")


def theme(request: HttpRequest) -> str:
    """The reader's own setting, as on every page of the desk."""
    return getattr(request.user, "theme", "light")
