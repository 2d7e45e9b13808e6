import os

import cn2an  # noqa: F401
import pypinyin  # noqa: F401
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.settings")

application = get_wsgi_application()
# All pages are loaded once, before the server forks, and not by every worker at its first request; so are the two
# dictionaries above.
get_resolver().url_patterns  # noqa: B018
