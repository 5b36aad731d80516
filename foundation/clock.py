"""Now and today, in one place; civil dates are London's.

The database has one twin of this module, ``gate.clock()``. Tests replace either in their own process or database;
there is no setting that moves time, because whoever could write it could bring an ended permission back to life.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Today's date in London, which differs from UTC's for an hour of every summer night."""
    return now().astimezone(LONDON).date()


def at(day: date, hour: time = time()) -> datetime:
    """The instant at which a London clock shows this; midnight as the day begins, when no hour is given."""
    return datetime.combine(day, hour, tzinfo=LONDON)


def london(instant: datetime) -> datetime:
    """The same instant on a London clock face."""
    return instant.astimezone(LONDON)


def end_of(day: date) -> datetime:
    """The instant at which a day ends in London: midnight after it."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=LONDON)


def was_skipped(day: date, hour: time) -> bool:
    """Whether no London clock ever showed this: the hour that is left out when the clocks go forward."""
    local = datetime.combine(day, hour, tzinfo=LONDON)
    return local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None)
