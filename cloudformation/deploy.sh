#!/usr/bin/env bash
# Sets up Querycast on AWS, or updates it: from nothing to a page that works. Needs the AWS CLI only. README.md in
# this folder explains it; --help lists the settings.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
. "$here/lib/common.sh"
. "$here/lib/settings.sh"
. "$here/lib/checks.sh"
. "$here/lib/moves.sh"
. "$here/lib/data.sh"
. "$here/lib/build.sh"
. "$here/lib/answers.sh"

usage() {
  cat <<'USAGE'
deploy.sh [--NAME=VALUE]... [--parameters FILE] [--dry-run] [--yes]

  --NAME=VALUE       a setting, from the list below
  --parameters FILE  settings as lines NAME=VALUE
  --dry-run          show what would be done, and change nothing
  --yes              do not ask whether account and region are right

A setting comes from its flag, otherwise from the environment variable of its name, otherwise from the file.

USAGE
  printf %s "$settings" | awk -F '|' '{ printf "  %-34s %s%s\n", $1, $3, $2 == "" ? "" : " (" $2 ")" }'
}

main() {
  page_must_be_built=no leaves_gateway=no leaves_balancer=no
  read_flags "$@"
  [ ${#rest_of_flags[@]} = 0 ] || fail "${rest_of_flags[0]}: there is no such setting or flag. --help lists them."
  check_settings
  command -v aws >/dev/null || fail "The AWS CLI is not on PATH. Install it first: see its user guide, 'Installing or updating'."
  check_cli
  step "Where"
  confirm "Bring up Querycast there?"
  check_surroundings
  if [ "$dry_run" = yes ]; then
    show_all
    return
  fi
  step "1 of 8: identity"
  identity
  step "2 of 8: job table, network, address, and backend without nodes"
  service_linked_roles
  finish_deletions
  move_out
  job_table
  network
  address
  backend_without_nodes
  read_outputs "$BackendStack" backend
  capacity
  door
  step "3 of 8: data"
  setup_data
  make_reader
  step "4 of 8: image"
  image
  read_outputs "$ImageStack" image
  tag=${ImageTag:-$(tag_of_image)}
  build_image "$tag"
  check_findings "$tag"
  step "5 of 8: the page's app"
  webapp
  read_outputs "$WebappStack" webapp
  publish_headers
  door
  step "6 of 8: backend, with nodes"
  nodes "$tag" "$(origins)"
  rebuild
  step "7 of 8: page"
  read_published
  page_was=${published_page##* }
  page_to_gateway
  leave_old_address
  build_page
  leave_gateway
  leave_balancer
  replace_secret
  step "8 of 8: does it answer?"
  await_answers
  summary
}

# Users must be hard to lose, but a pool that could not be finished must not keep its stack from being rolled back. So
# the pool is protected when it is there.
identity() {
  local protection=ACTIVE
  is_there "$CognitoStack" || protection=INACTIVE
  user_pool "$protection"
  [ "$protection" = ACTIVE ] || [ "$dry_run" = yes ] || user_pool ACTIVE
  protect "$CognitoStack"
}

user_pool() {
  bring_up "$CognitoStack" "$here/cognito-setup.yaml" \
    "CognitoPoolName=$CognitoPoolName" "ClientAppName=$ClientAppName" "SignUp=$SignUp" \
    "PasswordLength=$PasswordLength" "Mfa=$Mfa" "Protection=$Protection" "DeletionProtection=$1"
}

# The table is in a stack of its own, which nothing else can fail. One that a deleted stack has left is taken over.
job_table() {
  no_capacity
  if [ "$table_is" = kept ]; then
    kind_of_new=IMPORT
    printf '[{"ResourceType":"AWS::DynamoDB::Table","LogicalResourceId":"JobTable","ResourceIdentifier":{"TableName":"%s"}}]' \
      "$DDBTableName" >"$work/import.json"
  fi
  table_stack
  kind_of_new=CREATE
  # A table that was taken over is as it was: only the next change makes it what the settings say.
  [ "$table_is" != kept ] || [ "$dry_run" = yes ] || table_stack
  protect "$DataStack"
}

table_stack() {
  bring_up "$DataStack" "$here/data-setup.yaml" "DDBTableName=$DDBTableName" "TableCapacity=$TableCapacity" \
    "TableUnits=$TableUnitsAtLeast" "IndexUnits=$(index_units)"
}

# The index of due jobs gets two of a job's eleven writes.
index_units() { echo $(((TableUnitsAtLeast + 4) / 5)); }

# What lets the table's capacity follow the load. It has to be gone before a table is on demand again.
capacity() {
  [ "$TableCapacity" = provisioned ] || return 0
  bring_up "$CapacityStack" "$here/capacity-setup.yaml" "DDBTableName=$DDBTableName" \
    "TableAtLeast=$TableUnitsAtLeast" "IndexAtLeast=$(index_units)" "AtMost=$TableUnitsAtMost" "AlarmTopic=$backend_AlarmTopic"
}

no_capacity() {
  [ "$TableCapacity" = on-demand ] && ! is_absent "$CapacityStack" || return 0
  [ "$dry_run" = no ] || { say "$CapacityStack would be deleted."; return; }
  delete_stack "$CapacityStack" || not_deleted "$CapacityStack"
}

# A small VPC, or the settings' own. Sets vpc, node_subnets, node_public_ip and balancer_subnets.
network() {
  vpc=$VpcId node_subnets=$NodeSubnetIds node_public_ip=$NodePublicIp balancer_subnets=$LoadBalancerSubnetIds
  [ -z "$VpcId" ] || return 0
  bring_up "$NetworkStack" "$here/network-setup.yaml" "ZoneA=$zone_a" "ZoneB=$zone_b"
  is_there "$NetworkStack" || return 0
  read_outputs "$NetworkStack" network
  vpc=$network_VpcId node_subnets=$network_PublicSubnets node_public_ip=ENABLED balancer_subnets=$network_PrivateSubnets
  [ "$way" = cloudfront ] || balancer_subnets=$network_PublicSubnets
}

# Where browsers reach the nodes. If the nodes serve at the other kind of address until now, they serve at both then. A
# gateway needs no such address, unless pages are open that use it.
address() {
  if gateway_stands_alone; then
    [ -z "$DomainName" ] || say "DomainName is not used: it is the load balancer's, and the gateway has a name of its own."
    serve_at
    return
  fi
  # Without logs their days change nothing.
  local days=30
  [ "$AccessLogs" = no ] || days=$LogDays
  firewall
  make_room_for_record
  bring_up "$AddressStack" "$here/address-setup.yaml" \
    "VpcId=$vpc" "SubnetIds=$balancer_subnets" "CloudFrontPrefixListId=$prefix_list" "OriginName=$BackendStack" \
    "CertificateArn=$CertificateArn" "DomainName=$DomainName" "HostedZoneId=$HostedZoneId" \
    "MonitoringCidr=$MonitoringCidr" "OtlpPort=$(port_of_collector)" "PrometheusPort=$PrometheusPort" \
    "FirewallArn=$firewall_FirewallArn" "AccessLogs=$AccessLogs" "LogDays=$days"
  forget_moved_record
  [ -n "$Firewall" ] || [ "$dry_run" = yes ] || delete_firewall "$way"
  is_there "$AddressStack" || return 0
  read_outputs "$AddressStack" "$way"
  if is_there "$OtherAddressStack"; then
    read_outputs "$OtherAddressStack" "$other_way"
    serve_at "$other_way" "$way"
  else
    serve_at "$way"
  fi
}

# What is refused before it reaches the load balancer. It may live in another region.
firewall() {
  local scope=REGIONAL
  firewall_FirewallArn=""
  [ -n "$Firewall" ] || return 0
  [ "$way" = certificate ] || scope=CLOUDFRONT
  in_region "$(firewall_region "$way")" bring_up "$FirewallStack-$way" "$here/firewall-setup.yaml" \
    "Scope=$scope" "RequestsPerAddress=$Firewall"
  ! in_region "$(firewall_region "$way")" is_there "$FirewallStack-$way" ||
    in_region "$(firewall_region "$way")" read_outputs "$FirewallStack-$way" firewall
}

# Whether there is no address beside the gateway's, or it goes now.
gateway_stands_alone() {
  [ "$Door" = gateway ] || return 1
  [ "$leaves_balancer" = no ] || return 0
  ! is_there "$AddressStack" && ! is_there "$OtherAddressStack"
}

# Sets for the backend at which address the nodes serve, and at which other one too. Without one, only at the gateway.
#   serve_at [WAY [OTHER]]
serve_at() {
  local key name
  for key in Host Proxies TargetGroupArn NextTargetGroupArn MoveRuleArn LoadBalancerFullName NodeGroupId; do
    name=${1:-none}_$key
    printf -v "at_$key" '%s' "${!name-}"
  done
  at_Proxies=${at_Proxies:-1}
  at_OtherTargetGroupArn="" at_OtherHost=""
  if [ -n "${2:-}" ]; then serve_too_at "$2"; fi
  serve_at_gateway
}

#   serve_too_at OTHER
serve_too_at() {
  at_OtherTargetGroupArn=$(variable "$1_TargetGroupArn") at_OtherHost=$(variable "$1_Host")
  at_NodeGroupId=$at_NodeGroupId,$(variable "$1_NodeGroupId")
  # A node that counted CloudFront as well would believe what a client of the load balancer says of its address.
  at_Proxies=1
}

# API Gateway before the nodes, which serve at their own address too. It is made when it is known which page may ask.
#   door [SECRETS]
door() {
  local days=30
  [ "$Door" = gateway ] || return 0
  if is_there "$WebappStack"; then read_outputs "$WebappStack" webapp; else gateway_stands_alone || return 0; fi
  [ "$AccessLogs" = no ] || days=$LogDays
  bring_up "$DoorStack" "$here/door-setup.yaml" \
    "CognitoStack=$CognitoStack" "VpcId=$vpc" "SubnetIds=$node_subnets" \
    "NodeRoleName=$backend_NodeRoleName" "ExecutionRoleName=$(stack_resource "$BackendStack" ExecutionRole)" \
    "Secrets=${1:-$(secrets)}" \
    "MonitoringCidr=$MonitoringCidr" "OtlpPort=$(port_of_collector)" "PrometheusPort=$PrometheusPort" \
    "AllowedOrigins=$(origins)" "RequestsPerSecond=$RequestsPerSecond" \
    "AccessLogs=$AccessLogs" "LogDays=$days" "AlarmTopic=$backend_AlarmTopic"
  serve_at_gateway
}

# The gateway's secrets, as its template names them: the one that it sends, and another that nodes know too.
secrets() {
  local all
  all=$(stack_parameter "$DoorStack" Secrets)
  if [ -z "$all" ] && ! is_there "$DoorStack"; then all=$GatewaySecret; fi
  echo "${all:-first}"
}

# Another secret takes the place of the gateway's: the nodes learn it before the gateway sends it, and know the old one
# for an hour longer, until a next run, because it seals what they keep of open sessions.
replace_secret() {
  local all present wanted
  [ "$Door" = gateway ] && [ -n "$at_Gateway" ] || return 0
  all=$(secrets) present=${all%%,*} wanted=${GatewaySecret:-${all%%,*}}
  if [ "$wanted" != "$present" ]; then
    [ "$all" != "$present" ] || with_secrets "$present,$wanted"
    date +%s >"$work/replaced"
    ask s3 cp "$work/replaced" "s3://$backend_SourceBucket/gateway-secret" --only-show-errors
    with_secrets "$wanted,$present"
  elif [ "$all" = "$present" ]; then
    return
  elif secret_is_old; then
    # First the nodes: those that start must find what they are told to read.
    at_Gateway=${at_Gateway%,*},$door_SecretArn
    nodes "$tag" "$(origins)"
    door "$present"
    return
  fi
  say "The gateway sends another secret. Nodes know the one before for open sessions: run the same command again in an hour, and it is deleted."
}

#   with_secrets SECRETS
with_secrets() {
  door "$1"
  nodes "$tag" "$(origins)"
}

secret_is_old() {
  local at
  at=$(try_ask s3 cp "s3://$backend_SourceBucket/gateway-secret" - 2>/dev/null || true)
  [ $(($(date +%s) - ${at:-0})) -ge 3600 ]
}

# Sets for the backend that the nodes serve at the gateway too, if there is one, and what the page may talk to.
serve_at_gateway() {
  [ "$at_Host" != "${door_Host:-}" ] || at_Host=""
  at_Gateway="" at_ApiId="" at_Reaches="${at_Host:+https://$at_Host wss://$at_Host }"
  at_Reaches=${at_Reaches% } at_Api=$at_Host
  [ "$leaves_gateway" = no ] && is_there "$DoorStack" || return 0
  read_outputs "$DoorStack" door
  at_Gateway=$door_SocketAddress,$door_Management,$door_SecretArn,$door_RegistryArn,$door_Host,${door_Bucket:-},${door_OtherSecretArn:-$door_SecretArn}
  # What watches looks at the load balancer as long as there is one.
  [ -n "$at_LoadBalancerFullName" ] || at_ApiId=${door_Host%%.*}
  at_Reaches="${at_Reaches:+$at_Reaches }https://$door_Host ${door_SocketAddress%/*}"
  case ,$at_NodeGroupId, in
    *",$door_NodeGroupId,"*) ;;
    *) at_NodeGroupId=${at_NodeGroupId:+$at_NodeGroupId,}$door_NodeGroupId ;;
  esac
  # A node that counted CloudFront as well would believe what a client of the gateway says of its address.
  at_Proxies=1
  # The page asks there as soon as the nodes know the gateway.
  [ "$Door" = node ] || [ "$(stack_parameter "$BackendStack" Door)" != gateway ] || at_Api=$door_Host
  # If it stands alone, there is no other host.
  at_Host=${at_Host:-$door_Host} at_Api=${at_Api:-$door_Host}
}

# Whether the page asks the gateway.
page_is_at_gateway() { [ -n "$at_Gateway" ] && [ "$at_Api" = "$door_Host" ]; }

# The nodes know the gateway now.
page_to_gateway() {
  serve_at_gateway
  ! page_is_at_gateway || webapp
}

# The gateway stays for an hour longer than the nodes' wish for it, until a next run: pages that are open move by their
# next session.
leave_gateway() {
  [ "$Door" = node ] && is_there "$DoorStack" || return 0
  if [ "$door_was" != node ] || ! page_is_old; then
    say "New sockets are the nodes' own. $DoorStack stays for those that are open: run the same command again in an hour, and it is deleted."
    return
  fi
  leaves_gateway=yes
  serve_at "$way"
  nodes "$tag" "$(origins)"
  webapp
  publish_headers
  delete_door
}

# The load balancer stays for an hour longer than the nodes need it, in the same way. Then whole results go by S3, ECS
# says which nodes are healthy, and Cloud Map where they are.
leave_balancer() {
  local stack
  [ "$Door" = gateway ] && { is_there "$AddressStack" || is_there "$OtherAddressStack"; } || return 0
  if [ "$page_was" != "https://$door_Host" ] || ! page_is_old; then
    say "New sockets are at the gateway. The nodes' own address stays for pages that are open: run the same command again in an hour, and it is deleted."
    return
  fi
  leaves_balancer=yes
  serve_at
  nodes "$tag" "$(origins)"
  webapp
  publish_headers
  for stack in "$AddressStack" "$OtherAddressStack"; do
    ! is_there "$stack" || delete_address "$stack"
  done
  forget_firewall "$way"
  forget_firewall "$other_way"
}

# The nodes serve at both addresses now. When the new one answers, the page goes there, then the nodes leave the old one,
# and nothing is left of it.
leave_old_address() {
  [ -n "$at_OtherHost" ] || return 0
  await_address "https://$at_OtherHost"
  serve_at "$way"
  webapp
  build_page
  nodes "$tag" "$(origins)"
  delete_address "$OtherAddressStack"
  delete_firewall "$other_way"
  say "The old address is gone. Pages that were opened before must be opened again."
}

# What an earlier run began to delete: nodes and page had left it before. A bucket may have got a last log meanwhile.
finish_deletions() {
  local stack
  for stack in "$AddressStack" "$OtherAddressStack" "$DoorStack"; do
    is_going "$stack" || continue
    settle "$stack"
    if [ "$status" = DELETE_FAILED ]; then
      say "$stack could not be deleted before; trying again."
      if [ "$stack" = "$DoorStack" ]; then delete_door; else delete_address "$stack"; fi
    fi
  done
  # A run may have been interrupted between an address and its firewall.
  ! is_absent "$OtherAddressStack" || forget_firewall "$other_way"
  ! gateway_stands_alone || forget_firewall "$way"
}

# Deletes the firewall of an address that is gone, if one is left that can be seen.
#   forget_firewall WAY
forget_firewall() { case $(firewall_status "$1") in none | unknown) ;; *) delete_firewall "$1" ;; esac }

