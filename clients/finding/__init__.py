"""Finding clients by what somebody remembers of them; decision 27."""
