#!/bin/bash
# Every text file ends with a line feed, and nothing in the repository speaks of leftovers or of
# the machine it was written on.
set -u
cd "$(dirname "$0")/../.." || exit
failed=0

while read -r file; do
    [ -s "$file" ] || continue
    if [ -n "$(tail -c 1 "$file")" ]; then
        echo "$file: no line feed at its end"
        failed=1
    fi
done < <(git grep --cached -I --name-only -e '' -- . ':!tests/golden')

# The words are split so that this file does not find itself.
words='\b(TO''DO|FIX''ME|XX''X|HA''CK)\b'
paths='(^|[^[:alnum:]._/$*-])/(work|home|mnt|farm)/[[:alnum:]]'
for pattern in "$words" "$paths"; do
    if git grep -nIP -e "$pattern" -- . ':!LICENSE'; then
        failed=1
    fi
done
exit "$failed"
