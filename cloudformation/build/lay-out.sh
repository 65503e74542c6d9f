#!/bin/sh
# Builds the server and lays out in FOLDER what the image holds. Needs a JDK, Maven and Node; no Docker.
#   lay-out.sh FOLDER
#     FOLDER/wlp      Open Liberty, only the features that the server uses, and the server "querycast"
#     FOLDER/output   empty: where the server writes
set -eu
[ $# = 1 ] || { echo "usage: lay-out.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
liberty=server/target/liberty/wlp
server=$liberty/usr/servers/querycast

# MAVEN_ARGS is for whoever builds: "-o" where everything is there already.
# shellcheck disable=SC2086
mvn --batch-mode --no-transfer-progress --quiet ${MAVEN_ARGS:-} -DskipTests --projects spa,server package
# shellcheck disable=SC2086
mvn --batch-mode --no-transfer-progress --quiet ${MAVEN_ARGS:-} --projects server liberty:install-server

rm -rf "$server" "$folder/wlp" "$folder/output" "$folder/package.zip"
mkdir -p "$server/apps" "$folder/output"
cp server/src/main/liberty/config/server.xml "$server/"
cp server/target/querycast.war "$server/apps/"

# The whole of Liberty is six times the size of what we use of it.
"$liberty/bin/server" package querycast --include=minify --archive="$folder/package.zip"
(cd "$folder" && jar xf package.zip && chmod -R a+rX wlp && chmod a+x wlp/bin/server && rm package.zip)
rm -rf "$server"
