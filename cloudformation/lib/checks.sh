# The checks of deploy.sh before it changes anything: whether the things that the settings name exist. Sourced.
# shellcheck shell=bash

# Zones that CloudFront's VPC origins do not reach, by the developer guide's list.
unreached_zones="use1-az3 usw1-az2 apne1-az3 apne2-az1 cac1-az3"

# Versions of the CLI that know our calls to CloudFormation and Amplify. An older one would fail half-way.
check_cli() {
  local version least=33
  version=$(aws --version 2>&1) || true
  [[ $version =~ ^aws-cli/([0-9]+)\.([0-9]+)\. ]] || return 0
  [ "${BASH_REMATCH[1]}" != 1 ] || least=44
  [ "${BASH_REMATCH[1]}" -gt 2 ] || [ "${BASH_REMATCH[2]}" -ge $least ] ||
    fail "The AWS CLI is too old: ${version%% *}. Install 2.33 or newer (or 1.44 of version 1): see its user guide, 'Installing or updating'."
}

# Sets workgroup_arn, key_arns, catalogue, catalogue_keys, prefix_list, zone_a, zone_b and table_is; reports all faults together.
check_surroundings() {
  faults=()
  workgroup_arn="" key_arns="" otlp_key_arn="" budget_of="" prefix_list="" zone_a="" zone_b=""
  catalogue="" catalogue_keys=""
  doing="looking at what is there"
  check_region
  if [ -n "$RedshiftClusterEndpoint" ]; then check_cluster; else check_workgroup; fi
  [ -z "$DBSecretArn" ] || check_secret
  [ -z "$OtlpHeadersArn" ] || check_headers
  check_sign_in
  [ -z "$DDLScriptS3Path" ] || check_object DDLScriptS3Path
  [ -z "$QueryScriptS3Path" ] || check_catalogue
  check_table
  look_for_moves
  door_was=$(stack_parameter "$BackendStack" Door)
  # Nodes of an earlier version know no gateway, and some run until all are replaced.
  [ "$Door" = node ] || [ -n "$door_was" ] || [ -z "$(stack_parameter "$BackendStack" ImageTag)" ] ||
    fault Door "the nodes were deployed by an earlier version of this script. Run it once with Door=node first."
  check_what_is_fixed
  check_rollout
  check_parameters
  check_logs_of_gateway
  if [ -n "$CertificateArn" ]; then check_certificate; else find_prefix_list; fi
  if [ -n "$VpcId" ]; then check_vpc; else pick_zones; fi
  [ -z "$MonthlyBudget" ] || look_at_costs
  [ -z "$ImageTag" ] || check_tag
  [ ${#faults[@]} = 0 ] || refuse
  doing=""
}

# Asks AWS whether something exists. Its description is then in $answer.
#   is_known ABSENT SERVICE OPERATION [OPTION]...   ABSENT: the failure's text if it does not exist
is_known() {
  local absent=$1
  shift
  answer=""
  if try_ask "$@" >"$work/answer"; then
    read_file_into answer "$work/answer"
    return
  fi
  error_says "$absent" || explain "$1 $2"
  return 1
}

check_cluster() {
  local name=${RedshiftClusterEndpoint%%.*} host=${RedshiftClusterEndpoint%%:*} state address port
  if is_known ClusterNotFound redshift describe-clusters --cluster-identifier "$name" \
    --query 'Clusters[0].[ClusterStatus,Endpoint.Address,Endpoint.Port]'; then
    IFS=$'\t' read -r state address port <<<"$answer"
    [ "$address" = "$host" ] || fault RedshiftClusterEndpoint "the cluster $name is at $address, not at $host."
    [[ $RedshiftClusterEndpoint == *:"$port"/* ]] || fault RedshiftClusterEndpoint "the cluster $name listens on port $port."
    [ "$state" = available ] || fault RedshiftClusterEndpoint "the cluster $name is not available but $state. Resume it first."
  else
    answer=$(ask redshift describe-clusters --query 'Clusters[].ClusterIdentifier' | tr '\t' ' ')
    fault RedshiftClusterEndpoint "there is no cluster $name in $AWSRegion of account $account; there is ${answer:-none}."
  fi
}

check_workgroup() {
  if is_known ResourceNotFound redshift-serverless get-workgroup --workgroup-name "$RedshiftWorkgroup" \
    --query workgroup.workgroupArn; then
    workgroup_arn=$answer
  else
    answer=$(ask redshift-serverless list-workgroups --query 'workgroups[].workgroupName' | tr '\t' ' ')
    fault RedshiftWorkgroup "there is no workgroup $RedshiftWorkgroup in $AWSRegion of account $account; there is ${answer:-none}."
  fi
}

check_secret() {
  if is_known ResourceNotFound secretsmanager describe-secret --secret-id "$DBSecretArn" --query KmsKeyId; then
    add_key "$answer"
  else
    fault DBSecretArn "there is no such secret in $AWSRegion."
  fi
}

# The headers for the collector. Their key is used by whoever starts the nodes, and not by the nodes.
check_headers() {
  local nodes_keys=$key_arns
  if is_known ResourceNotFound secretsmanager describe-secret --secret-id "$OtlpHeadersArn" --query KmsKeyId; then
    key_arns=""
    add_key "$answer"
    otlp_key_arn=$key_arns key_arns=$nodes_keys
  else
    fault OtlpHeadersArn "there is no such secret in $AWSRegion."
  fi
}

# If the key belongs to the account, the nodes need a right to use it. AWS's own keys need none.
add_key() {
  local arn
  case $1 in "" | None | alias/aws/* | *:alias/aws/*) return 0 ;; esac
  if arn=$(try_ask kms describe-key --key-id "$1" --query "KeyMetadata.[KeyManager,Arn]"); then
    case $arn in AWS*) return 0 ;; esac
    arn=${arn##*[[:space:]]}
  else
    arn=$1
  fi
  case ,$key_arns, in *",$arn,"*) ;; *) key_arns=$key_arns${key_arns:+,}$arn ;; esac
}

# Signs in to the warehouse with a call that only reads, to see whether database, user and secret are right. A failure
# of another kind is left to the steps that need the right for it. Then looks whom the queries would run as.
check_sign_in() {
  reader_is=there
  [ ${#faults[@]} = 0 ] || return 0
  name_warehouse
  if [ -n "$DBSecretArn" ] && [ -z "$SetupUsername" ]; then signs_in DBSecretArn; else signs_in SetupUsername; fi
  [ ${#faults[@]} = 0 ] || return 0
  if [ -n "$DBSecretArn" ]; then
    name_warehouse nodes
    signs_in DBSecretArn
    [ ${#faults[@]} != 0 ] || check_superuser DBSecretArn "usename = current_user"
  elif [ -n "$RedshiftClusterEndpoint" ]; then
    check_reader
  fi
}

#   signs_in SETTING   the setting that names the user
signs_in() {
  local setting=$1
  try_ask redshift-data list-databases "${warehouse[@]}" --query 'Databases[0]' >/dev/null && return
  if grep -qiE 'database .*(does not exist|not found)' "$work/error"; then
    setting=RedshiftDatabase
    [ -z "$RedshiftClusterEndpoint" ] || setting=RedshiftClusterEndpoint
  elif ! grep -qiE 'user .*(does not exist|not found)|authentication failed' "$work/error"; then
    return 0
  fi
  fault "$setting" "Redshift does not let it in: $(sed -e '/^$/d' -e 's/.*operation: //' "$work/error" | tr '\n' ' ')"
}

# Queries run as a user that only reads. If there is none, step 3 makes it.
check_reader() {
  local number
  if ! number=$(users_with "usename = '$DBUsername'"); then
    may_be_superuser DBUsername
  elif [ "$number" = 0 ]; then
    say "The database has no user $DBUsername. Step 3 makes it as ${SetupUsername:-awsuser}, to read the tables of the schema public:"
    reader_statements "$DBUsername" | sed 's/^/  /'
    [ "$yes" = yes ] || [ "$dry_run" = yes ] || sure "Make it?" || fail "Nothing was changed. Make a user that only reads, and name it by DBUsername."
    reader_is=missing
  else
    check_superuser DBUsername "usename = '$DBUsername'"
  fi
}

# Analysts write their own SQL, and a superuser may do everything.
#   check_superuser SETTING WHICH
check_superuser() {
  local number
  [ "$AllowSuperuser" = no ] || return 0
  if ! number=$(users_with "$2 and usesuper"); then
    may_be_superuser "$1"
  elif [ "$number" = 1 ]; then
    fault "$1" "it names a superuser of the database, and everybody's queries would run as it. Name a user that only reads, or set AllowSuperuser=yes."
  fi
}

may_be_superuser() {
  [ "$AllowSuperuser" = yes ] ||
    fault "$1" "it may name a superuser of the database, because the question above was refused. Get the right to ask, name SetupUsername, or set AllowSuperuser=yes."
}

# How many users of the database are so. Where that can't be asked, it says so, and fails.
users_with() {
  printf '%s' "select count(*) from pg_user where $1" >"$work/question.sql"
  if try_statement "$work/question.sql"; then
    ask redshift-data get-statement-result --id "$statement_id" --query 'Records[0][0].longValue'
  else
    warn "Whom the queries would run as could not be checked: $refused"
    return 1
  fi
}

check_object() {
  local path=${!1#s3://}
  is_known '404|NoSuch|403' s3api head-object --bucket "${path%%/*}" --key "${path#*/}" --query ContentLength ||
    fault "$1" "${!1} is not there, or you may not read it."
}

# The services that are not in every region, by AWS's own list of regions. Some regions do not answer for that list, not
# even about themselves. Cognito is not known to be in it by a name, so it is asked itself.
check_region() {
  local list=/aws/service/global-infrastructure/regions/$AWSRegion answers=$AWSRegion service
  local services=("Amplify amplify" "Fargate fargate")
  [ "$Door" = node ] || services+=("API Gateway for sockets apigatewayv2")
  is_known ParameterNotFound ssm get-parameter --name "$list" --query Parameter.Name || answers=us-east-1
  for service in "${services[@]}"; do
    in_region "$answers" try_ask ssm get-parameter --name "$list/services/${service##* }" --query Parameter.Name >/dev/null ||
      ! error_says ParameterNotFound || fault AWSRegion "AWS has no ${service% *} in $AWSRegion."
  done
  try_ask cognito-idp list-user-pools --max-results 1 --query 'UserPools[].Id' >/dev/null ||
    ! error_says 'Could not connect' || fault AWSRegion "AWS has no Cognito in $AWSRegion."
}

# The catalogue is one file, or a folder with a slash at its end. The nodes may read just that: without the slash,
# s3://mine/sales would be s3://mine/sales-of-others too.
check_catalogue() {
  catalogue=$QueryScriptS3Path
  case $catalogue in *.sql | */) ;; *) catalogue=$catalogue/ ;; esac
  case ${catalogue#s3://} in */*) ;; *) catalogue=$catalogue/ ;; esac
  catalogue_keys=${catalogue#s3://}
  catalogue_keys=${catalogue_keys#*/}
  case $catalogue in */) catalogue_keys="$catalogue_keys*" ;; esac
  check_folder QueryScriptS3Path "$catalogue"
}

#   check_folder SETTING PATH
check_folder() {
  local path=${2#s3://} prefix="" first region
  case $path in */*) prefix=${path#*/} ;; esac
  if is_known 'NoSuchBucket|AccessDenied' s3api list-objects-v2 --bucket "${path%%/*}" --prefix "$prefix" \
    --query "Contents[?ends_with(Key,'.sql')].[Key]"; then
    case $answer in
      *.sql*)
        read -r first <<<"$answer"
        add_key "$(try_ask s3api head-object --bucket "${path%%/*}" --key "$first" --query SSEKMSKeyId)" ;;
      *) fault "$1" "there is no .sql file at ${!1}." ;;
    esac
  else
    fault "$1" "there is no bucket ${path%%/*}, or you may not list it."
  fi
  # The nodes read in their own region. S3 gives the oldest regions other names, and the very oldest none.
  region=$(try_ask s3api get-bucket-location --bucket "${path%%/*}" --query LocationConstraint) || return 0
  case $region in None) region=us-east-1 ;; EU) region=eu-west-1 ;; esac
  [ "$region" = "$AWSRegion" ] || fault "$1" "the bucket ${path%%/*} is in $region; it must be in $AWSRegion."
}

# Where the job table is: "own", in its own stack; "backend", in the backend's stack, where it was before it had its
# own; "kept", in no stack, because a deleted stack has left it; or "nowhere".
check_table() {
  local name owner
  table_is=nowhere
  name=$(stack_resource "$DataStack" JobTable)
  [ -z "$name" ] || table_is=own
  if [ -z "$name" ]; then
    name=$(stack_resource "$BackendStack" JobTable)
    [ -z "$name" ] || table_is=backend
  fi
  if [ -n "$name" ]; then
    [ "$name" = "$DDBTableName" ] ||
      fault DDBTableName "the jobs of $StackPrefix are in the table $name, and another one would begin empty. Keep $name; for a second Querycast, choose another StackPrefix too."
    return 0
  fi
  is_known ResourceNotFound dynamodb describe-table --table-name "$DDBTableName" \
    --query 'Table.KeySchema[].AttributeName' || return 0
  owner=$(stack_of "$DDBTableName")
  if [ -n "$owner" ]; then
    fault DDBTableName "the table $DDBTableName belongs to the stack $owner. Choose another name."
  elif [ "$answer" = "pk"$'\t'"sk" ]; then
    say "The job table $DDBTableName exists from before, and is used again."
    table_is=kept
  else
    fault DDBTableName "there is a table $DDBTableName already, and it is no job table. Choose another name."
  fi
}

# What AWS can't change in place in a stack that is there: to begin with another one would fail half-way, or cut
# everybody off.
check_what_is_fixed() {
  local now="" name way_out="To change it, run destroy.sh first (jobs and users stay), or make a second Querycast with another StackPrefix."
  if [ -n "$(stack_resource "$BackendStack" Record)" ]; then
    for name in HostedZoneId DomainName; do
      now=$(stack_parameter "$BackendStack" "$name")
      [ "$now" = "${!name}" ] ||
        fault "$name" "first the DNS record, which an earlier version made, moves to another stack as it is. Run this once with $name=$now and the certificate as it is, and change it then."
    done
    now=""
  fi
  if [ "$moves" = yes ]; then
    check_moves
    return
  fi
  for name in "$AddressStack" "$OtherAddressStack" "$DoorStack"; do
    is_there "$name" || continue
    is_there "$NetworkStack" || now=$(stack_parameter "$name" VpcId)
    [ "$now" = "$VpcId" ] || fault VpcId "the nodes are in ${now:-the VPC that was made for them}. $way_out"
    return 0
  done
}

# AWS asks for a rolling deployment with the second target group before another strategy may use it.
check_rollout() {
  [ "$Rollout" != rolling ] && [ -n "$(stack_parameter "$BackendStack" ImageTag)" ] || return 0
  [ -n "$(stack_parameter "$BackendStack" NextTargetGroupArn)" ] ||
    fault Rollout "the nodes were deployed by an earlier version of this script. Run it once with Rollout=rolling first."
}

# Two Querycasts, or this and something older, can't have parameters with the same name.
check_parameters() {
  local name status
  look_at "$BackendStack"
  case $status in
    none | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE) ;;
    *) return 0 ;;
  esac
  for name in WebsocketEndpointSSMParameterName RestApiEndpointSSMParameterName; do
    ! is_known ParameterNotFound ssm get-parameter --name "${!name}" --query Parameter.Name ||
      fault "$name" "there is a parameter ${!name} in $AWSRegion already. Choose another name, or delete it if nobody reads it."
  done
}

# For logs of sockets, API Gateway uses one role of the whole account, which is not ours to make.
check_logs_of_gateway() {
  [ "$Door" = gateway ] && [ "$AccessLogs" = yes ] || return 0
  [ "$(ask apigateway get-account --query cloudwatchRoleArn)" != None ] ||
    fault AccessLogs "API Gateway has no role in account $account with which it writes logs. Name one by 'aws apigateway update-account', or leave AccessLogs out."
}

check_certificate() {
  local state names
  if is_known ResourceNotFound acm describe-certificate --certificate-arn "$CertificateArn" \
    --query "Certificate.[Status,join(' ',SubjectAlternativeNames || [DomainName])]"; then
    IFS=$'\t' read -r state names <<<"$answer"
    [ "$state" = ISSUED ] || fault CertificateArn "the certificate is not issued but $state. Finish its validation first."
    case " $names " in
      *" $DomainName "* | *" *.${DomainName#*.} "*) ;;
      *) fault DomainName "the certificate is not for $DomainName but for $names." ;;
    esac
  else
    fault CertificateArn "there is no such certificate in $AWSRegion."
  fi
  [ -z "$HostedZoneId" ] || check_zone
}

check_zone() {
  if is_known 'NoSuchHostedZone|InvalidInput' route53 get-hosted-zone --id "$HostedZoneId" --query HostedZone.Name; then
    [[ .$DomainName. == *".$answer" ]] || fault HostedZoneId "the zone is for ${answer%.}, which $DomainName is not in."
  else
    fault HostedZoneId "there is no such zone in account $account."
  fi
}

find_prefix_list() {
  prefix_list=$(ask ec2 describe-managed-prefix-lists \
    --filters Name=prefix-list-name,Values=com.amazonaws.global.cloudfront.origin-facing \
    --query 'PrefixLists[].[PrefixListId]')
  [ -n "$prefix_list" ] ||
    fault CertificateArn "CloudFront has no prefix list in $AWSRegion, so the address needs a certificate of yours."
}

check_vpc() {
  local subnet vpc zone zones=" "
  if ! gateway_stands_alone; then
    must_be_set LoadBalancerSubnetIds "VpcId is set, and the load balancer needs two of its subnets."
    answer=$(ask ec2 describe-internet-gateways --filters "Name=attachment.vpc-id,Values=$VpcId" \
      --query 'InternetGateways[].[InternetGatewayId]')
    [ -n "$answer" ] || fault VpcId "$VpcId is not there, or has no internet gateway, which CloudFront asks for."
  fi
  for subnet in ${NodeSubnetIds//,/ }; do
    is_known InvalidSubnet ec2 describe-subnets --subnet-ids "$subnet" --query 'Subnets[0].VpcId' || answer=none
    [ "$answer" = "$VpcId" ] || fault NodeSubnetIds "the subnet $subnet is not in $VpcId."
  done
  for subnet in ${LoadBalancerSubnetIds//,/ }; do
    is_known InvalidSubnet ec2 describe-subnets --subnet-ids "$subnet" --query 'Subnets[0].[VpcId,AvailabilityZoneId]' || answer=none
    read -r vpc zone <<<"$answer"
    [ "$vpc" = "$VpcId" ] || fault LoadBalancerSubnetIds "the subnet $subnet is not in $VpcId."
    [[ $zones != *" $zone "* ]] || fault LoadBalancerSubnetIds "the subnet $subnet is in the zone of another one; each must be in its own."
    [ -n "$CertificateArn" ] || [[ " $unreached_zones " != *" $zone "* ]] ||
      fault LoadBalancerSubnetIds "the subnet $subnet is in the zone $zone, which CloudFront does not reach."
    zones="$zones$zone "
  done
}

# An existing stack keeps its zones: with others, its subnets and everything in them would be replaced.
pick_zones() {
  local name id
  zone_a=$(stack_parameter "$NetworkStack" ZoneA)
  zone_b=$(stack_parameter "$NetworkStack" ZoneB)
  [ -z "$zone_a" ] || [ -z "$zone_b" ] || return 0
  zone_a="" zone_b=""
  ask ec2 describe-availability-zones \
    --filters Name=zone-type,Values=availability-zone Name=state,Values=available \
    --query 'AvailabilityZones[].[ZoneName,ZoneId]' >"$work/zones"
  while read -r name id; do
    case " $unreached_zones " in *" $id "*) continue ;; esac
    if [ -z "$zone_a" ]; then
      zone_a=$name
    elif [ -z "$zone_b" ]; then
      zone_b=$name
    fi
  done <"$work/zones"
  [ -n "$zone_b" ] || fault AWSRegion "$AWSRegion has not two zones to use."
}

# Sets budget_of: whose costs the budget counts. AWS counts by a tag only after somebody has switched that on for the
# account, or for its organization, and knows the tag only a day after there was something that has it.
look_at_costs() {
  if [ "$(cost_tag)" = Inactive ] && [ "$dry_run" = no ]; then
    try_ask ce update-cost-allocation-tags-status --cost-allocation-tags-status TagKey=Application,Status=Active \
      --query Errors >/dev/null || true
  fi
  if [ "$(cost_tag)" = Active ]; then
    budget_of=$StackPrefix
    say "The budget counts what has the tag Application=$StackPrefix."
  else
    say "The budget counts the whole account: AWS does not count by the tag Application yet. It knows the tag about a day after the first deployment. Then run this again; or, in an organization, have its management account activate the tag (Billing, Cost allocation tags), and run this again."
  fi
}

# Whether AWS counts by our tag: Active, Inactive, or nothing if it does not know the tag or may not be asked.
cost_tag() {
  try_ask ce list-cost-allocation-tags --tag-keys Application --type UserDefined --query 'CostAllocationTags[0].Status' || true
}

check_tag() {
  if ! is_absent "$BackendStack"; then
    read_outputs "$BackendStack" backend
    has_image "$ImageTag" && return
  fi
  fault ImageTag "there is no image $ImageTag in the repository of $BackendStack. Leave it out to build one."
}
