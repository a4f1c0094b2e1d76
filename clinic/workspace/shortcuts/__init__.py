"""Single keys on the staff's pages: what each does, whether they work, and which key somebody uses instead."""
