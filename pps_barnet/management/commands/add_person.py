"""manage.py add_person: the first people of a service, before anybody is there to ask for them."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from foundation.rowsecurity.owner import as_owner
from teams.founding import found_membership, found_person, found_team
from teams.vocabulary import Role


class Command(BaseCommand):
    """Makes a person, and puts them into a team. Needs DATABASE_OWNER_URL; asks for the password."""

    help = "Add a person who can sign in, and their first membership: a service's first administrator and manager."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and in which team as what."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the name colleagues know them by")
        parser.add_argument("--email", default="")
        parser.add_argument("--team", help="the team they join; it is made if there is none of this name")
        parser.add_argument("--service", default="", help="the service that a new team belongs to, if it has several")
        parser.add_argument("--role", choices=Role.values, default=Role.WORKER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the person and the membership, both on the record."""
        password = getpass.getpass("Their first password (at least 12 characters): ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with as_owner():
            person = found_person(options["username"], options["name"], password=password, email=options["email"])
            if options["team"]:
                team = found_team(options["team"], service=options["service"])
                found_membership(team, person, Role(options["role"]))
        self.stdout.write(f"{options['name']} can sign in as {options['username']}.")
