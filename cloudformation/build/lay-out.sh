#!/bin/sh
# Builds the server and writes the image's files to FOLDER. Needs a JDK, Maven and Node; no Docker.
#   lay-out.sh FOLDER
#     FOLDER/querycast/wlp               Open Liberty with only what the server uses, and the server
#     FOLDER/querycast/start, healthy    the commands that start it and check its health
#     FOLDER/output                      empty: the server writes here
set -eu
[ $# = 1 ] || { echo "usage: lay-out.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
liberty=server/target/liberty/wlp
server=$liberty/usr/servers/querycast

# In that phase, after the package, the build installs Liberty.
# MAVEN_ARGS comes from the caller: for example "-o" if everything is downloaded already.
# shellcheck disable=SC2086
mvn --batch-mode --no-transfer-progress --quiet ${MAVEN_ARGS:-} -DskipTests --projects spa,server pre-integration-test

rm -rf "$server" "$folder/querycast" "$folder/output"
mkdir -p "$server/apps" "$folder/querycast" "$folder/output"
cp server/src/main/liberty/config/* "$server/"
cp server/target/querycast.war "$server/apps/"

# The whole of Liberty is six times the size of the part that we use. Telemetry is off by default, and its two
# features are part of the image all the same: docs/operations.md says how to switch them on.
OTLP_FEATURE=mpTelemetry-2.1 PROMETHEUS_FEATURE=mpMetrics-5.1 \
  "$liberty/bin/server" package querycast --include=minify --archive="$folder/querycast/package.zip"
rm -rf "$server"
cp cloudformation/build/start cloudformation/build/healthy "$folder/querycast/"
cd "$folder/querycast"
jar xf package.zip
rm package.zip
chmod -R a+rX .
chmod a+x wlp/bin/server start healthy
