"""Staff pages made of several packages: today, caseload, a client's overview, reports, the practice's settings."""
