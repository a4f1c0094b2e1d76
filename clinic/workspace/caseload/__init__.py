"""The list of clients in treatment: what it shows, in which order, and lists that somebody keeps under a name."""
