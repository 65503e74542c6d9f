# Moves what earlier versions had in the backend's stack to stacks of their own: table, network and address. Everything
# stays as it is and serves on; only the stack that it belongs to changes. Sourced by deploy.sh.
# shellcheck shell=bash

# Sets moves: whether there is something to move. The things are in $work/things then, as lines of name and id: those
# that the backend's stack has, and those that it has left when an earlier run was interrupted.
look_for_moves() {
  moves=no
  is_there "$BackendStack" || return 0
  if [ -n "$(stack_resource "$BackendStack" LoadBalancer)" ]; then
    moves=yes
    ask cloudformation list-stack-resources --stack-name "$BackendStack" \
      --query 'StackResourceSummaries[].[LogicalResourceId,PhysicalResourceId]' >"$work/things"
  elif ! is_there "$AddressStack" && ! is_there "$OtherAddressStack" && ! is_there "$DoorStack"; then
    ask cloudformation describe-stack-events --stack-name "$BackendStack" \
      --query "StackEvents[?ResourceStatus=='DELETE_SKIPPED'].[LogicalResourceId,PhysicalResourceId]" >"$work/things"
    # There is none if nodes are to serve at a gateway alone, which is not made yet.
    [ -z "$(moving LoadBalancer)" ] || moves=yes
  fi
}

# The id of a thing that moves; empty if there is none.
moving() { awk -F '\t' -v name="$1" '$1 == name { print $2; exit }' "$work/things"; }

# To be taken over by a stack, a thing must be of a type that CloudFormation can take over, and nothing may change on the
# way.
check_moves() {
  local name now types type
  for name in network address; do
    without_comments <"$here/$name-setup.yaml" >"$work/template.yaml"
    types=" $(ask cloudformation get-template-summary --template-body "file://$work/template.yaml" \
      --query 'ResourceIdentifierSummaries[].ResourceType' | tr '\t\n' '  ') "
    awk '/^    Type: AWS::/ && $2 != "AWS::Route53::RecordSet" { print $2 }' "$work/template.yaml" | sort -u >"$work/types"
    while read -r type; do
      [[ $types == *" $type "* ]] ||
        fault StackPrefix "$StackPrefix was made by an earlier version, and AWS can't move its $type to another stack. Run destroy.sh first (jobs and users stay), or choose another prefix."
    done <"$work/types"
  done
  [ -n "$(stack_resource "$BackendStack" LoadBalancer)" ] || return 0
  for name in VpcId LoadBalancerSubnetIds CertificateArn DomainName; do
    now=$(stack_parameter "$BackendStack" "$name")
    [ "$now" = "${!name}" ] ||
      fault "$name" "first $StackPrefix, which was made by an earlier version, moves to new stacks as it is. Run this once with $name=$now, and change it then."
  done
}

