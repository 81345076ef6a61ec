#!/usr/bin/env bash
# What grows with the rows: lists, searches, feeds and rankings at scale 1 and at scale 10, as a table and a plot.
# Usage: build/bench/growth.sh DIR [options of http.sh]. The two clusters stay in DIR for the next run; the large one takes some 20 GB.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:?Say where the clusters may stay}
shift
lists=user,post,posts,posts-page-1000,tag,thread,user-search,search,feed-1000,trending,summary
for scale in 1 10; do
  build/bench/http.sh --keep "$folder/$scale" --scale "$scale" --only "$lists" --output "artifacts/bench/scale-$scale" "$@"
done
exec dotnet tests/Benchmarks/bin/Release/net10.0/Agora.Benchmarks.dll growth \
  artifacts/bench/scale-1/http.json artifacts/bench/scale-10/http.json artifacts/bench
