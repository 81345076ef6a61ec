#!/usr/bin/env bash
# Latency of the hot reads of a running Agora: 32 connections, 15 seconds each. Needs wrk (apt-get install wrk).
# Usage: build/bench/reads.sh [http://127.0.0.1:8007] [words to search for]
# With an access token of an account in TOKEN the feed is read as well. On many rows: build/demo-data.sh | agora import posts -
# then agora db shell --role migrator < build/bench/comments.sql
set -euo pipefail
base=${1:-http://127.0.0.1:8007}
words=${2:-text editor}

case $base in
  http://127.0.0.1* | http://localhost* | http://\[::1\]*) ;;
  *) echo "Only a server on this machine is measured, not $base." >&2; exit 2 ;;
esac
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }

first=$(curl -fsS "$base/api/v1/posts?limit=1" | sed -n 's/.*"items":\[{"id":"\([^"]*\)".*/\1/p')
[ -n "$first" ] || { echo "There is no post at $base. Import some first." >&2; exit 2; }

measure() {
  local name=$1 path=$2 report
  curl -fsS -o /dev/null "${@:3}" "$base$path"
  wrk -t2 -c32 -d3s "${@:3}" "$base$path" >/dev/null
  report=$(wrk -t2 -c32 -d15s --latency "${@:3}" "$base$path")
  printf '%-22s %10s requests/s   p50 %8s   p99 %8s   errors %s\n' "$name" \
    "$(awk '/Requests\/sec/ { print $2 }' <<<"$report")" \
    "$(awk '$1 == "50%" { print $2 }' <<<"$report")" \
    "$(awk '$1 == "99%" { print $2 }' <<<"$report")" \
    "$(awk -F': ' '/Non-2xx/ { print $2; n = 1 } END { if (!n) print 0 }' <<<"$report")"
}

measure "post by id" "/api/v1/posts/$first"
measure "published list" "/api/v1/posts"
measure "search, ranked" "/api/v1/posts/search?q=${words// /+}"
discussed=$(curl -fsS "$base/api/v1/posts/trending?days=90&limit=1" | sed -n 's/.*"id":"\([^"]*\)","author".*/\1/p')
if [ -n "$discussed" ]; then measure "thread" "/api/v1/posts/$discussed/comments"; fi
measure "trending" "/api/v1/posts/trending"
if [ -n "${TOKEN:-}" ]; then measure "feed" "/api/v1/feed" -H "Authorization: Bearer $TOKEN"; fi
