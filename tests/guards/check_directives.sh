#!/bin/bash
# conf/statement.conf, the reference for administrators, names each directive of the code and no
# other.
set -u
cd "$(dirname "$0")/../.." || exit
in_code=$(cat mod_statement/httpd/*/*.c | grep -oE 'AP_INIT_[A-Z0-9_]+\("Statement[A-Za-z]*' |
    sed 's/.*"//' | sort -u)
in_conf=$(grep -oE '\bStatement[A-Z][A-Za-z]*' conf/statement.conf | sort -u)
if [ -z "$in_code" ]; then
    echo "no directive found in mod_statement/httpd"
    exit 1
fi
diff <(echo "$in_code") <(echo "$in_conf") && exit 0
echo "'<': only in the code; '>': only in conf/statement.conf"
exit 1
