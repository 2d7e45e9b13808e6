#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from frontdesk.servers import environment
from frontdesk.servers.process import ServerError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.settings")
    try:
        environment.prepare(os.environ, starting=sys.argv[1:2] == ["up"])
    except ServerError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)
