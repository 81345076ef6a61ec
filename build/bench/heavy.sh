#!/usr/bin/env bash
# Requests a second of the heavy reads, over HTTP, with 32 connections. Needs wrk (apt-get install wrk).
#
#   export AGORA_HOME=$(mktemp -d) AGORA_POSTGRES_PORT=5461 DATABASE_URL=embedded
#   export Database__MigrateAtStart=true ASPNETCORE_ENVIRONMENT=Production
#   dotnet build src/Api -c Release
#   agora() { dotnet src/Api/bin/Release/net10.0/agora.dll "$@"; }
#   PORT=8061 Server__Address=127.0.0.1 RateLimits__Enabled=false agora serve > /dev/null &
#   agora db shell --role migrator < build/bench/data.sql       # 200,000 posts, 1,000,000 comments; minutes
#   build/bench/heavy.sh http://127.0.0.1:8061
#
# The second round writes a comment fifty times a second meanwhile, which empties the response cache each time.
set -euo pipefail
cd "$(dirname "$0")/../.."
base=${1:-http://127.0.0.1:8061}
seconds=${2:-10}
agora() { dotnet src/Api/bin/Release/net10.0/agora.dll "$@"; }

case $base in
  http://127.0.0.1* | http://localhost* | http://\[::1\]*) ;;
  *) echo "Only a server on this machine is measured, not $base." >&2; exit 2 ;;
esac
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
password='wool and brass and cards'

token() {
  curl -fsS "$base/api/v1/auth/login" -d "username=$1@example.org" --data-urlencode "password=$password" \
    | sed 's/.*"access_token":"\([^"]*\)".*/\1/'
}

register() {
  curl -fsS -o /dev/null "$base/api/v1/auth/register" -H 'Content-Type: application/json' \
    -d "{\"email\": \"$1@example.org\", \"username\": \"$1\", \"password\": \"$password\"}"
}

# Readers of the feed follow nine authors each and have read some posts; one more person is a moderator, for the summary.
posts=$(curl -fsS "$base/api/v1/posts?limit=20" | grep -o '"id":"1[^"]*"' | cut -d'"' -f4)
run=$(date +%s)
: > "$folder/readers"
for n in 1 2 3 4 5 6 7 8; do
  register "reader$run$n"
  bearer=$(token "reader$run$n")
  echo "$bearer" >> "$folder/readers"
  for author in 1 2 3 4 5 6 7 8 9; do
    curl -fsS -o /dev/null -X PUT -H "Authorization: Bearer $bearer" \
      "$base/api/v1/users/me/following/00000000-0000-4000-8000-0000000000$n$author"
  done
  for post in $posts; do curl -fsS -o /dev/null -H "Authorization: Bearer $bearer" "$base/api/v1/posts/$post"; done
done
register "staff$run"
echo "SET ROLE app_owner; UPDATE app.users SET role = 'moderator' WHERE username = 'staff$run';" \
  | agora db shell --role migrator > /dev/null
token "staff$run" > "$folder/staff"

cat > "$folder/tokens.lua" <<'LUA'
local tokens, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do tokens[#tokens + 1] = "Bearer " .. line end
end
function request()
  at = at % #tokens + 1
  wrk.headers["Authorization"] = tokens[at]
  return wrk.format()
end
LUA

measure() {
  local name=$1 path=$2 tokens=${3:-} report
  local how=()
  [ -n "$tokens" ] && how=(-s "$folder/tokens.lua")
  wrk -t2 -c32 -d2s "${how[@]}" "$base$path" ${tokens:+-- "$tokens"} > /dev/null
  report=$(wrk -t2 -c32 "-d${seconds}s" --latency "${how[@]}" "$base$path" ${tokens:+-- "$tokens"})
  printf '%-26s %10s requests/s   p50 %8s   p99 %8s   errors %s\n' "$name" \
    "$(awk '/Requests\/sec/ { print $2 }' <<<"$report")" \
    "$(awk '$1 == "50%" { print $2 }' <<<"$report")" \
    "$(awk '$1 == "99%" { print $2 }' <<<"$report")" \
    "$(awk -F': ' '/Non-2xx/ { print $2; n = 1 } END { if (!n) print 0 }' <<<"$report")"
}

round() {
  measure "published list" "/api/v1/posts"
  measure "trending" "/api/v1/posts/trending"
  measure "trending, 30 days decayed" "/api/v1/posts/trending?days=30&halfLife=3"
  measure "feed of eight readers" "/api/v1/feed" "$folder/readers"
  measure "summary of 30 days" "/api/v1/analytics/summary" "$folder/staff"
  measure "summary of a year" "/api/v1/analytics/summary?from=$(date -u -d '-365 days' +%F)" "$folder/staff"
}

echo "$(nproc) cores, load before: $(cut -d' ' -f1-3 /proc/loadavg)"
echo "without writes:"
round

# Ends by itself, some seconds after the folder is gone.
comment="INSERT INTO app.comments (id, post_id, author_id, body) SELECT gen_random_uuid(), p.id, p.author_id, 'x'"
comment+=" FROM app.posts AS p WHERE p.id = '${posts%%$'\n'*}'; SELECT pg_sleep(0.02);"
{
  echo "SET ROLE app_owner;"
  while [ -d "$folder" ]; do echo "$comment"; done
} | agora db shell --role migrator > /dev/null 2>&1 &
echo "fifty comments a second at most:"
round
