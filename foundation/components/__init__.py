"""What people see and type into: form fields, their rendering, and the tags that draw components."""
