#!/bin/sh
# Builds the image for both architectures and pushes it under one tag. Docker must be signed in.
#   image.sh REPOSITORY TAG
set -eu
[ $# = 2 ] || { echo "usage: image.sh REPOSITORY TAG" >&2; exit 2; }
image=$1:$2
cd "$(dirname "$0")/../.."
export DOCKER_BUILDKIT=1

# Two plain images and a list of them: it needs no more than the Docker that every machine has.
# Without provenance, for that would make a list of each of the two.
for architecture in amd64 arm64; do
  docker build --platform "linux/$architecture" --provenance=false \
    --file cloudformation/build/Dockerfile --tag "$image-$architecture" .
  docker push "$image-$architecture"
done
docker manifest create "$image" "$image-amd64" "$image-arm64"
docker manifest push "$image"
