"""Citizens' records: who they are, what they agreed to, what they asked for, and what became of it."""