is_going() {
  local status
  look_at "$1"
  [[ $status == DELETE_* ]]
}

# Whose pages may call the API.
origins() {
  local all="${webapp_PageAddress:+,$webapp_PageAddress}${at_OtherHost:+,https://$at_OtherHost}${AllowedOrigins:+,$AllowedOrigins}"
  echo "${all#,}"
}

# The first time, repository, build and address are made before there is an image. Later this step changes nothing, so
# that new code and new settings are one deployment.
backend_without_nodes() {
  settle "$BackendStack"
  if is_there "$BackendStack" && [ -n "$(stack_parameter "$BackendStack" ImageTag)" ]; then
    say "$BackendStack is there; step 6 changes it."
  else
    backend "" ""
  fi
}

# What builds the image in the account. It costs nothing until it builds.
image() {
  bring_up "$ImageStack" "$here/image-setup.yaml" "RepositoryName=$backend_RepositoryName" "SourceBucket=$backend_SourceBucket" \
    "LogDays=$LogDays" "PermissionsBoundary=$PermissionsBoundary"
}

# The backend, and what watches its nodes.
#   nodes TAG ORIGINS
nodes() {
  backend "$@"
  read_outputs "$BackendStack" backend
  [ -z "$1" ] || watch
}

# The backend with an image and origins; without an image no node runs.
#   backend TAG ORIGINS
backend() {
  bring_up "$BackendStack" "$here/backend-setup.yaml" \
    "CognitoStack=$CognitoStack" \
    "RedshiftClusterEndpoint=$RedshiftClusterEndpoint" "RedshiftWorkgroup=$RedshiftWorkgroup" \
    "RedshiftWorkgroupArn=$workgroup_arn" "RedshiftDatabase=$RedshiftDatabase" \
    "DBUsername=$DBUsername" "DBSecretArn=$DBSecretArn" \
    "QueryScriptS3Path=$catalogue" "CatalogueKeys=$catalogue_keys" "DDBTableName=$DDBTableName" "InboxNumbers=$(inbox_numbers)" \
    "ImageTag=$1" "AllowedOrigins=$2" \
    "NodesAtLeast=$NodesAtLeast" "NodesAtMost=$NodesAtMost" "NodesOnDemand=$NodesOnDemand" "ConnectionsPerNode=$ConnectionsPerNode" "NodeCpu=$NodeCpu" "NodeMemory=$NodeMemory" \
    "NodeArchitecture=$NodeArchitecture" "Strategy=$(strategy)" \
    "NextTargetGroupArn=$at_NextTargetGroupArn" "MoveRuleArn=$at_MoveRuleArn" \
    "Wait=$Wait" "Sharing=$Sharing" "Price=$Price" "Lease=$Lease" "TokenCheck=$TokenCheck" "SnapshotInterval=$SnapshotInterval" "Compress=$Compress" "Quotas=$Quotas" "DueParts=$DueParts" "SweepInterval=$SweepInterval" \
    "QuietAfter=$QuietAfter" "TimeLimit=$TimeLimit" "Retention=$Retention" "CatalogueInterval=$CatalogueInterval" \
    "KeyArns=$key_arns" "Host=$at_Host" "Proxies=$at_Proxies" "TargetGroupArn=$at_TargetGroupArn" \
    "OtherTargetGroupArn=$at_OtherTargetGroupArn" "LoadBalancerFullName=$at_LoadBalancerFullName" "Door=$(door_of_nodes)" "Gateway=$at_Gateway" \
    "WebsocketEndpointSSMParameterName=$WebsocketEndpointSSMParameterName" \
    "RestApiEndpointSSMParameterName=$RestApiEndpointSSMParameterName" \
    "NodeSubnetIds=$node_subnets" "NodeGroupIds=$at_NodeGroupId" "NodePublicIp=$node_public_ip" \
    "LogDays=$LogDays" "PermissionsBoundary=$PermissionsBoundary" "AlarmEmail=$AlarmEmail" \
    "ContainerInsights=$ContainerInsights" \
    "OtlpEndpoint=$OtlpEndpoint" "OtlpHeadersArn=$OtlpHeadersArn" "OtlpKeyArn=$otlp_key_arn" "PrometheusPort=$PrometheusPort"
}

