#!/bin/bash
# Each header compiles alone.
set -u
cd "$(dirname "$0")/../.." || exit
failed=0
read -r -a flags < <(make -s print-flags)
for header in $(git ls-files 'mod_statement/*.h'); do
    if ! printf '#include "%s"\n' "$PWD/$header" |
        "${CC:-cc}" "${flags[@]}" -Werror -fsyntax-only -x c -; then
        echo "$header: does not compile alone"
        failed=1
    fi
done
exit "$failed"
