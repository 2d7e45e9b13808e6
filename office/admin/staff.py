"""The people who work here: their roles, their communities, and when they leave."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action

from office.actions import deactivate
from office.admin.base import DeskAdmin, VisibleFilter, shown, user_of
from office.admin.forms import PasswordForm, StaffCreationForm, StaffForm
from office.admin.history import Change
from office.models import Role, Staff

# Roles come from one table in the code (office/roles.py).
admin.site.unregister(Group)

PASSWORD = [{"changed": {"fields": ["password"]}}]


class RoleFilter(SimpleListFilter):
    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Staff]) -> models.QuerySet[Staff]:
        return queryset.filter(roles__contains=[self.value()]) if self.value() else queryset


@admin.register(Staff)
class StaffAdmin(UserAdmin, DeskAdmin):  # type: ignore[misc,type-arg]
    form = StaffForm
    add_form = StaffCreationForm
    change_password_form = PasswordForm
    actions_detail = ("set_password",)
    list_display = ("full_name", "username", "role_names", "department", "team", "phone", "is_active")
    list_filter = (RoleFilter, ("department", VisibleFilter), "is_active")
    list_select_related = ("department",)
    filter_horizontal = ()
    search_fields = ("name", "username")
    ordering = ("name", "pk")
    readonly_fields = ("last_login",)
    history_hides = frozenset({"notify"})
    fieldsets = (
        (None, {"fields": ("username", "name", "phone", "language", "notify")}),
        (gettext_lazy("Work"), {"fields": ("roles", "communities", "department", "team")}),
        (gettext_lazy("Sign-in"), {"fields": ("is_active", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "phone", "password1", "password2")}),
        (gettext_lazy("Work"), {"fields": ("roles", "communities", "department", "team")}),
    )

    full_name = shown("name", gettext_lazy("full name"))

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, staff: Staff) -> str:
        return ", ".join(str(Role(role).label) for role in staff.roles)

    def has_change_permission(self, request: HttpRequest, obj: Staff | None = None) -> bool:
        """Whoever could set his password could act in his place: not for those who may do more than oneself."""
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None or request.user.is_superuser:
            return allowed
        served = set(obj.communities.values_list("pk", flat=True))
        return not obj.is_superuser and served <= user_of(request).community_ids

    def get_fieldsets(self, request: HttpRequest, obj: Staff | None = None) -> Any:
        """An address of a messenger is a key to it: shown to those who may change it."""
        sets = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            first = tuple(name for name in sets[0][1]["fields"] if name != "notify")
            return ((None, {"fields": first}), *sets[1:])
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> tuple[str, ...]:
        """Nobody gives himself a role or a community, or locks himself out."""
        own = ("roles", "communities", "is_active") if obj and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # Who serves no community sees nothing and is seen by nobody.
        return super().formfield_for_manytomany(db_field, request, required=True, **kwargs)

    def save_model(self, request: HttpRequest, obj: Staff, form: forms.ModelForm, change: bool) -> None:  # type: ignore[type-arg]
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            passed_on = deactivate(obj, now=timezone.now())
            text = ngettext(
                "Signed out. %(count)d promise goes to whoever is on duty.",
                "Signed out. %(count)d promises go to whoever is on duty.",
                passed_on,
            )
            messages.info(request, text % {"count": passed_on})

    @action(description=gettext_lazy("Set password"), url_path="set-password", permissions=["set_password"])
    def set_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("admin:auth_user_password_change", object_id)

    def has_set_password_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return object_id is not None and self.has_change_permission(request, self.get_object(request, object_id))

    def log_change(self, request: HttpRequest, obj: Staff, message: Any) -> Any:
        """A password is in no register; that it was set, and by whom, is noted."""
        if message == PASSWORD:
            by = user_of(request).pk
            LogEntry.objects.log_actions(by, [obj], CHANGE, change_message=message, single_object=True)

    def get_changes(self, request: HttpRequest, obj: Staff) -> list[Change]:
        entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Staff), object_id=str(obj.pk))
        passwords = [
            Change(entry.action_time, str(entry.user), _("password set"), [])
            for entry in entries.select_related("user")
        ]
        changes = [*super().get_changes(request, obj), *passwords]
        return sorted(changes, key=lambda change: change.at, reverse=True)
