#!/bin/sh
# Builds the image that the nodes run again, on the base images of today, and deploys it as deploy.sh does: by the
# backend's stack, which new nodes take over from old ones, and which is rolled back if they fail. It does nothing if the
# base images are those of the nodes, or if the sources are not. Docker must be signed in.
#   rebuild.sh BACKEND REPOSITORY BUCKET
set -eu
[ $# = 3 ] || { echo "usage: rebuild.sh BACKEND REPOSITORY BUCKET" >&2; exit 2; }
backend=$1 repository=$2 bucket=$3
here=$(dirname "$0")

ask() { aws cloudformation describe-stacks --stack-name "$backend" --query "Stacks[0].Parameters[?ParameterKey$1].[$2]" --output text; }

now=$(ask "=='ImageTag'" ParameterValue)
sources=$(cat "$here/sources.tag")
if [ "${now%%-*}" != "$sources" ]; then
  echo "The nodes run ${now:-no image}, and the newest sources are $sources. Run deploy.sh; nothing is built here."
  exit 0
fi
rm -f bases known
aws s3 cp "s3://$bucket/bases/$now" known --only-show-errors || echo "The base images of $now are not known."
sh "$here/bases.sh" bases
if cmp -s bases known; then
  echo "The base images have not changed."
  exit 0
fi

tag=$sources-$(date -u +%Y%m%d%H%M%S)
sh "$here/image.sh" "$repository" "$tag" bases
aws s3 cp bases "s3://$bucket/bases/$tag" --only-show-errors

set -- "ParameterKey=ImageTag,ParameterValue=$tag"
for key in $(ask "!='ImageTag'" ParameterKey); do
  set -- "$@" "ParameterKey=$key,UsePreviousValue=true"
done
aws cloudformation update-stack --stack-name "$backend" --use-previous-template --parameters "$@" \
  --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --query StackId --output text
# It waits for an hour; clients that move step by step may take longer.
aws cloudformation wait stack-update-complete --stack-name "$backend" ||
  aws cloudformation wait stack-update-complete --stack-name "$backend"
aws s3 cp bases "s3://$bucket/bases/newest" --only-show-errors
echo "The nodes run $tag."
