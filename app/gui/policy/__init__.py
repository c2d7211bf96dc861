"""A city's own policy in the window: written, pasted, compared with the next edition."""
