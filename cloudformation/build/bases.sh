#!/bin/sh
# Writes to FILE the Dockerfile's base images with their digests, a build argument on each line. A base image that is
# in FILE already keeps its digest; the others get the digest that their name has at this moment.
#   bases.sh FILE
set -eu
[ $# = 1 ] || { echo "usage: bases.sh FILE" >&2; exit 2; }
touch "$1"
sed -n 's/^ARG \([A-Z]*=.*\)$/\1/p' "$(dirname "$0")/Dockerfile" >"$1.names"
while read -r base; do
  grep -F "$base@" "$1" && continue
  digest=$(docker buildx imagetools inspect "${base#*=}" --format '{{.Manifest.Digest}}')
  echo "$base@$digest"
done <"$1.names" >"$1.new"
rm "$1.names"
mv "$1.new" "$1"
