"""--reset-demo: a fresh database and fresh keys."""

import os
import shutil

from pps_barnet.setup import cluster, databases, postgres
from pps_barnet.setup.instance import require_demonstration
from pps_barnet.setup.places import SECRETS
from pps_barnet.setup.product import READY_STAMP
from pps_barnet.setup.speech import SetUpError, say, step


def reset() -> None:
    """Throws the demonstration away. Asks nothing: everybody in it is invented."""
    require_demonstration()
    if os.environ.get("DATABASE_URL") and not databases.embedded():
        raise SetUpError(
            "--reset-demo resets the embedded database only, and DATABASE_URL names another.",
            "unset DATABASE_URL and its fellows, or empty that database yourself.",
        )
    with postgres.sharing():
        server = usable_server()
        with step("Dropping the demonstration's database"):
            databases.drop(server)
    forget_keys()


def usable_server() -> postgres.Server:
    """A server that runs; data that it cannot run on is set aside, which is what a reset is for."""
    try:
        return postgres.start()
    except SetUpError as failure:
        where = cluster.of_checkout()
        if not where.data.exists() and not cluster.foreign(where):
            raise
        say(failure.wrong)
        cluster.set_aside(where)
        return postgres.start()


def forget_keys() -> None:
    """Removes the demonstration's keys (those of a PPS_SECRETS of your own stay) and what was remembered of it."""
    READY_STAMP.clear()
    if "PPS_SECRETS" in os.environ and os.path.realpath(os.environ["PPS_SECRETS"]) != str(SECRETS):
        return
    for path in SECRETS.iterdir():
        if path.is_dir() and path.name != "database":
            shutil.rmtree(path)
        elif not path.is_dir():
            path.unlink()
