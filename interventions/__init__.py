"""What we do: modalities (data), plans, sessions, exercises, reminders."""
