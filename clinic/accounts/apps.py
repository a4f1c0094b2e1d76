from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clinic.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set

        from clinic.accounts import drafts, signin

        for signal in (password_changed, password_reset, password_set):
            signal.connect(signin.password_changed, dispatch_uid="accounts.password")
        password_reset.connect(drafts.forget_on_reset, dispatch_uid="accounts.drafts")
