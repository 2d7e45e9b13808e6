from django.urls import path

from visits import views

app_name = "visits"
urlpatterns = [
    path("", views.desk, name="list"),
    path("<int:pk>/", views.callback, name="callback"),
    path("<int:pk>/release/", views.release, name="release"),
]
