"""Who did what to which record, when: append-only, each entry chained to the one before by its hash."""
