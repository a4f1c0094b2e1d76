"""What an empty practice does first: a list on *Today* that ticks itself from what is there."""
