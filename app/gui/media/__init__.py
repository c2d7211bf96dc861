"""The 媒体・機器 screen."""
