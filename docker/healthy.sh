#!/bin/sh
# A health check that also ends what stays unhealthy: Docker starts again what has ended, not what is unhealthy.
# Usage: healthy.sh PARENT TIMES COMMAND…   After TIMES failures in a row the children of process PARENT are ended: first
# asked, then killed. With "init: true" PARENT is 1, whose child is the service itself, and the container ends with it.
set -u
parent=$1 most=$2 count=${TMPDIR:-/tmp}/unhealthy
shift 2
if "$@" >/dev/null 2>&1; then
  rm -f "$count"
  exit 0
fi
failed=$(($(cat "$count" 2>/dev/null || echo 0) + 1))
echo "$failed" >"$count"
[ "$failed" -ge "$most" ] || exit 1
rm -f "$count"
for number in TERM KILL; do
  for status in /proc/[0-9]*/status; do
    child=${status#/proc/}
    child=${child%/status}
    [ "$child" != $$ ] && grep -q "^PPid:[[:space:]]*$parent\$" "$status" 2>/dev/null && kill -"$number" "$child" 2>/dev/null
  done
  [ "$number" = KILL ] || sleep "${GRACE:-3}"
done
exit 1
