"""A family, the people in it, and the work done for them."""
