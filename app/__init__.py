"""点検帳: a department's information-security notebook."""
