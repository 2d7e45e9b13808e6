"""Signing in for tests: the session that Django's login leaves behind, in one statement instead of a dozen."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from office.models import Staff

BACKEND = "office.roles.RolesBackend"


def force_login(client: Client, user: Staff, backend: str | None = None) -> None:
    """What `Client.force_login` does, without noting when somebody signed in last."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    known = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: backend or BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    session = store.create_model_instance(known)
    session.save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
