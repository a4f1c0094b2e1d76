"""Who we care for: clients, episodes, the care team, consents, risk alerts."""
