#!/usr/bin/env bash
# What readers feel while a migration waits for its lock, and how long a start with nothing to do takes.
# Usage: build/bench/migrations.sh [locks|restart]
set -euo pipefail
cd "$(dirname "$0")/../.."
for bench in "${@:-locks restart}"; do
  # Unquoted on purpose: the default is two words.
  for name in $bench; do
    dotnet run --project tests/Benchmarks --configuration Release -- "$name"
  done
done