# The backend's stack first keeps what it has when it lets it go, then lets it go. The new stacks take it over.
move_out() {
  [ "$moves" = yes ] || return 0
  say "Network and address of $StackPrefix move to stacks of their own, and stay as they are. So does the job table, if it is in $BackendStack."
  [ "$dry_run" = no ] || return 0
  if [ -n "$(stack_resource "$BackendStack" LoadBalancer)" ]; then
    # The page's stack of earlier versions imports from the backend's, which would hold it as it is.
    read_outputs "$BackendStack" backend
    at_Host=${backend_ApiAddress#https://}
    serve_at_gateway
    ! is_there "$WebappStack" || webapp
    keep_when_let_go
    let_go
  fi
  [ -n "$VpcId" ] || take_over_network
  take_over_address
  [ "$table_is" != backend ] || table_is=kept
}

keep_when_let_go() {
  local names parameters name
  names=" $(cat "$here/network-setup.yaml" "$here/address-setup.yaml" | sed -n 's/^  \([A-Za-z]*\):$/\1/p' | tr '\n' ' ')"
  names=" $(while IFS=$'\t' read -r name _; do case $names in (*" $name "*) printf '%s ' "$name" ;; esac; done <"$work/things")"
  # Without the template's part that orders the parameters on a page: the template must stay below 51,200 bytes.
  ask cloudformation get-template --stack-name "$BackendStack" --template-stage Original --query TemplateBody |
    awk -v names="$names" '
      /^[A-Z]/ { part = $1 }
      part == "Metadata:" || /^    DeletionPolicy: Retain # moves$/ { next }
      { print }
      part == "Resources:" && /^  [A-Za-z]+:$/ && index(names, " " substr($1, 1, length($1) - 1) " ") { print "    DeletionPolicy: Retain # moves" }' \
      >"$work/kept.yaml"
  [ "$(grep -cx '    DeletionPolicy: Retain # moves' "$work/kept.yaml")" = "$(wc -w <<<"$names" | tr -d ' ')" ] ||
    fail "The template of $BackendStack is not as an earlier version of deploy.sh has made it, so its parts can't be moved." \
      "Run destroy.sh first (jobs and users stay), or choose another StackPrefix."
  read_parameters "$BackendStack"
  bring_up "$BackendStack" "$work/kept.yaml" "${parameters[@]}"
}

# The backend's stack as it is now, for the things that it had until now: its nodes do not notice.
let_go() {
  local balancer
  balancer=$(moving LoadBalancer)
  node_subnets=$NodeSubnetIds node_public_ip=$NodePublicIp
  [ -n "$VpcId" ] || node_subnets=$(moving PublicSubnetA),$(moving PublicSubnetB) node_public_ip=ENABLED
  at_Proxies=1 at_OtherTargetGroupArn=""
  [ "$way" = certificate ] || at_Proxies=2
  at_NextTargetGroupArn="" at_MoveRuleArn=""
  at_TargetGroupArn=$(moving Nodes) at_NodeGroupId=$(moving NodeGroup) at_LoadBalancerFullName=${balancer#*:loadbalancer/}
  nodes "$(stack_parameter "$BackendStack" ImageTag)" "$(stack_parameter "$BackendStack" AllowedOrigins)"
}

take_over_network() {
  zone_a=$(zone_of "$(moving PublicSubnetA)") zone_b=$(zone_of "$(moving PublicSubnetB)")
  take_over "$NetworkStack" network "ZoneA=$zone_a" "ZoneB=$zone_b"
}

zone_of() { ask ec2 describe-subnets --subnet-ids "$1" --query 'Subnets[0].AvailabilityZone'; }

take_over_address() {
  local own=Private
  [ "$way" = cloudfront ] || own=Public
  vpc=$VpcId balancer_subnets=$LoadBalancerSubnetIds
  [ -n "$VpcId" ] || vpc=$(moving Vpc) balancer_subnets=$(moving ${own}SubnetA),$(moving ${own}SubnetB)
  take_over "$AddressStack" address \
    "VpcId=$vpc" "SubnetIds=$balancer_subnets" "CloudFrontPrefixListId=$prefix_list" "OriginName=$BackendStack" \
    "CertificateArn=$CertificateArn" "DomainName=$DomainName" "HostedZoneId=" \
    "MonitoringCidr=" "OtlpPort=" "PrometheusPort=" "FirewallArn=" "AccessLogs=no" "LogDays=30"
}

# Makes a stack of things that are there. CloudFormation demands that each says what becomes of it when it is let go, and
# takes no outputs on the way: both come with the next step, which brings the stack up as it should be.
#   take_over STACK NAME [PARAMETER=VALUE]...
take_over() {
  local stack=$1 template=$here/$2-setup.yaml name newer=""
  shift 2
  ! is_there "$stack" || return 0
  # What the earlier version did not have yet, and the record, which moves in its own way.
  for name in RedirectListener EverybodyToHttps NextNodes AllToNodes; do
    [ -n "$(moving "$name")" ] || newer="$newer  $name: "
  done
  newer="$newer  Record: "
  awk -v newer="$newer" '
    /^Outputs:/ { exit }
    /^  [A-Za-z]+:$/ { skips = index(newer, $0 " ") }
    skips || /^    DeletionPolicy:/ { next }
    { print }
    /^    Type: AWS::/ { print "    DeletionPolicy: Retain" }' "$template" >"$work/taken.yaml"
  things_of "$template" >"$work/import.json"
  kind_of_new=IMPORT
  bring_up "$stack" "$work/taken.yaml" "$@"
  kind_of_new=CREATE
}

# The things that a template takes over, as CloudFormation wants to be told them.
things_of() {
  local name type id separator=""
  printf '['
  while read -r name type; do
    id=$(moving "$name")
    [ -n "$id" ] && [ "$type" != AWS::Route53::RecordSet ] || continue
    printf '%s{"ResourceType":"%s","LogicalResourceId":"%s","ResourceIdentifier":{%s}}' \
      "$separator" "$type" "$name" "$(keys_of "$type" "$id")"
    separator=,
  done < <(awk '/^  [A-Za-z]+:$/ { name = substr($1, 1, length($1) - 1) } /^    Type: AWS::/ { print name, $2 }' "$1")
  printf ']'
}

# By what AWS knows a thing: a name for each type, and two for the things that connect others.
#   keys_of TYPE ID
keys_of() {
  case $1 in
    AWS::EC2::VPCGatewayAttachment) printf '"AttachmentType":"IGW","VpcId":"%s"' "$(moving Vpc)" ;;
    AWS::EC2::Route) printf '"RouteTableId":"%s","CidrBlock":"0.0.0.0/0"' "$(moving PublicRoutes)" ;;
    AWS::EC2::VPC) printf '"VpcId":"%s"' "$2" ;;
    AWS::EC2::InternetGateway) printf '"InternetGatewayId":"%s"' "$2" ;;
    AWS::EC2::Subnet) printf '"SubnetId":"%s"' "$2" ;;
    AWS::EC2::RouteTable) printf '"RouteTableId":"%s"' "$2" ;;
    AWS::ElasticLoadBalancingV2::ListenerRule) printf '"RuleArn":"%s"' "$2" ;;
    AWS::ElasticLoadBalancingV2::*) printf '"%sArn":"%s"' "${1##*::}" "$2" ;;
    *) printf '"Id":"%s"' "$2" ;;
  esac
}

