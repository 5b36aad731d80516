"""Concerns about a child or an adult at risk: discussed, then shared, and never stopped by a control (promise 7)."""
