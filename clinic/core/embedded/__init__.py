"""The embedded parts: PostgreSQL, Valkey and a mail sink from wheels, for `make run` and the tests."""
