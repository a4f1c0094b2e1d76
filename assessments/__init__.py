"""What we measure: instruments (data), scoring and change (pure), assessments and their scores."""
