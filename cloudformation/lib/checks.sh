# The checks of deploy.sh before it changes anything: whether the things that the settings name exist. Sourced.
# shellcheck shell=bash

# Zones that CloudFront's VPC origins do not reach, by the developer guide's list.
unreached_zones="use1-az3 usw1-az2 apne1-az3 apne2-az1 cac1-az3"

# The first versions of the CLI that know our calls to Amplify. An older one would fail at the step before the last.
check_cli() {
  local version least=19
  version=$(aws --version 2>&1) || true
  [[ $version =~ ^aws-cli/([0-9]+)\.([0-9]+)\. ]] || return 0
  [ "${BASH_REMATCH[1]}" != 1 ] || least=36
  [ "${BASH_REMATCH[1]}" -gt 2 ] || [ "${BASH_REMATCH[2]}" -ge $least ] ||
    fail "The AWS CLI is too old: ${version%% *}. Install 2.19 or newer (or 1.36 of version 1): see its user guide, 'Installing or updating'."
}

# Sets workgroup_arn, key_arns, prefix_list, zone_a, zone_b and take_over_table; reports all faults together.
check_surroundings() {
  faults=()
  workgroup_arn="" key_arns="" prefix_list="" zone_a="" zone_b="" take_over_table=no
  doing="looking at what is there"
  if [ -n "$RedshiftClusterEndpoint" ]; then check_cluster; else check_workgroup; fi
  [ -z "$DBSecretArn" ] || check_secret
  check_sign_in
  [ -z "$DDLScriptS3Path" ] || check_object DDLScriptS3Path
  [ -z "$QueryScriptS3Path" ] || check_folder QueryScriptS3Path
  check_table
  check_parameters
  if [ -n "$CertificateArn" ]; then check_certificate; else find_prefix_list; fi
  if [ -n "$VpcId" ]; then check_vpc; else pick_zones; fi
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
    answer=$(cat "$work/answer")
    return
  fi
  grep -qE "$absent" "$work/error" || explain "$1 $2"
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
# of another kind is left to the steps that need the right for it.
check_sign_in() {
  local user
  [ ${#faults[@]} = 0 ] || return 0
  name_warehouse
  signs_in "${SetupUsername:+SetupUsername}"
  # The setup script runs as another user than the nodes.
  if [ -n "$RedshiftClusterEndpoint" ] && [ -n "$SetupUsername" ]; then
    user=$SetupUsername SetupUsername=""
    name_warehouse
    SetupUsername=$user
    signs_in ""
  fi
}

#   signs_in SETTING   the setting with the user, if it is not the nodes' user
signs_in() {
  local setting=$1
  try_ask redshift-data list-databases "${warehouse[@]}" --query 'Databases[0]' >/dev/null && return
  if grep -qiE 'database .*(does not exist|not found)' "$work/error"; then
    setting=RedshiftDatabase
    [ -z "$RedshiftClusterEndpoint" ] || setting=RedshiftClusterEndpoint
  elif ! grep -qiE 'user .*(does not exist|not found)|authentication failed' "$work/error"; then
    return 0
  elif [ -z "$setting" ]; then
    setting=DBUsername
    [ -z "$DBSecretArn" ] || setting=DBSecretArn
  fi
  fault "$setting" "Redshift does not let it in: $(sed -e '/^$/d' -e 's/.*operation: //' "$work/error" | tr '\n' ' ')"
}

check_object() {
  local path=${!1#s3://}
  is_known '404|NoSuch|403' s3api head-object --bucket "${path%%/*}" --key "${path#*/}" --query ContentLength ||
    fault "$1" "${!1} is not there, or you may not read it."
}

check_folder() {
  local path=${!1#s3://} prefix="" first region
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

# A table of that name without a stack: a destroyed stack has left it, or it belongs to somebody else.
check_table() {
  local owner
  case $(stack_status "$BackendStack") in
    none | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE | ROLLBACK_FAILED) ;;
    *) return 0 ;;
  esac
  is_known ResourceNotFound dynamodb describe-table --table-name "$DDBTableName" \
    --query 'Table.KeySchema[].AttributeName' || return 0
  owner=$(stack_of "$DDBTableName")
  if [ -n "$owner" ] && [ "$owner" != "$BackendStack" ]; then
    fault DDBTableName "the table $DDBTableName belongs to the stack $owner. Choose another name."
  elif [ "$answer" = "pk"$'\t'"sk" ]; then
    say "The job table $DDBTableName exists from before, and is used again."
    take_over_table=yes
  else
    fault DDBTableName "there is a table $DDBTableName already, and it is no job table. Choose another name."
  fi
}

# Two Querycasts, or this and something older, can't have parameters with the same name.
check_parameters() {
  local name
  case $(stack_status "$BackendStack") in
    none | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE) ;;
    *) return 0 ;;
  esac
  for name in WebsocketEndpointSSMParameterName RestApiEndpointSSMParameterName; do
    ! is_known ParameterNotFound ssm get-parameter --name "${!name}" --query Parameter.Name ||
      fault "$name" "there is a parameter ${!name} in $AWSRegion already. Choose another name, or delete it if nobody reads it."
  done
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
  answer=$(ask ec2 describe-internet-gateways --filters "Name=attachment.vpc-id,Values=$VpcId" \
    --query 'InternetGateways[].[InternetGatewayId]')
  [ -n "$answer" ] || fault VpcId "$VpcId is not there, or has no internet gateway, which CloudFront asks for."
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
  zone_a=$(stack_parameter "$BackendStack" ZoneA)
  zone_b=$(stack_parameter "$BackendStack" ZoneB)
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

check_tag() {
  if [ "$(stack_status "$BackendStack")" != none ]; then
    read_outputs "$BackendStack" backend
    has_image "$ImageTag" && return
  fi
  fault ImageTag "there is no image $ImageTag in the repository of $BackendStack. Leave it out to build one."
}
