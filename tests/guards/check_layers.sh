#!/bin/bash
# Arrows between folders go down: a folder includes and calls only what its line below names, what
# those use, and itself. One line a folder: "FOLDER: WHAT IT USES". Calls are read from the objects
# of the last build. Besides, no unit calls one that calls it, directly or through others (but for
# what the two lists below name), and the core and the command never see httpd, nor does httpd/ parse
# XML.
set -u
cd "$(dirname "$0")/../.." || exit
failed=0

folders='
core/base:
core/i18n: core/base
core/xml: core/i18n
core/schema: core/xml
core/site: core/xml
core/http: core/site
core/edition: core/schema core/site
core/state: core/site
core/search: core/state
core/catalog: core/search core/edition
core/output: core/base
core/xslt: core/xml core/output
core/any_xml: core/xslt
core/render: core/catalog core/xslt
core/intake: core/catalog
core/check: core/intake
core/page_store: core/http
httpd/config: core
httpd/runtime: httpd/config
httpd/newsroom: httpd/runtime
httpd/shared: httpd/newsroom
httpd/request: httpd/shared
httpd/access: httpd/request
httpd/response: httpd/request
httpd/page_cache: httpd/response httpd/access
httpd/handlers: httpd/page_cache
httpd/any_xml: httpd/page_cache
httpd/notify: httpd/newsroom
httpd/start: httpd/handlers httpd/any_xml httpd/notify
command: core
'

# Circles between units that are recursion in what they work on, "A B" where A calls B back: an
# edition holds the editions of the statements that it reproduces.
recursions='
core/edition/source core/edition/make
'

python3 tests/guards/layers.py "$folders" "$recursions" "${BUILD:-build}" || failed=1

forbid() { # forbid PATTERN FOLDER…
    local pattern=$1
    shift
    if git grep -nE "#[[:space:]]*include[[:space:]]*[<\"]($pattern)" -- "$@"; then
        failed=1
    fi
}

httpd='(httpd|ap_[a-z_]*|mod_[a-z_]*|http_[a-z]*|util_[a-z]*|scoreboard)\.h'
forbid "$httpd" mod_statement/core mod_statement/command
forbid 'libxml/(parser|parserInternals|xmlreader|SAX2?|xinclude|relaxng|xmlschemas)\.h|libxslt/' \
    mod_statement/httpd
exit "$failed"
