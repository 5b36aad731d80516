"""The second gate: PostgreSQL answers only to a person it can verify, whatever the query."""
