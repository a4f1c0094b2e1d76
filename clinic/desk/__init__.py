"""Pages made of everything: today, caseload, client file, reports, set-up."""
