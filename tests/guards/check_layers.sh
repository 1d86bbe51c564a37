#!/bin/bash
# Arrows go one way: the core knows neither httpd nor the command, only httpd/ knows httpd, and
# httpd/ never parses XML itself.
set -u
cd "$(dirname "$0")/../.." || exit
failed=0

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
