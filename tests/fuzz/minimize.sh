#!/bin/sh
# Keeps of what `make fuzz` has found (build/fuzz/corpus) the few small inputs that reach each branch
# which tests/fuzz/corpus does not reach yet. What began as a fault keeps its name (found-…).
# Usage: tests/fuzz/minimize.sh TARGET...
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build/fuzz}

for target in "$@"; do
    kept=tests/fuzz/corpus/$target
    mkdir -p "$kept"
    fresh=$(mktemp -d)
    "$build/tests/fuzz/fuzz_$target" -set_cover_merge=1 -use_counters=0 -max_len=4096 \
        "$fresh" "$kept" "$build/corpus/$target" >"$build/found/$target.merge" 2>&1
    find "$kept" -type f ! -name 'found-*' -delete
    for file in "$fresh"/*; do
        name=$(basename "$file" | cut -c1-12)
        cp "$file" "$kept/$name"
    done
    rm -rf "$fresh"
    echo "$target: $(find "$kept" -type f | wc -l) inputs, $(cat "$kept"/* | wc -c) bytes"
done
