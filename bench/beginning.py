"""What must be so before any of the product is imported: mode, keys of the benchmark's own, Django set up."""

import os
import subprocess
import sys

from pps_barnet.setup.places import ROOT, VAR, prepare, private_folder

SECRETS = VAR / "bench-secrets"
KEY_FILES = ("django.key", "context.key", "sealing.key")


def begin() -> None:
    """Set Django up as a serving process has it, with keys that are neither the demonstration's nor the tests'."""
    prepare()
    os.environ["PPS_MODE"] = "demonstration"
    os.environ["PPS_SECRETS"] = str(private_folder(SECRETS))
    os.environ["DJANGO_SETTINGS_MODULE"] = "pps_barnet.settings"
    if not all((SECRETS / name).exists() for name in KEY_FILES):
        making = [sys.executable, "manage.py", "make_keys", "--demonstration"]
        subprocess.run(making, cwd=ROOT, check=True, stdout=sys.stderr)  # noqa: S603 -- our own program
    import django  # noqa: PLC0415 -- only now do the settings load
    from django.conf import settings  # noqa: PLC0415

    settings.DATABASE_ROUTERS = ["bench.unguarded.Router"]
    django.setup()
