#!/bin/sh
# Makes secrets/ and .env for docker-compose.yml. What is there already stays as it is.
# Usage: sh docker/make-secrets.sh desk.example.org [appointments@example.org]
set -eu
umask 077
host=${1:?Name the host, for example: sh docker/make-secrets.sh desk.example.org}
sender=${2:-appointments@$host}
cd "$(dirname "$0")/.."
mkdir -p secrets
random() { head -c 400 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | head -c "$1"; }
keep() { [ -s "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }
keep secret_key "$(random 64)"
keep notes_keys "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
keep postgres_password "$(random 32)"
keep owner_password "$(random 32)"
keep app_password "$(random 32)"
keep valkey_password "$(random 48)"
keep broker_url "redis://:$(cat secrets/valkey_password)@valkey:6379/0"
keep database_url "postgres://clinic_app:$(cat secrets/app_password)@db:5432/clinic"
keep database_owner_url "postgres://clinic_owner:$(cat secrets/owner_password)@db:5432/clinic"
keep email_url "smtp+tls://user:password@mail.example.org:587"
chmod 644 secrets/* # the containers' user reads them; the folder keeps others out
[ -s .env ] || printf 'SITE_HOST=%s\nMAIL_FROM=%s\n' "$host" "$sender" >.env
echo "secrets/ and .env are ready. Put your mail server into secrets/email_url, then: docker compose up --build --detach --wait"
