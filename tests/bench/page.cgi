#!/bin/sh
# The document after page.cgi/ in the address.
printf 'Content-Type: text/html; charset=utf-8\r\n\r\n'
exec xsltproc --nonet "$BENCH_STYLESHEET" "$BENCH_DOCUMENTS$PATH_INFO"
