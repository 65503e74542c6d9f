#!/bin/sh
# Builds the image for both architectures and pushes it under one tag. Docker must be signed in.
#   image.sh REPOSITORY TAG BASES
#     BASES  a file with the base images and their digests, as bases.sh writes it. What it lacks is added.
set -eu
[ $# = 3 ] || { echo "usage: image.sh REPOSITORY TAG BASES" >&2; exit 2; }
image=$1:$2
bases=$(cd "$(dirname "$3")" && pwd)/$(basename "$3")
cd "$(dirname "$0")/../.."
export DOCKER_BUILDKIT=1

sh cloudformation/build/bases.sh "$bases"
set --
while read -r base; do
  set -- "$@" --build-arg "$base"
done <"$bases"

# Two plain images and a list of them: any Docker can do this. Without provenance, because that would turn each of the
# two into a list. The repository accepts each tag only once, so images that an interrupted build has left must not
# block the next build: only the list has TAG itself.
now=$(date -u +%Y%m%d%H%M%S)
for architecture in amd64 arm64; do
  docker build --platform "linux/$architecture" --provenance=false "$@" \
    --file cloudformation/build/Dockerfile --tag "$image-$architecture-$now" .
  docker push "$image-$architecture-$now"
done
docker manifest create "$image" "$image-amd64-$now" "$image-arm64-$now"
docker manifest push "$image"