# ---- The record of the name -----------------------------------------------------------------------
#
# It was in the backend's stack. CloudFormation can't take a record over, and Route 53 makes no second one of a name,
# unless each has a weight and an identifier. So the record becomes such a one first, in one step of Route 53's; the
# address's stack makes its own beside it; then the first one goes. The name leads to the load balancer all the time.

# If the name has a record without a weight that leads to our load balancer, gives it one.
make_room_for_record() {
  local balancer leads_to zone health
  [ -n "$HostedZoneId" ] && [ "$dry_run" = no ] || return 0
  balancer=$(stack_resource "$AddressStack" LoadBalancer)
  [ -n "$balancer" ] || return 0
  balancer=$(ask elbv2 describe-load-balancers --load-balancer-arns "$balancer" --query 'LoadBalancers[0].DNSName' |
    tr '[:upper:]' '[:lower:]')
  IFS=$'\t' read -r leads_to zone health <<<"$(records "SetIdentifier==null")"
  [ "$leads_to" = "$balancer." ] || return 0
  say "The record of $DomainName moves to $AddressStack; the name leads to the load balancer all the time."
  if [ -n "$(stack_resource "$BackendStack" Record)" ]; then
    printf 'Record\t%s\n' "$DomainName" >"$work/things"
    keep_when_let_go
  fi
  change_records \
    "DELETE $(record "$leads_to" "$zone" "$health")" \
    "CREATE $(record "$leads_to" "$zone" "$health" '"SetIdentifier":"moving","Weight":1,')"
}

# The address's stack has its own record now.
forget_moved_record() {
  local leads_to zone health
  [ -n "$HostedZoneId" ] && [ "$dry_run" = no ] || return 0
  IFS=$'\t' read -r leads_to zone health <<<"$(records "SetIdentifier=='moving'")"
  [ -z "$leads_to" ] ||
    change_records "DELETE $(record "$leads_to" "$zone" "$health" '"SetIdentifier":"moving","Weight":1,')"
}

# Where the records of the name lead that are so: name, zone, and whether health is looked at.
records() {
  ask route53 list-resource-record-sets --hosted-zone-id "$HostedZoneId" \
    --start-record-name "$DomainName" --start-record-type A \
    --query "ResourceRecordSets[?Name=='$DomainName.' && Type=='A' && $1].AliasTarget.[DNSName,HostedZoneId,EvaluateTargetHealth]"
}

# A record of the name, in Route 53's words.
#   record NAME ZONE HEALTH [MORE]
record() {
  printf '{"Name":"%s","Type":"A",%s"AliasTarget":{"DNSName":"%s","HostedZoneId":"%s","EvaluateTargetHealth":%s}}' \
    "$DomainName" "${4:-}" "$1" "$2" "$(tr '[:upper:]' '[:lower:]' <<<"$3")"
}

# All of them or none.
#   change_records "ACTION RECORD"...
change_records() {
  local each separator=""
  {
    printf '{"Changes":['
    for each in "$@"; do
      printf '%s{"Action":"%s","ResourceRecordSet":%s}' "$separator" "${each%% *}" "${each#* }"
      separator=,
    done
    printf ']}'
  } >"$work/records.json"
  ask route53 change-resource-record-sets --hosted-zone-id "$HostedZoneId" --change-batch "file://$work/records.json" >/dev/null
}
