#!/bin/bash
# Each STMnnnn tag of the error log stands in one place of the code, so that a line in a log names
# the line that wrote it.
set -u
cd "$(dirname "$0")/../.." || exit
doubled=$(git grep -hoE '"STM[0-9]{4}' -- 'mod_statement/*.c' 'mod_statement/*.h' | sort | uniq -d)
[ -n "$doubled" ] || exit 0
for tag in $doubled; do
    git grep -n "$tag" -- mod_statement
done
exit 1
