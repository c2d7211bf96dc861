"""The self-inspection: this year's sheets, one question at a time, the review."""
