from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from frontdesk import alerts, board, me, records
from frontdesk.health import healthz
from frontdesk.reception import boxes, calls, finding, samples
from frontdesk.reception import views as reception
from frontdesk.register import contact, contacts, homes, merging, moving, people

sign_in = auth.LoginView.as_view(template_name="frontdesk/login.html", redirect_authenticated_user=True)

urlpatterns = [
    path("", me.home, name="home"),
    path("board/", board.board, name="board"),
    path("board/refresh/", board.refresh, name="board_refresh"),
    path("notices/", alerts.notices, name="notices"),
    path("notices/read/", alerts.read, name="notices_read"),
    path("p/<int:pk>/", records.of_promise, name="promise"),
    path("q/<slug:token>/", records.scan, name="scan"),
    path("me/", me.me, name="me"),
    path("me/password/", me.password, name="password"),
    path("", include("frontdesk.duty.urls")),
    path("boxes/", boxes.boxes, name="boxes"),
    path("boxes/<slug:number>/open/", boxes.open_box, name="open_box"),
    path("calls/", calls.missed_calls, name="missed_calls"),
    path("calls/new/", calls.missed_call_new, name="missed_call_new"),
    path("calls/<slug:number>/give_up/", calls.missed_call_give_up, name="missed_call_give_up"),
    path("calls/<slug:number>/reveal/", calls.missed_call_reveal, name="missed_call_reveal"),
    path("calls/<slug:number>/tried/", calls.missed_call_tried, name="missed_call_tried"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/print/", contacts.printed, name="contacts_print"),
    path("contacts/<slug:number>/complete/", contact.complete_contact, name="complete_contact"),
    path("contacts/<slug:number>/reveal/", contact.reveal, name="reveal_contact"),
    path("reception/", reception.reception, name="reception"),
    path("reception/card/", reception.caller_card, name="reception_card"),
    path("reception/case/", reception.block, name="reception_case"),
    path("reception/find/", finding.reception_find, name="reception_find"),
    path("reception/help/", reception.help_page, name="reception_help"),
    path("reception/queue/", reception.live_queue, name="reception_queue"),
    path("reception/say/", reception.say, name="reception_say"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<slug:number>/<int:pk>/mark/", samples.mark_contact, name="mark_contact"),
    path("homes/<int:pk>/", homes.home_page, name="home_page"),
    path("homes/<int:pk>/move_in/", moving.move_in, name="move_in"),
    path("homes/<int:pk>/move_out/", moving.move_out, name="move_out"),
    path("stays/<int:pk>/correct/", moving.correct_stay, name="correct_stay"),
    path("people/<int:pk>/", people.person_page, name="person_page"),
    path("people/<int:pk>/merge/", merging.merge_people, name="merge_people"),
    path("people/<int:pk>/reveal/", people.reveal_person, name="reveal_person"),
    path("login/", login_not_required(sign_in), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("owners/", include("owners.urls")),
    path("complaints/", include("complaints.urls")),
    path("repairs/", include("repairs.urls")),
    path("callbacks/", include("visits.urls")),
    path("<slug:number>/", records.record, name="record"),
]

handler400 = "frontdesk.errors.bad_request"
handler403 = "frontdesk.errors.forbidden"
handler404 = "frontdesk.errors.not_found"
handler500 = "frontdesk.errors.server_error"
