from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clinic.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set
        from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
        from django.contrib.auth.signals import user_logged_in

        from clinic.accounts import drafts, events, guesses, known, signin

        passwords = (password_changed, password_reset, password_set)
        for signal in (*passwords, authenticator_added, authenticator_removed, authenticator_reset):
            signal.connect(signin.credentials_changed, dispatch_uid="accounts.credentials")
        password_reset.connect(drafts.forget_on_reset, dispatch_uid="accounts.drafts")
        password_reset.connect(guesses.forgive_on_reset, dispatch_uid="accounts.guesses")
        events.connect()
        user_logged_in.connect(known.remember, dispatch_uid="accounts.known")
