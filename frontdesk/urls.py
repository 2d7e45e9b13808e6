from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from frontdesk import alerts, board, me, records
from frontdesk.health import healthz

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
    path("login/", login_not_required(sign_in), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("owners/", include("owners.urls")),
    path("repairs/", include("repairs.urls")),
    path("callbacks/", include("visits.urls")),
    path("<slug:number>/", records.record, name="record"),
]

handler400 = "frontdesk.errors.bad_request"
handler403 = "frontdesk.errors.forbidden"
handler404 = "frontdesk.errors.not_found"
handler500 = "frontdesk.errors.server_error"
