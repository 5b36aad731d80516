"""Permission: what a service user has agreed to, refused or taken back, and what is asked for in return."""
