"""What every room needs: paths, settings, words, dates, errors."""
