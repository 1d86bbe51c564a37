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
made=0 failed=0 missing=0
mkdir -p "$folder/pages"

# What corpus.txt means by a file: where it comes from, and its path in the repository's folder.
address_of() { # address_of REPOSITORY COMMIT FILE
    local other=${3#*=}
    case $3 in
    *=*) other=${other/@/\/} && echo "$from/${other/://}" ;;
    *) echo "$from/$1/$2/${3#*<}" ;;
    esac
}

path_of() { # path_of FILE
    local path=${1%%=*}
    echo "${path%%<*}"
}

# Gets one file, and cuts a document out of the program that has it between back quotes.
get() { # get ADDRESS TARGET FILE
    curl -fsS --retry 2 --connect-timeout 20 --create-dirs -o "$2.part" "$1" || return 1
    # shellcheck disable=SC2016 # a back quote
    case $3 in
    *\<*) sed -n '/<?xml /,/`/ { s/^.*<?xml /<?xml /; s/`.*//; p; }' "$2.part" >"$2" && rm "$2.part" ;;
    *) mv "$2.part" "$2" ;;
    esac
}

bring() { # bring REPOSITORY COMMIT FILE…
    local repository=$1 commit=$2 file target
    shift 2
    for file; do
        target=$folder/$repository/$(path_of "$file")
        if ! [ -s "$target" ] && ! get "$(address_of "$repository" "$commit" "$file")" "$target" "$file"; then
            echo "missing  $(address_of "$repository" "$commit" "$file")"
            return 1
        fi
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
    # shellcheck disable=SC2086 # several names
    if ! bring "$repository" "$commit" "$document" $needed; then
        echo "without  $repository $document"
        missing=$((missing + 1))
        continue
    fi
    document=$(path_of "$document")
    page=$folder/pages/${repository//\//-}-$(basename "$document" .xml)
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
echo "$made pages in $folder/pages, $failed failed, $missing could not be had"
[ $((failed + missing)) -eq 0 ]
