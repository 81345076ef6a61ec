#!/usr/bin/env bash
# Runs the generated client against a host that starts as the README says, on a port and a cluster of its own. Needs build/openapi to be
# compiled.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export Server__Port=8017
host=http://127.0.0.1:$Server__Port

# Another server there would be tested instead of this one.
if (exec 3<>"/dev/tcp/127.0.0.1/$Server__Port") 2>/dev/null; then
    echo "Port $Server__Port is in use: stop the program that listens there, then run this again." >&2
    exit 1
fi

# A new cluster each time: the machine's own may hold the database of another branch, whose history differs. The account that runs the
# server enters the folder, so it is not private; the cluster in it is.
work=$(mktemp -d) && chmod 755 "$work" || exit 1
log=$work/host.log
export AGORA_DATA=$work/postgres AGORA_POSTGRES_PORT=0

dotnet run --project src/Api --no-build >"$log" 2>&1 &
pid=$!
trap 'kill -TERM $pid 2>/dev/null; wait $pid 2>/dev/null; rm -rf "$work"' EXIT

# The first start makes a cluster and demo data.
for _ in $(seq 240); do
    curl --silent --fail --output /dev/null "$host/health/ready" && break
    kill -0 $pid 2>/dev/null || break
    sleep 1
done

answer=$(node build/openapi/generated/out/client.js "$host" 2>&1) || { tail -n 20 "$log"; printf '%s\n' "$answer" >&2; exit 1; }
printf '%s\n' "$answer"
