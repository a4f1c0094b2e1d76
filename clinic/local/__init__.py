"""The local stack: PostgreSQL, Valkey and a mail sink from wheels, for `make run` and the tests, not for production."""
