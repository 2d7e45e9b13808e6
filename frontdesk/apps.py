from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    name = "frontdesk"


class DeskAdminConfig(AdminConfig):
    default_site = "frontdesk.admin.DeskSite"
