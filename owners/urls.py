from django.urls import path

from owners.views import callers

app_name = "owners"
urlpatterns = [
    path("household/", callers.home, name="household"),
    path("caller/", callers.caller, name="caller"),
]
