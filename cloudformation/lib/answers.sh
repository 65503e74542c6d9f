# Whether what deploy.sh has made answers. Sourced.
# shellcheck shell=bash

await_answers() {
  local page=$webapp_PageAddress api=https://$at_Api tries=0
  doing="waiting for the page to answer"
  if ! command -v curl >/dev/null; then
    say "curl is not installed, so the page was not checked; open it in a browser."
    return
  fi
  if [ -n "$CertificateArn" ] && [ -z "$HostedZoneId" ] && ! page_is_at_gateway && ! answers "$api/api/config"; then
    say "$api does not answer yet: point its name to the load balancer first, as described below."
    api=""
  fi
  until answers "$page/" && { [ -z "$api" ] || answers "$api/api/config"; }; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "The page or its API does not answer yet: $page/ and $api/api/config." \
      "A new CloudFront address may take some minutes to be known. $(where_the_log_is)"
    rest
  done
  say "$page answers${api:+, and so does $api}."
  [ -z "$api" ] || await_socket "$api"
  doing=""
}

# Rows come by the socket, and something on the way may let GET pass and no socket.
await_socket() {
  local tries=0
  doing="waiting for the socket to open"
  until opens_socket "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 5 ] || fail "The socket does not open: ${socket_answer:-no answer}. $(where_the_log_is)"
    rest
  done
  if page_is_at_gateway; then
    say "The gateway asks the nodes about sockets${TestToken:+, and opens one; the API brings a snapshot}."
  else
    say "The socket opens${TestToken:+, and brings a snapshot}."
  fi
}

where_the_log_is() { echo "The log: aws logs tail $(stack_resource "$BackendStack" NodeLog) --region $AWSRegion"; }

answers() { curl --silent --fail --output /dev/null --max-time 10 "$1"; }

# Opens a socket as a client that is no browser. The handshake must be answered with 101, which does not depend on the
# ticket. With a user's token it has a ticket, and the first message must be a snapshot. A gateway opens no socket without
# a ticket, and answers 403 when a node has said so; with one, the snapshot comes when the API is asked, as a page does
# after opening. Otherwise socket_answer says what came.
opens_socket() {
  local ticket=none socket=$1/push expected="HTTP/1.1 101"
  if page_is_at_gateway; then
    socket=https://${door_SocketAddress#wss://}
    [ -n "$TestToken" ] || expected="HTTP/1.1 403"
  fi
  socket_answer=""
  if [ -n "$TestToken" ]; then
    ticket=$(ticket_of "$1")
    [ -n "$ticket" ] || { socket_answer="TestToken gets no ticket; is it an access token of this pool, and not an hour old?"; return 1; }
  fi
  # An open socket ends only with the time. Secrets are not in the command, which others on this machine may see.
  curl --silent --http1.1 --no-buffer --include --max-time 10 --config - "$socket" >"$work/socket" <<CONFIG || true
header = "Connection: Upgrade"
header = "Upgrade: websocket"
header = "Sec-WebSocket-Version: 13"
header = "Sec-WebSocket-Key: $(head -c 16 /dev/urandom | base64)"
header = "Sec-WebSocket-Protocol: querycast.v1, ticket.$ticket"
CONFIG
  socket_answer=$(head -n 1 "$work/socket" | tr -d '\r')
  [[ $socket_answer == "$expected"* ]] || return 1
  [ -n "$TestToken" ] || return 0
  socket_answer="it brings no snapshot"
  ! page_is_at_gateway || snapshot_of "$1" >"$work/socket"
  grep -aq '"type":"snapshot"' "$work/socket"
}

#   snapshot_of API
snapshot_of() {
  curl --silent --fail --max-time 10 --config - "$1/api/snapshot" <<CONFIG || true
header = "Authorization: Bearer $TestToken"
CONFIG
}

#   ticket_of API
ticket_of() {
  curl --silent --fail --max-time 10 --config - "$1/api/sessions" <<CONFIG | sed -n 's/.*"ticket":"\([^"]*\)".*/\1/p'
request = "POST"
header = "Authorization: Bearer $TestToken"
CONFIG
}

# Waits until the address to which Querycast moves answers. A name of yours leads there only when you have done it.
await_address() {
  local tries=0 most=60
  doing="waiting for the new address to answer"
  command -v curl >/dev/null || fail "curl is not installed, so nobody can see whether the new address answers. Install it and run the same command again."
  [ "$way" = cloudfront ] || [ -n "$HostedZoneId" ] || most=1
  until answers "$1/api/config"; do
    tries=$((tries + 1))
    [ "$tries" -lt "$most" ] || fail "The nodes serve at the old address and at the new one, but $1 does not answer yet." \
      "${certificate_LoadBalancerName:+Point $DomainName (CNAME) to $certificate_LoadBalancerName, unless it leads there. }Then run the same command again: it goes on from there."
    rest
  done
  doing=""
}
