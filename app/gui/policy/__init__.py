"""Policies of one's own: the book coming in and going out, and the editor of wordings."""
