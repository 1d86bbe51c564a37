#!/bin/bash
# conf/statement.conf, the reference for administrators, says of each directive what the code says:
# name, context, override, default. No other name is in it.
set -u
cd "$(dirname "$0")/../.." || exit
python3 tests/guards/directives.py
