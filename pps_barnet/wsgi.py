"""The web process. It checks itself before it serves: a process that should not serve does not."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pps_barnet.settings")
os.environ["PPS_SERVING"] = "web"

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
call_command("check", "--database", "default", "--fail-level", "ERROR")
# What was loaded stays until the end: collecting garbage need not look through it again at every other page.
gc.collect()
gc.freeze()
