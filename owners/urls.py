from django.urls import path

from owners.views import callers, cases, guidance, imports, lines, listings, matters, messages, sayings

app_name = "owners"
urlpatterns = [
    path("household/", callers.home, name="household"),
    path("caller/", callers.caller, name="caller"),
    path("cases/<slug:number>/reveal/", cases.reveal, name="case_reveal"),
    path("guidance/", guidance.guidance, name="guidance"),
    path("guidance/<int:pk>/confirm/", guidance.confirm, name="confirm_guidance"),
    path("imports/", imports.listed, name="imports"),
    path("imports/template/", imports.blank, name="import_template"),
    path("imports/<int:pk>/", imports.imported, name="import"),
    path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:pk>/enter/", imports.enter, name="import_enter"),
    path("imports/<int:pk>/lines/<int:line>/", imports.row, name="import_row"),
    path("lines/", lines.lines, name="lines"),
    path("lines/<int:pk>/end/", lines.line_end, name="line_end"),
    path("listings/", listings.listing_list, name="listings"),
    path("listings/<slug:number>/renew/", listings.renew, name="listing_renew"),
    path("listings/<slug:number>/close/", listings.close, name="listing_close"),
    path("marks/", guidance.marks, name="marks"),
    path("matters/", matters.matter_list, name="matters"),
    path("matters/<slug:number>/hand_over/", matters.hand_over, name="matter_hand_over"),
    path("matters/<slug:number>/decide/", matters.decide, name="matter_decide"),
    path("matters/<slug:number>/do/", matters.do, name="matter_do"),
    path("matters/<slug:number>/tell/", matters.tell, name="matter_tell"),
    path("matters/<slug:number>/void/", matters.void, name="matter_void"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/instead/", messages.instead, name="message_instead"),
    path("messages/<slug:number>/tell/", messages.tell, name="message_tell"),
    path("messages/<slug:number>/confirm/", messages.confirm, name="message_confirm"),
    path("messages/<slug:number>/ring_back/", messages.ring_back, name="message_ring_back"),
    path("messages/<slug:number>/void/", messages.void, name="message_void"),
    path("messages/<slug:number>/print/", messages.print_slip, name="message_print"),
    path("phrases/", sayings.phrases, name="phrases"),
]
