"""The 帳票 screen."""
