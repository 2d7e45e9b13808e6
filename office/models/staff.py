"""Who works here. The user model of the project from its first migration on."""

from typing import Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does here; what each may do stands in office/roles.py."""

    RECEPTION = "reception", _("reception")
    CREW = "crew", _("maintenance crew")
    COLLECTOR = "collector", _("collector")
    FINANCE = "finance", _("finance")
    HEAD = "head", _("department head")
    MANAGER = "manager", _("manager")
    COMPANY = "company", _("company")
    ADMINISTRATOR = "administrator", _("system administrator")


class StaffQuerySet(models.QuerySet["Staff"]):
    def visible_to(self, user: "Staff") -> Self:
        return self.filter(communities__in=user.community_ids).distinct()

    def at(self, community: models.Model) -> Self:
        """Everybody active who serves this community."""
        return self.filter(is_active=True, communities=community)

    def with_role(self, role: str) -> Self:
        return self.filter(roles__contains=[role])


class StaffManager(BaseUserManager.from_queryset(StaffQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Staff":
        staff: Staff = self.model(username=username, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Staff":
        return self.create_user(username, password, is_superuser=True, **{"roles": [Role.ADMINISTRATOR], **fields})


# A member of staff 员工. Never deleted once something was done in their name: they are deactivated.
@pghistory.track(exclude=["password", "last_login"])
class Staff(AbstractBaseUser, PermissionsMixin):
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    roles = ArrayField(models.CharField(max_length=14, choices=Role), default=list, blank=True, verbose_name=_("roles"))
    department = models.ForeignKey(
        "office.Department", models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("department")
    )
    team = models.CharField(_("team"), max_length=30, blank=True)
    communities = models.ManyToManyField(
        "office.Community", related_name="staff", blank=True, verbose_name=_("communities")
    )
    language = models.CharField(
        _("language"), max_length=10, default="zh-hans", choices=[("zh-hans", "中文"), ("en", "English")]
    )
    theme = models.CharField(
        _("theme"), max_length=5, default="light", choices=[("light", _("light")), ("dark", _("dark"))]
    )
    notify = models.CharField(
        _("notify at"),
        max_length=200,
        blank=True,
        help_text=_("An address in the form of Apprise: mailto://…, wecombot://…, dingtalk://…"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name by which the admin library calls the reader."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the admin dashboard lets them in."""
        return self.has_perm("office.view_dashboard")

    @cached_property
    def community_ids(self) -> frozenset[int]:
        """The communities served; every query of what somebody may see starts here."""
        return frozenset(self.communities.values_list("pk", flat=True))

    @cached_property
    def community_names(self) -> list[str]:
        return list(self.communities.values_list("name", flat=True))
