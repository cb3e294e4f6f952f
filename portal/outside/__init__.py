"""Systems of the state that the portal works with: each an interface, an HTTP implementation, and one of our own."""
