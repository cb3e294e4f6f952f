"""Papers that citizens send: what they are is looked at, they are scanned, and kept encrypted in one store."""
