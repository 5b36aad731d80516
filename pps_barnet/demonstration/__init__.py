"""The demonstration: invented people, invented families, and a password that is no secret. Never in production."""
