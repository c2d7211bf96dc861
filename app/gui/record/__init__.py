"""What the screens of all records share: the list with its filter, the frame of one record, and who may seal it."""
