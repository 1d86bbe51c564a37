#!/bin/bash
# What the pages for those who work on the code name is there: files and folders of mod_statement/, and
# functions and types (`stm_…`).
set -u
cd "$(dirname "$0")/../.." || exit
pages=(mod_statement/README.md docs/*.md CONTRIBUTING.md)
failed=0

exists() { # exists PATH: a file or folder, or the stem of files
    compgen -G "mod_statement/$1" >/dev/null || compgen -G "mod_statement/$1.[ch]" >/dev/null
}

while read -r path; do
    exists "$path" || {
        echo "no mod_statement/$path: $(grep -lF "$path" "${pages[@]}" | tr '\n' ' ')"
        failed=1
    }
done < <(grep -ohE "\`(core|httpd|command)/[a-zA-Z0-9_./]+\`" "${pages[@]}" | tr -d "\`" | sort -u)

while read -r name; do
    git grep -qwF "$name" -- 'mod_statement/*.[ch]' || {
        echo "nothing is called $name: $(grep -lF "$name" "${pages[@]}" | tr '\n' ' ')"
        failed=1
    }
done < <(grep -ohE '\bstmh?_[a-z0-9_]+[a-z0-9]' "${pages[@]}" | sort -u)
# Each file that a row of "| folder | what happens there |" names is in one of the row's folders.
rows=$(sed -n '/^| folder | what happens there |/,/^$/p' mod_statement/README.md | grep '^| `')
while IFS='|' read -r _ folders text _; do
    read -ra folders <<<"$(tr -d '`,' <<<"$folders")"
    while read -r name; do
        for folder in "${folders[@]}"; do
            exists "$folder/${name%.c}" && continue 2
        done
        echo "${folders[*]}: mod_statement/README.md names $name, which is not there"
        failed=1
    done < <(grep -oE "\`[a-z_0-9]+(\.c)?\`" <<<"$text" | tr -d '\`')
done <<<"$rows"
# The map's rows are those of check_layers.sh.
map=$(sed -n '/^## The map/,/^###/p' mod_statement/README.md |
    sed -nE 's/^\| .((core|httpd|command)[a-z0-9_/]*). \|.*\|(.*)\|$/\1:\3/p' |
    tr -d "\`," | sed 's/the core/core/; s/ *$//' | sort)
table=$(sed -n "/^folders='/,/^'/p" tests/guards/check_layers.sh | grep : | sed 's/ *$//' | sort)
diff <(echo "$table") <(echo "$map") || {
    echo "'<': tests/guards/check_layers.sh; '>': the map in mod_statement/README.md"
    failed=1
}
exit "$failed"
