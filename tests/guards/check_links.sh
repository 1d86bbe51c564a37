#!/bin/bash
# Each link of a page to a file or a section of this repository leads there.
set -u
cd "$(dirname "$0")/../.." || exit
python3 tests/guards/links.py
