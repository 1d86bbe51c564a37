#!/bin/bash
# Each test that SECURITY.md names, as FILE::NAME below tests/, is there.
set -u
cd "$(dirname "$0")/../.." || exit
named=$(grep -oE '(http|unit)(/[a-z0-9_]+)+\.(py|c)::[a-z0-9_]+' SECURITY.md | sort -u)
failed=0
if [ -z "$named" ]; then
    echo "SECURITY.md names no test"
    exit 1
fi
for test in $named; do
    file=tests/${test%%::*}
    if ! grep -qE "^(    )?(def ${test##*::}\(|START_TEST\((test_)?${test##*::}\))" "$file"; then
        echo "SECURITY.md: no $test"
        failed=1
    fi
done
exit "$failed"
