"""The tests are documentation: what the product promises, and what happens when a protection is taken away."""
