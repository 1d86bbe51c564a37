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
exit "$failed"
