"""The web server's worker: nobody waits for those who ask nothing.

Browsers open spare connections, and may ask nothing on them for a long time. gunicorn gives each new connection a
thread for five seconds to hear what is asked; with four threads, the spare connections of a few browsers keep everybody
else waiting. Here a connection has a thread once something has come in on it, as one has that was served before.
"""

import selectors
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):
    """gunicorn's own worker with threads, but for connections on which nothing was asked yet."""

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection a thread; a new one first when there is something to read."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
