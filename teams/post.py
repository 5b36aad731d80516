"""E-mail: that there is something new, and a link. Sent by the worker once what it tells of is committed.

The link is made as it is sent, and nobody but whoever it is sent to ever holds it: what waits in the database is only
that somebody is to get one. Where it leads is the worker's own setting, which nobody who asks for it can choose.
"""

import logging
from smtplib import SMTPException
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from foundation.rowsecurity.calls import call
from foundation.rowsecurity.context import WORKER, acting_as
from teams.models.passwords import digest_of_link

SUBJECT = "You have something new"
WORDS = """You have something new. Open this page:

{link}

It asks for a code, which your manager tells you. If you do not expect this, tell your manager.
"""
logger = logging.getLogger(__name__)


@task()
def send_post() -> int:
    """Send what waits."""
    return send_waiting()


def send_waiting() -> int:
    """Send what waits to be sent, each in a transaction of its own.

    Returns:
        How many were sent.
    """
    with acting_as(WORKER), transaction.atomic():
        waiting = [request for (request,) in call("gate.post_waiting")]
    return sum(_send(request) for request in waiting)


def _send(request: UUID) -> int:
    """Make one link and send it; one that cannot be sent waits on, and the others do not wait for it."""
    link, sent = uuid4(), 0
    try:
        with acting_as(WORKER), transaction.atomic():
            for (email,) in call("gate.send_link", request, digest_of_link(link)):
                page = settings.SITE + reverse("set_password", args=[link])
                sent += send_mail(SUBJECT, WORDS.format(link=page), None, [email])
    except (SMTPException, OSError):
        logger.warning("An e-mail could not be sent. It is tried again within the hour.")
        return 0
    return sent
