"""Sealing: names, contact details and narrative are unreadable without the key of their scope (promise 8)."""
