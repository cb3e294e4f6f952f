"""Forms begun and not yet submitted: one for each citizen and service, so that any channel can go on with it."""
