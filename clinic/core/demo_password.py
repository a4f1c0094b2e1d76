"""What the password of the demo practice must have; the local stack asks before anything starts."""

LEAST = 8  # characters: it is made up, and open on one's own machine only


def weak_password(password: str) -> str:
    """Why this password is refused, in one line; empty when it is taken."""
    if len(password) < LEAST:
        return f"DEMO_PASSWORD must have at least {LEAST} characters."
    if len(set(password)) < 4:
        return "DEMO_PASSWORD must have at least 4 different characters."
    return ""
