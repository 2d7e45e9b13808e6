from django.urls import path

from owners import views

app_name = "owners"
urlpatterns = [
    path("household/", views.home, name="household"),
    path("caller/", views.caller, name="caller"),
]
