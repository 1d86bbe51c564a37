#!/bin/bash
# shellcheck disable=SC2317 # step calls the functions
# Format, compilers' and analyzers' warnings, linters for scripts, guards. Ends non-zero after all
# of them have run where one of them found something.
set -u
cd "$(dirname "$0")/.." || exit
failed=0

step() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "$name: good"
    else
        printf '%s: FOUND\n%s\n' "$name" "$output"
        failed=1
    fi
}

rebuild() { # rebuild FOLDER CC CFLAGS: everything again with other warnings, as errors
    make --no-print-directory -s -k -j2 BUILD="build/$1" CC="$2" CFLAGS="$3 -Werror" build units
}

tidy() {
    mkdir -p build
    make -s print-flags | tr ' ' '\n' >build/compile_flags.txt
    printf '%s\n' "${sources[@]}" | xargs -P 2 -n 4 clang-tidy --quiet -p build
}

mapfile -t sources < <(git ls-files 'mod_statement/*.c' 'tests/*.c')
mapfile -t headers < <(git ls-files 'mod_statement/*.h' 'tests/*.h')
mapfile -t shells < <(git ls-files '*.sh' .ci/run)
mapfile -t pythons < <(git ls-files '*.py')

step "clang-format" clang-format --dry-run --Werror "${sources[@]}" "${headers[@]}"
# APR_OFFSETOF is what clang calls a subtraction with a null pointer.
step "clang warnings" rebuild clang clang "-O1 -Wno-null-pointer-subtraction"
step "gcc -fanalyzer" rebuild analyzer gcc "-O1 -fanalyzer -fdiagnostics-path-format=none"
step "clang-tidy" tidy
step "shellcheck" shellcheck "${shells[@]}"
step "pyflakes" pyflakes3 "${pythons[@]}"
for guard in tests/guards/check_*.sh; do
    step "$(basename "$guard")" "$guard"
done
exit "$failed"
