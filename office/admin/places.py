"""Communities, buildings, homes and departments."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from office import rooms
from office.actions import open_community
from office.admin.base import DeskAdmin, VisibleFilter, user_of, visible
from office.admin.forms import CommunityForm, DepartmentForm, UnitForm
from office.models import Building, Community, Department, Staff, Unit


@admin.register(Community)
class CommunityAdmin(DeskAdmin):
    form = CommunityForm
    list_display = ("name", "time_zone", "call_from", "call_until", "day_from", "night_from")
    search_fields = ("name",)
    ordering = ("name",)

    def save_model(self, request: HttpRequest, obj: Community, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            open_community(obj, by=user_of(request))


@admin.register(Building)
class BuildingAdmin(DeskAdmin):
    fields = ("community", "number")
    fixed = ("community",)
    list_display = ("__str__", "community")
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("community",)
    search_fields = ("number",)
    ordering = ("community", "number")


@admin.register(Unit)
class UnitAdmin(DeskAdmin):
    form = UnitForm
    fields = ("building", "number", "handed_over_on", "warranty_until")
    fixed = ("building",)
    list_display = ("number", "community", "handed_over_on", "warranty_until")
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("community",)
    search_fields = ("number",)
    search_help_text = _("A room number in any spelling, such as 3-2-501")
    ordering = ("community", "number")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "building":
            kwargs["queryset"] = visible(Building, request).order_by("community", "number")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Unit], search_term: str
    ) -> tuple[models.QuerySet[Unit], bool]:
        """A room number in any of its spellings, or the beginning of one."""
        found = models.Q(number__startswith=search_term.strip()) | models.Q(number=rooms.normalise(search_term) or "")
        return (queryset.filter(found) if search_term.strip() else queryset), False


@admin.register(Department)
class DepartmentAdmin(DeskAdmin):
    form = DepartmentForm
    fields = ("community", "kind", "name", "areas", "head", "deputy", "day_phone", "night_phone")
    fixed = ("community", "kind")
    list_display = ("name", "community", "head", "deputy", "day_phone", "night_phone")
    list_filter = (("community", VisibleFilter),)
    list_select_related = ("community", "head", "deputy")
    ordering = ("community", "pk")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Staff:
            kwargs["queryset"] = visible(Staff, request).filter(is_active=True).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
