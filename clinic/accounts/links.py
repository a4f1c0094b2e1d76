"""What the key of a mailed sign-in link is made of. Imported by allauth.account.forms: imports nothing of it."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from clinic.core.models import User


class LinkKeys(PasswordResetTokenGenerator):
    """Keys that hold for one password, one address and one last sign-in: any change of these makes them void.

    Instead of allauth's own, which writes an *unverified* address into the database whenever a key is made or checked:
    then a person who was merely invited, or for whom anybody asked a new password, could not set up a second factor.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        # The address twice, as allauth's generator did: links that are in the mail during an upgrade stay good.
        return super()._make_hash_value(user, timestamp) + user.email
