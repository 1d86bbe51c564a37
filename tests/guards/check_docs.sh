#!/bin/bash
# The pages of docs/ that are made from the code and from conf/ are as those are: each tag of the error
# log has its meaning, cause and remedy, and no other tag has.
set -u
cd "$(dirname "$0")/../.." || exit
python3 docs/tools/generate.py --check
