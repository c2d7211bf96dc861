"""The rules, pure: state and command in, events and new state out."""
