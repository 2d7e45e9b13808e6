from django.urls import path

from complaints.views import answering, calling, ending, figures, files, ladder, listing, printing, reports

app_name = "complaints"
urlpatterns = [
    path("", listing.complaints, name="list"),
    path("recurring/", listing.recurring, name="recurring"),
    path("figures/", figures.figures, name="figures"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:number>/sum_up/", reports.sum_up, name="sum_up"),
    path("reports/<slug:number>/sign/", reports.sign, name="sign"),
    path("reports/<slug:number>/print/", reports.printed, name="print_report"),
    path("<slug:number>/answer/", answering.answer, name="answer"),
    path("<slug:number>/explain/", answering.explain, name="explain"),
    path("<slug:number>/print/", printing.complaint, name="print"),
    path("<slug:number>/reveal/", answering.reveal, name="reveal"),
    path("<slug:number>/pass_up/", ladder.pass_up, name="pass_up"),
    path("<slug:number>/decide/", ladder.decide, name="decide"),
    path("<slug:number>/call_back/", calling.call_back, name="call_back"),
    path("<slug:number>/resolve/", ending.resolve, name="resolve"),
    path("<slug:number>/judge/", ending.judge, name="judge"),
    path("<slug:number>/close/", ending.close, name="close"),
    path("<slug:number>/join/", ending.join, name="join"),
    path("<slug:number>/void/", ending.void, name="void"),
    path("<slug:number>/attach/", files.attach, name="attach"),
    path("<slug:number>/files/<int:pk>/", files.file, name="file"),
]
