"""Stand-ins for the other side: each speaks the real contract and can misbehave on request."""
