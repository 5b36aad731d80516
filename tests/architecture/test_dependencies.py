"""What of our dependencies would open something without a line of ours changing."""

from importlib.metadata import version
from importlib.util import find_spec

from django.conf import settings


def test_guardian_is_past_its_faults_and_none_of_them_is_asked_for_again() -> None:
    """GHSA-5729-mvhf-9gq4: before 3.5.1, and again under this setting, a global grant gave rights that nobody had."""
    assert tuple(map(int, version("django-guardian").split("."))) >= (3, 5, 2)
    assert not hasattr(settings, "GUARDIAN_LEGACY_GLOBAL_PERMS_GROUP_UNION")
    assert settings.ANONYMOUS_USER_NAME is None


def test_no_other_driver_takes_the_place_of_ours() -> None:
    """Django prefers psycopg 3 where it finds it, and our backend speaks psycopg 2."""
    assert find_spec("psycopg2") is not None
    assert find_spec("psycopg") is None
