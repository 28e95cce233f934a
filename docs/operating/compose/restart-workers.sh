#!/bin/sh
# Replaces the workers of the compose file one after the other: a new one is started, from the image
# and the settings as they are now, and only when it is ready an old one drains and goes. Ends with 1,
# and leaves the rest as they are, when a new one is not ready in time.
set -eu
cd "$(dirname "$0")"

ready_within_s=60
# Drain delay 10 s, requests under way 30 s, snapshots 5 s.
stop_within_s=50

is_ready() {
  docker exec "$1" node -e \
    "fetch('http://127.0.0.1:8080/v1/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
}

old_workers=$(docker compose ps --quiet worker)
count=$(echo "$old_workers" | wc -l)

for old in $old_workers; do
  before=$(docker compose ps --quiet worker)
  docker compose up --detach --no-deps --no-recreate --scale worker=$((count + 1)) worker
  new=$(docker compose ps --quiet worker | grep -v -F "$before")
  waited_s=0
  until is_ready "$new"; do
    if [ "$waited_s" -ge "$ready_within_s" ]; then
      echo "worker $new is not ready after $ready_within_s s: the other workers stay" >&2
      exit 1
    fi
    sleep 1
    waited_s=$((waited_s + 1))
  done
  # The balancer looks the workers up again every 2 s.
  sleep 3
  docker stop -t "$stop_within_s" "$old"
  docker rm "$old"
done
