#!/usr/bin/env bash
# The pictures that come with the program are those that search/runs/pictures.c draws.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

"$ENOS_BIN/../search/pictures" "$folder"
for file in {train,t10k}-{images-idx3,labels-idx1}-ubyte; do
    cmp "$folder/$file" "$ENOS_SOURCE_DIR/search/runs/data/$file"
done
