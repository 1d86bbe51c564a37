#!/bin/sh
# Runs fuzz targets one after the other, from the corpus in the repository and what earlier runs found
# (build/fuzz/corpus). Ends at the first input that breaks something, which is then in build/fuzz/found.
# Usage: tests/fuzz/fuzz.sh TARGET...; MINUTES (15) and RUNS (2000000) end each, whatever comes first.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build/fuzz}
minutes=${MINUTES:-15}
runs=${RUNS:-2000000}
mkdir -p "$build/found"

samples_of() { # samples_of TARGET: documents that the repository has anyway
    case "$1" in
    document | schema | render | fix) echo conf/statements conf/statements/2026 ;;
    esac
}

longest_of() { # longest_of TARGET, in bytes
    case "$1" in
    document | schema | render | fix | newsroom) echo 16384 ;;
    *) echo 4096 ;;
    esac
}

for target in "$@"; do
    mkdir -p "$build/corpus/$target" "tests/fuzz/corpus/$target"
    echo "$target: $minutes minutes or $runs executions"
    # shellcheck disable=SC2046 # several folders, or none
    ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} "$build/tests/fuzz/fuzz_$target" \
        -max_total_time=$((minutes * 60)) -runs="$runs" -max_len="$(longest_of "$target")" \
        -timeout=30 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$build/found/$target-" \
        "$build/corpus/$target" "tests/fuzz/corpus/$target" $(samples_of "$target") \
        >"$build/found/$target.log" 2>&1 || {
        tail -n 60 "$build/found/$target.log"
        echo "$target: found something"
        exit 1
    }
    sed -n 's/^Done /'"$target"': done /p' "$build/found/$target.log"
done
