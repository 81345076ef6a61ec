#!/usr/bin/env bash
# Measures Agora over HTTP beside a bare server and the plain SQL under pgbench, on a throw-away cluster with a million comments.
# Usage: build/bench/http.sh [--keep DIR] [--scale 0.1] [--only user,post] [--with-writes] [...]; --help says the rest.
# --agora DIR measures a program that was published before. Needs wrk (apt-get install wrk).
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

arguments=()
agora=
while [ $# -gt 0 ]; do
  case $1 in
    --agora) agora=$(realpath "$2"); shift 2 ;;
    *) arguments+=("$1"); shift ;;
  esac
done

agora=${agora:-$(build/agora --publish)}
dotnet publish tests/Benchmarks/Bare --configuration Release --output artifacts/bench/bare --nologo -v quiet -clp:NoSummary
dotnet build tests/Benchmarks --configuration Release --nologo -v quiet -clp:NoSummary
exec dotnet tests/Benchmarks/bin/Release/net10.0/Agora.Benchmarks.dll http \
  --agora "$agora/agora" --bare artifacts/bench/bare/Agora.Bare "${arguments[@]}"
