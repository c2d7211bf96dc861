"""The 廃棄 screen."""
