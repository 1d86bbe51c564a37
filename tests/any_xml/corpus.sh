#!/bin/bash
# Brings the documents that corpus.txt lists, each at its commit, into a folder, and makes the page of
# each with `statement transform`. Nothing of it is committed.
#
#     tests/any_xml/corpus.sh FOLDER      (make corpus DIR=FOLDER)
#
# CORPUS_FROM=URL takes files from a mirror (URL/OWNER/NAME/COMMIT/PATH) instead of GitHub.
set -u
folder=$1 from=${CORPUS_FROM:-https://raw.githubusercontent.com}
here=$(cd "$(dirname "$0")" && pwd)
program=${BUILD:-$here/../../build}/statement
made=0 failed=0
mkdir -p "$folder/pages"

bring() { # bring REPOSITORY COMMIT FILE…
    local repository=$1 commit=$2 file
    shift 2
    for file; do
        [ -s "$folder/$repository/$file" ] ||
            curl -fsS --retry 2 --create-dirs -o "$folder/$repository/$file" \
                "$from/$repository/$commit/$file" || return 1
    done
}

# DTDs and entities of the site itself are in a catalogue, as an administrator would have it.
write_catalog() { # write_catalog FILE NAME…
    local catalog=$1 name
    shift
    {
        echo '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
        for name; do
            case $name in *.dtd | *.ent) echo "<system systemId=\"$name\" uri=\"$name\"/>" ;; esac
        done
        echo '</catalog>'
    } >"$catalog"
}

while read -r repository commit document needed; do
    [ "${repository#\#}" = "$repository" ] || continue
    page=$folder/pages/${repository//\//-}-$(basename "$document" .xml)
    # shellcheck disable=SC2086 # several names
    if ! bring "$repository" "$commit" "$document" $needed; then
        echo "missing  $repository $document"
        failed=$((failed + 1))
        continue
    fi
    # shellcheck disable=SC2086
    write_catalog "$folder/$repository/catalog.xml" $needed
    if "$program" transform --catalog "$folder/$repository/catalog.xml" --root "$folder/$repository" --base "http://${repository#*/}/" \
        -o "$page.html" "$folder/$repository/$document" 2>"$page.problems"; then
        echo "made     $repository $document: $(wc -c <"$page.html") bytes"
        made=$((made + 1))
    else
        echo "failed   $repository $document: $(head -1 "$page.problems")"
        failed=$((failed + 1))
    fi
done <"$here/corpus.txt"
echo "$made pages in $folder/pages, $failed without"
[ "$failed" -eq 0 ]
