"""Papers from the website, and their way to the office that they were sent for."""
