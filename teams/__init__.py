"""People, teams, membership and roles, and the pages people sign in with."""
