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

each_source() { # each_source COMMAND...: on a few of the C files at a time
    printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 4 "$@"
}

read_with_clang() {
    each_source clang "${flags[@]}" -fsyntax-only -Werror
}

# What is not for the tests: those run, and clang-tidy reads them as well.
analyze() {
    make --no-print-directory -s -k -j"$(nproc)" BUILD=build/analyzer CC=gcc \
        CFLAGS="-O1 -fanalyzer -fdiagnostics-path-format=none -Werror" build
}

mapfile -t sources < <(git ls-files 'mod_statement/*.c' 'tests/*.c')
mapfile -t headers < <(git ls-files 'mod_statement/*.h' 'tests/*.h')
mapfile -t shells < <(git ls-files '*.sh' .ci)
mapfile -t pythons < <(git ls-files '*.py')

step "clang-format" clang-format --dry-run --Werror "${sources[@]}" "${headers[@]}"
mkdir -p build
make -s print-flags | tr ' ' '\n' >build/compile_flags.txt
mapfile -t flags <build/compile_flags.txt
step "clang warnings" read_with_clang
step "gcc -fanalyzer" analyze
step "clang-tidy" each_source clang-tidy --quiet -p build
step "shellcheck" shellcheck "${shells[@]}"
step "pyflakes" pyflakes3 "${pythons[@]}"
step "musl" tests/lint_musl.sh
step "packaging" tests/lint_packaging.sh
for guard in tests/guards/check_*.sh; do
    step "$(basename "$guard")" "$guard"
done
exit "$failed"