# Alarms, dashboard and budget. After read_outputs.
watch() {
  bring_up "$WatchStack" "$here/watch-setup.yaml" \
    "BackendStack=$BackendStack" "Cluster=$backend_Cluster" "Service=$backend_Service" "NodeLog=$backend_NodeLog" "QueryScriptS3Path=$catalogue" \
    "Completions=$backend_Completions" "CompletionsDead=$backend_CompletionsDead" "RuleDead=$backend_RuleDead" "InboxesDead=$backend_InboxesDead" \
    "LoadBalancerFullName=$at_LoadBalancerFullName" "TargetGroupArn=$at_TargetGroupArn" "NextTargetGroupArn=$at_NextTargetGroupArn" "ApiId=$at_ApiId" \
    "AlarmTopic=$backend_AlarmTopic" "AlarmEmail=$AlarmEmail" "MonthlyBudget=${MonthlyBudget:-0}" "BudgetOf=$budget_of"
}

# Before there is a gateway, the nodes hold the sockets.
door_of_nodes() { if [ -n "$at_Gateway" ]; then echo "$Door"; else echo node; fi; }

# The collector's port, if nodes may not call it anyway: every address is open to them at 443.
port_of_collector() {
  local host=${OtlpEndpoint#*://} port
  host=${host%%/*}
  case $OtlpEndpoint in
    "") return ;;
    *://*:*) port=${host##*:} ;;
    http:*) port=80 ;;
    *) port=443 ;;
  esac
  [ "$port" = 443 ] || echo "$port"
}

# Whether the published page is the one for this address, with its headers. With a repository, Amplify builds every commit
# that changes the page by itself; the file in the bucket says for which address that began.
git_page_is_right() {
  local headers
  is_there "$WebappStack" || return 1
  read_published
  name_headers
  [ "$published_page" = "$BranchName https://$at_Api" ] && [ "$published_headers" = "$headers" ]
}

# The page's stack, for the address that the API has. Stacks get what they need of each other by parameter: AWS would
# refuse to change what another stack imports.
webapp() {
  local skip=false
  if [ -n "$UserGitURL" ]; then
    git_page_is_right || page_must_be_built=yes
    [ "$page_must_be_built" = yes ] || skip=true
  fi
  bring_up "$WebappStack" "$here/webapp-setup.yaml" \
    "ApiAddress=https://$at_Api" "Reaches=$at_Reaches" "SourceBucket=$backend_SourceBucket" "UserGitURL=$UserGitURL" "UserGitToken=$UserGitToken" \
    "UserGitARN=$UserGitARN" "BranchName=$BranchName" "SkipUnchanged=$skip" "LogDays=$LogDays" "PermissionsBoundary=$PermissionsBoundary"
}

# The schedule that builds the image again. It builds the sources in the account, so it needs CodeBuild.
rebuild() {
  if [ "$Rebuild" != never ] && [ "$ImageBy" = codebuild ]; then
    bring_up "$RebuildStack" "$here/rebuild-setup.yaml" \
      "BackendStack=$BackendStack" "RepositoryName=$backend_RepositoryName" "SourceBucket=$backend_SourceBucket" \
      "AlarmTopic=$backend_AlarmTopic" "Every=$Rebuild" "LogDays=$LogDays" "PermissionsBoundary=$PermissionsBoundary"
  elif ! is_absent "$RebuildStack"; then
    [ "$dry_run" = no ] || { say "$RebuildStack would be deleted."; return; }
    delete_stack "$RebuildStack" || not_deleted "$RebuildStack"
  fi
}

# Rollout in ECS's words. Nodes that serve at two addresses can only roll.
strategy() {
  if [ -n "$at_OtherTargetGroupArn" ] || [ -z "$at_NextTargetGroupArn" ]; then
    echo ROLLING
  else
    case $Rollout in
      rolling) echo ROLLING ;;
      canary) echo CANARY ;;
      linear) echo LINEAR ;;
      bluegreen) echo BLUE_GREEN ;;
    esac
  fi
}

inbox_numbers() {
  local number=0 all="" each
  while [ "$number" -lt "$Inboxes" ]; do
    printf -v each '%03d' "$number"
    all=$all${all:+,}$each
    number=$((number + 1))
  done
  echo "$all"
}

# An account that never used ECS lacks the roles that ECS needs, and would make them too late for the first service.
# Looks first: to make a role is a right that few have, and the roles are there in most accounts.
service_linked_roles() {
  service_linked_role AWSServiceRoleForECS ecs.amazonaws.com
  service_linked_role AWSServiceRoleForApplicationAutoScaling_ECSService ecs.application-autoscaling.amazonaws.com
  service_linked_role AWSServiceRoleForElasticLoadBalancing elasticloadbalancing.amazonaws.com
  [ "$TableCapacity" = on-demand ] ||
    service_linked_role AWSServiceRoleForApplicationAutoScaling_DynamoDBTable dynamodb.application-autoscaling.amazonaws.com
}

#   service_linked_role ROLE SERVICE
service_linked_role() {
  try_ask iam get-role --role-name "$1" --query Role.RoleName >/dev/null && return
  error_says 'NoSuchEntity|AccessDenied' || explain "iam get-role"
  if try_ask iam create-service-linked-role --aws-service-name "$2" --query Role.RoleName >/dev/null; then
    say "Created the role $1 in this account."
  elif ! error_says 'has been taken|already exists'; then
    explain "iam create-service-linked-role"
  fi
}

# For --dry-run: the change sets. A stack that depends on a missing one can have none.
show_all() {
  local tag=$ImageTag stack unfinished=""
  step "identity"
  identity
  for stack in "$AddressStack" "$OtherAddressStack" "$DoorStack"; do
    ! is_going "$stack" || unfinished="$unfinished $stack"
  done
  if [ -n "$unfinished" ]; then
    say "An earlier run has begun to delete$unfinished. The next run ends that first; what it would change then can be shown when they are gone." \
      "" "Nothing was changed."
    return
  fi
  step "job table"
  if [ "$moves" = yes ]; then
    move_out
    say "What would change then can be shown when they have moved." "" "Nothing was changed."
    return
  fi
  job_table
  step "network"
  network
  step "address"
  if [ -n "$vpc" ] || gateway_stands_alone; then
    address
  else
    [ -z "$Firewall" ] || show_template "$FirewallStack-$way" "$here/firewall-setup.yaml"
    show_template "$AddressStack" "$here/address-setup.yaml"
  fi
  step "backend"
  [ -n "$tag" ] || tag=$(tag_of_image)
  if is_there "$CognitoStack" && [ -n "${at_Host:-}" ]; then
    backend "$tag" "$(stack_parameter "$BackendStack" AllowedOrigins)"
  else
    show_template "$BackendStack" "$here/backend-setup.yaml"
  fi
  step "image"
  if is_there "$BackendStack"; then
    read_outputs "$BackendStack" backend
    image
  else
    show_template "$ImageStack" "$here/image-setup.yaml"
  fi
  step "what watches"
  if [ -n "${backend_Service:-}" ] && [ -n "${at_Host:-}" ]; then watch; else show_template "$WatchStack" "$here/watch-setup.yaml"; fi
  step "page"
  if is_there "$BackendStack" && [ -n "${at_Host:-}" ]; then
    capacity
    door
    [ -z "$GatewaySecret" ] || [[ $(secrets) == "$GatewaySecret"* ]] || say "The gateway's secret would be replaced by the $GatewaySecret one."
    webapp
    rebuild
  else
    show_template "$WebappStack" "$here/webapp-setup.yaml"
    show_optional
  fi
  say "" "Image: $tag, built by $ImageBy." "Nothing was changed."
}

# The stacks that come with a setting, in an account without the backend that they need.
show_optional() {
  [ "$TableCapacity" = on-demand ] || show_template "$CapacityStack" "$here/capacity-setup.yaml"
  [ "$Door" = node ] || show_template "$DoorStack" "$here/door-setup.yaml"
  [ "$Rebuild" = never ] || [ "$ImageBy" != codebuild ] || show_template "$RebuildStack" "$here/rebuild-setup.yaml"
}

show_template() {
  say "$1 would be created, with resources of these types:"
  without_comments <"$2" >"$work/template.yaml"
  ask cloudformation get-template-summary --template-body "file://$work/template.yaml" --query 'ResourceTypes' |
    tr '\t' '\n' | sort | uniq -c | sed 's/^ */  /'
}

summary() {
  local pool
  read_outputs "$CognitoStack" cognito
  pool=$cognito_UserPoolId
  step "Querycast is up"
  say "The page    $webapp_PageAddress"
  say "The API     https://$at_Api/api"
  say "The socket  $backend_SocketAddress"
  say "The image   $tag; to go back to it later, use --ImageTag=$tag"
  if [ "$SignUp" = open ]; then
    say "" "Anybody who finds the page may create an account and run the queries; without SignUp=open only you create accounts."
  else
    say "" "To create a user:" \
      "  aws cognito-idp admin-create-user --region $AWSRegion --user-pool-id $pool --username you@example.com --message-action SUPPRESS --user-attributes Name=email,Value=you@example.com Name=email_verified,Value=true" \
      "  aws cognito-idp admin-set-user-password --region $AWSRegion --user-pool-id $pool --username you@example.com --permanent --password ..."
  fi
  say "" "To make a user an analyst, who may run their own SQL:" \
    "  aws cognito-idp admin-add-user-to-group --region $AWSRegion --user-pool-id $pool --group-name analyst --username you@example.com"
  if [ -n "${certificate_LoadBalancerName:-}" ] && [ -z "$HostedZoneId" ] && ! page_is_at_gateway; then
    say "" "Point $DomainName (CNAME) to $certificate_LoadBalancerName."
  fi
}

main "$@"
