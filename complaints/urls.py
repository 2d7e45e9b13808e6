from django.urls import path

from complaints.views import listing, verbs

app_name = "complaints"
urlpatterns = [
    path("", listing.complaints, name="list"),
    path("recurring/", listing.recurring, name="recurring"),
    path("<slug:number>/answer/", verbs.answer, name="answer"),
    path("<slug:number>/void/", verbs.void, name="void"),
    path("<slug:number>/reveal/", verbs.reveal, name="reveal"),
]
