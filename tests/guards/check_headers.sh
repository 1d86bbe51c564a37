#!/bin/bash
# Each header compiles alone, those of the core together, and all together: no name is defined twice.
# What the core exports begins with stm_, what httpd/ does with stmh_.
set -u
cd "$(dirname "$0")/../.." || exit
failed=0
read -r -a flags < <(make -s print-flags)
read -r -a compiler <<<"${CC:-cc}"

compile() { # compile HEADER…: one file that includes them
    printf '#include "%s"\n' "${@/#/$PWD/}" |
        "${compiler[@]}" "${flags[@]}" -Werror -Wredundant-decls -fsyntax-only -x c -
}

mapfile -t core < <(git ls-files 'mod_statement/core/*.h')
mapfile -t httpd < <(git ls-files 'mod_statement/httpd/*.h')
mapfile -t all < <(git ls-files 'mod_statement/*.h')
for header in "${all[@]}"; do
    if ! compile "$header"; then
        echo "$header: does not compile alone"
        failed=1
    fi
done
compile "${core[@]}" || { echo "the headers of the core do not compile together"; failed=1; }
compile "${core[@]}" "${httpd[@]}" || { echo "the headers do not compile together"; failed=1; }

# A second header with the same guard would be left out without a word.
doubled=$(grep -hoE '^#ifndef [A-Z0-9_]+_H$' "${all[@]}" | sort | uniq -d)
[ -z "$doubled" ] || { echo "in two headers: $doubled"; failed=1; }

exported() { # exported PREFIX HEADER…: types without it
    local prefix=$1
    shift
    if grep -nE '^(typedef )?(struct|enum|union) [a-z_0-9]+ \{|^\} [a-z_0-9]+;' "$@" |
        grep -vE "(struct|enum|union|\}) ${prefix}"; then
        echo "exported without $prefix"
        failed=1
    fi
}
exported stm_ "${core[@]}"
exported stmh_ "${httpd[@]}"
exit "$failed"
