#!/bin/bash
# What XML editors show for each element and attribute is what the reference of the vocabulary says,
# and each of them has an entry there; so has every element that the program lists for itself.
set -u
cd "$(dirname "$0")/../.." || exit
failed=0
tests/schemas/annotate.py --check || failed=1
xmllint --nonet --noout --schema xslt/statement.xsd conf/statements/open-timetables.xml 2>/dev/null || {
    echo "xslt/statement.xsd: xmllint refuses a sample statement, or the schema itself"
    failed=1
}
for name in $(sed -n '/sorts\[\] = {/,/^};/p; /containers\[.*= {/,/^};/p' \
    mod_statement/core/xml/empty.c mod_statement/core/xml/container.c |
    grep -oE '"[a-z]+"' | tr -d '"' | sort -u); do
    grep -qE "^\| .*\`$name\`.* \|.*\|.*\|.*\|.*\|" xslt/README.md || {
        echo "xslt/README.md: no entry for the element $name, which mod_statement/core lists"
        failed=1
    }
done
exit "$failed"
