"""Everything that is installed or built, under one lock."""

from pps_barnet.setup import front_end, python_packages
from pps_barnet.setup.locks import only_one
from pps_barnet.setup.places import VAR, prepare


def install() -> None:
    """Python packages, then the front end; in well under a second when nothing has changed."""
    prepare()
    with only_one(VAR / "setup.lock", "set-up"):
        python_packages.install()
        front_end.build()
