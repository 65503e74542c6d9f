# Shared by deploy.sh and destroy.sh: messages, calls to AWS, stacks. Sourced, never run.
# shellcheck shell=bash

# How often the AWS CLI itself repeats throttled calls.
export AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard} AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-8}
export AWS_PAGER=

# Seconds between two looks at something that takes long.
pause=${QUERYCAST_DEPLOY_PAUSE:-5}
# What the script is doing, to say if it is interrupted.
doing=""
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'stopped' INT TERM
# So that a failure ends the script from anywhere, even from a pipe or a $(...).
trap 'exit 1' USR1

# One line for each argument.
say() { printf '%s\n' "$@"; }
step() { printf '\n== %s\n' "$*"; }
warn() { printf '%s\n' "$@" >&2; }
fail() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  [ "$BASH_SUBSHELL" = 0 ] || kill -s USR1 $$
  exit 1
}

stopped() {
  trap - INT TERM
  warn "" "Stopped${doing:+ while $doing}."
  warn "AWS continues its work. Run the same command again: it waits for that work and continues from there."
  exit 130
}

rest() {
  sleep "$pause" &
  wait $! || true
}

# ---- Calls ----------------------------------------------------------------------------------------

# Asks AWS and prints the answer. If this fails, it says why in plain words and ends the script.
#   ask SERVICE OPERATION [OPTION]...
ask() {
  try_ask "$@" || explain "$1 $2"
}

# The same, but the caller handles the failure: its text is in $work/error.
try_ask() {
  local tries=0
  while :; do
    if aws "$@" --region "$AWSRegion" --output text 2>"$work/error"; then
      return 0
    fi
    tries=$((tries + 1))
    if [ "$tries" -ge 5 ] || ! is_passing; then
      return 1
    fi
    rest
  done
}

# Whether the last failure may be gone in a moment.
is_passing() {
  error_says 'Throttl|Rate exceeded|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|Connection was closed'
}

# Whether the text of the last failure matches a pattern.
error_says() {
  local error
  read_file_into error "$work/error"
  [[ $error =~ $1 ]]
}

# Sets a variable to what a file says, without the newline at its end. $(<FILE) would start a process.
#   read_file_into NAME FILE
read_file_into() {
  local whole
  IFS= read -r -d '' whole <"$2" || true
  printf -v "$1" '%s' "${whole%$'\n'}"
}

explain() {
  local error
  error=$(sed -e '/^$/d' "$work/error")
  case $error in
    *ExpiredToken* | *"has expired"* | *"security token included in the request is expired"*)
      fail "Your credentials have expired${doing:+ while $doing}." \
        "Sign in again (aws sso login, or however you do) and run the same command: it goes on from there." ;;
    *"Unable to locate credentials"* | *InvalidClientTokenId* | *UnrecognizedClient*)
      fail "AWS does not accept your credentials. Sign in first (aws configure, or aws sso login); aws sts get-caller-identity shows who you are." ;;
    *AccessDenied* | *UnauthorizedOperation* | *"not authorized"*)
      fail "You may not do this (aws $1). Ask for the right, or use another role." "$error" ;;
    *Throttl* | *"Rate exceeded"* | *TooManyRequests* | *RequestLimitExceeded*)
      fail "There are too many requests to AWS in this account (aws $1). Wait a few minutes and run the same command again." ;;
    *AccountLimitExceeded*)
      fail "Your account may not build yet (aws $1): AWS does not allow new accounts to use CodeBuild." \
        "Ask its support, or take --ImageBy=docker for the image and --UserGitURL for the page." "$error" ;;
    *"Could not connect"* | *EndpointConnectionError*)
      fail "AWS can't be reached in the region $AWSRegion (aws $1). Is the region right, and is there a network?" "$error" ;;
    *) fail "AWS refused: aws $1" "$error" ;;
  esac
}

# Shows account and region, and asks whether they are right unless --yes was given.
#   confirm WHAT
confirm() {
  local caller
  caller=$(ask sts get-caller-identity --query '[Account,Arn]')
  account=${caller%%[[:space:]]*}
  say "Account  $account"
  say "Region   $AWSRegion"
  say "As       ${caller##*[[:space:]]}"
  if [ -n "$Account" ] && [ "$Account" != "$account" ]; then
    fail "Account: this is $account, not $Account. Use the credentials of $Account, or leave Account out."
  fi
  [ "$yes" = yes ] || sure "$1" || fail "Nothing was changed."
}

# Asks at the terminal.
sure() {
  local answer
  [ -t 0 ] || fail "Nobody can confirm this here. Run it in a terminal, or with --yes."
  printf '%s [yes/no] ' "$1"
  read -r answer || answer=no
  [ "$answer" = yes ]
}

# ---- Stacks ---------------------------------------------------------------------------------------

# Sets status to a stack's status, or to "none".
look_at() {
  if try_ask cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' >"$work/status"; then
    read_file_into status "$work/status"
    return
  fi
  error_says 'does not exist' || explain "cloudformation describe-stacks"
  status=none
}

# Whether there is nothing of a stack.
is_absent() {
  local status
  look_at "$1"
  [ "$status" = none ]
}

# Whether a stack was ever finished, and is not being deleted.
is_there() {
  local status
  look_at "$1"
  case $status in
    none | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE | ROLLBACK_FAILED | DELETE_*) return 1 ;;
    IMPORT_ROLLBACK_COMPLETE) ! is_empty "$1" ;;
  esac
}

# Whether a stack was to take things over, and has none of them.
is_empty() {
  [ -z "$(ask cloudformation list-stack-resources --stack-name "$1" \
    --query "StackResourceSummaries[?!contains(ResourceStatus, 'IMPORT_ROLLBACK')].[LogicalResourceId]")" ]
}

# Reads a stack's outputs into variables: KEY becomes PREFIX_KEY.
#   read_outputs STACK PREFIX
read_outputs() {
  local key value
  ask cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' >"$work/outputs"
  while IFS=$'\t' read -r key value; do
    [ "$key" = None ] || printf -v "$2_$key" '%s' "$value"
  done <"$work/outputs"
}

# The value that a stack's parameter has now; empty if there is no such stack.
stack_parameter() {
  local value
  if try_ask cloudformation describe-stacks --stack-name "$1" \
    --query "Stacks[0].Parameters[?ParameterKey=='$2'].ParameterValue | [0]" >"$work/value"; then
    read_file_into value "$work/value"
    [ "$value" = None ] || printf '%s\n' "$value"
  else
    error_says 'does not exist' || explain "cloudformation describe-stacks"
  fi
}

# Sets parameters to all parameters that a stack has now, as NAME=VALUE.
read_parameters() {
  local name value
  parameters=()
  ask cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].Parameters[].[ParameterKey,ParameterValue]' >"$work/values"
  while IFS=$'\t' read -r name value; do
    [ "$value" != None ] || value=""
    parameters+=("$name=$value")
  done <"$work/values"
}

# The value of the variable of that name.
variable() { printf '%s' "${!1}"; }

# The id that AWS gave a resource of a stack; empty if there is none.
stack_resource() {
  local id
  try_ask cloudformation describe-stack-resource --stack-name "$1" --logical-resource-id "$2" \
    --query StackResourceDetail.PhysicalResourceId >"$work/id" || return 0
  read_file_into id "$work/id"
  [ "$id" = None ] || printf '%s\n' "$id"
}

# Waits until AWS has finished with a stack, and reports each resource that is ready. The stack's last status is then
# in $status.
#   await_stack STACK TOKEN
await_stack() {
  local told=" "
  # Only the newest hundred events: reading all would take longer after each update.
  while :; do
    look_at "$1"
    try_ask cloudformation describe-stack-events --stack-name "$1" --no-paginate \
      --query "StackEvents[?ClientRequestToken=='$2' && ends_with(ResourceStatus,'_COMPLETE')].[EventId,ResourceStatus,LogicalResourceId,ResourceType]" \
      >"$work/events" || true
    tell_events
    case $status in
      *_IN_PROGRESS) rest ;;
      *) return ;;
    esac
  done
}

# Prints what is new in $work/events; the newest comes first there. What was printed is in the caller's told.
tell_events() {
  local id what name type line new=""
  while IFS=$'\t' read -r id what name type; do
    [ -n "$type" ] && [ "$type" != AWS::CloudFormation::Stack ] && [[ $told != *" $id "* ]] || continue
    told="$told$id "
    case $what in
      CREATE_COMPLETE) what=made ;;
      UPDATE_COMPLETE) what=changed ;;
      DELETE_COMPLETE) what=deleted ;;
      *) what=$(tr '[:upper:]' '[:lower:]' <<<"$what") ;;
    esac
    printf -v line '  %-8s %s (%s)\n' "$what" "$name" "$type"
    new=$line$new
  done <"$work/events"
  printf '%s' "$new"
}

# The first event of TOKEN's operation that failed by itself; the others failed because of it.
#   first_failure STACK TOKEN
first_failure() {
  try_ask cloudformation describe-stack-events --stack-name "$1" \
    --query "StackEvents[?ClientRequestToken=='$2' && contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceType,ResourceStatusReason]" |
    awk -F '\t' '!/[Cc]ancelled/ && $2 != "AWS::CloudFormation::Stack" { first = $1 " (" $2 "): " $3 } END { print first }'
}

# What an operation on a stack is called. Sets the caller's token.
run=querycast-$(date -u +%Y%m%d%H%M%S)-$$
operations=0
name_operation() {
  operations=$((operations + 1))
  token=$run-$operations
}

# Waits until AWS does nothing with a stack any more. Its status is then in $status.
settle() {
  look_at "$1"
  case $status in
    REVIEW_IN_PROGRESS) ;;
    *_IN_PROGRESS)
      say "AWS is still working on $1; waiting for that first."
      await_stack "$1" none ;;
  esac
}

# Makes a stack as its template and parameters say: creates it, changes it or leaves it as it is. With --dry-run it
# only shows what it would do.
#   bring_up STACK TEMPLATE [NAME=VALUE]...
bring_up() {
  local stack=$1 template=$2 kind token changes
  shift 2
  parameters_json "$@" >"$work/parameters.json"
  doing="bringing up the stack $stack"
  settle "$stack"
  [ "$status" != IMPORT_ROLLBACK_COMPLETE ] || ! is_empty "$stack" || status=ROLLBACK_COMPLETE
  case $status in
    none | REVIEW_IN_PROGRESS) kind=${kind_of_new:-CREATE} ;;
    ROLLBACK_COMPLETE | ROLLBACK_FAILED)
      if [ "$dry_run" = yes ]; then
        say "$stack was never finished ($status): it would be deleted and created again."
        return
      fi
      say "$stack was never finished ($status): deleting what is left of it first."
      delete_stack_and_vpc "$stack"
      kind=${kind_of_new:-CREATE} ;;
    CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE | IMPORT_COMPLETE | IMPORT_ROLLBACK_COMPLETE)
      kind=UPDATE ;;
    *) fail "The stack $stack is in the state $status, which only a person can repair." \
      "Look at it: aws cloudformation describe-stack-events --stack-name $stack --region $AWSRegion" ;;
  esac
  name_operation
  make_change_set "$stack" "$template" "$kind" "$token"
  if [ "$changes" = nothing ]; then
    say "$stack is as it should be."
    return
  fi
  show_changes "$stack"
  if [ "$dry_run" = yes ]; then
    try_ask cloudformation delete-change-set --stack-name "$stack" --change-set-name "$changes" >/dev/null || true
    # A change set for a stack that is not there leaves an empty one.
    [ "$kind" = UPDATE ] || try_ask cloudformation delete-stack --stack-name "$stack" >/dev/null || true
    return
  fi
  allow_replacements "$stack" "$changes"
  ask cloudformation execute-change-set --stack-name "$stack" --change-set-name "$changes" \
    --client-request-token "$token" >/dev/null
  await_stack "$stack" "$token"
  case $status in
    CREATE_COMPLETE | UPDATE_COMPLETE | IMPORT_COMPLETE) say "$stack is ready." ;;
    *) stack_failed "$stack" "$token" ;;
  esac
  doing=""
}

stack_failed() {
  local first
  first=$(first_failure "$1" "$2")
  warn "" "The stack $1 failed ($status). What went wrong first:" "  ${first:-AWS does not say what}"
  advice_for "$first"
  case $status in
    ROLLBACK_COMPLETE) warn "Only its events are left. Fix the cause and run the same command again." ;;
    *ROLLBACK_COMPLETE) warn "It is as it was before. Fix the cause and run the same command again." ;;
    *) warn "Only a person can repair it. See: aws cloudformation describe-stack-events --stack-name $1 --region $AWSRegion" ;;
  esac
  exit 1
}

# Advice for failures with a well-known cause.
advice_for() {
  case $1 in
    *ircuit*reaker* | *"did not stabilize"*)
      warn "The nodes did not come up. Their last words:"
      last_words "$BackendStack" NodeLog >&2 ;;
    *"already exists"*) warn "This name is used already. Choose another one, or delete the thing that uses it." ;;
    *"must be verified"*) warn "AWS must verify your account before you may use CloudFront: ask its support, or set CertificateArn and DomainName." ;;
    *"limit"* | *"quota"* | *LimitExceeded*) warn "A limit of this account is reached: ask for more at Service Quotas, or delete what you do not need." ;;
  esac
}

# The last lines of a log group that belongs to a stack.
last_words() {
  local group
  group=$(stack_resource "$1" "$2")
  [ -n "$group" ] || return 0
  try_ask logs filter-log-events --log-group-name "$group" --start-time "$((($(date +%s) - 1800) * 1000))" \
    --query 'events[].[message]' | tail -n 20 | sed 's/^/  /' || true
}

# A template as it is sent to AWS, which accepts at most 51,200 bytes.
without_comments() { sed -e '/^ *#/d' -e '/^ *$/d'; }

# Makes a change set and sets changes to its name, or to "nothing" if nothing would change. $work/changes has a line of
# its status then, and one for each change: action, name, type, and whether that replaces it. The kind IMPORT takes over
# the things in $work/import.json as they are. It may change nothing, and so sets no tags.
make_change_set() {
  local stack=$1 template=$2 kind=$3 name=$4 state reason
  local more=(--tags "Key=Application,Value=$StackPrefix")
  [ "$kind" != IMPORT ] || more=(--resources-to-import "file://$work/import.json")
  # Of things that it has taken over, CloudFormation believes that they are as the template says, until it looks.
  [ "$status" != IMPORT_COMPLETE ] || more+=(--deployment-mode REVERT_DRIFT)
  without_comments <"$template" >"$work/template.yaml"
  ask cloudformation create-change-set --stack-name "$stack" --change-set-name "$name" --change-set-type "$kind" \
    --template-body "file://$work/template.yaml" --parameters "file://$work/parameters.json" \
    --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND "${more[@]}" >/dev/null
  while :; do
    ask cloudformation describe-change-set --stack-name "$stack" --change-set-name "$name" \
      --query '[[Status,StatusReason],Changes[].ResourceChange.[Action,LogicalResourceId,ResourceType,Replacement]]' >"$work/changes"
    IFS=$'\t' read -r state reason <"$work/changes"
    case $state in
      CREATE_COMPLETE) break ;;
      FAILED)
        try_ask cloudformation delete-change-set --stack-name "$stack" --change-set-name "$name" >/dev/null || true
        case $reason in
          *"didn't contain changes"* | *"No updates are to be performed"*) changes=nothing; return ;;
        esac
        fail "The template of $stack was refused: $reason" ;;
      *) rest ;;
    esac
  done
  changes=$name
}

show_changes() {
  local number=0 type
  # Many changes come in several parts, each after a line of the status.
  while IFS=$'\t' read -r _ _ type _; do
    [ -z "$type" ] || number=$((number + 1))
  done <"$work/changes"
  say "$1: $number changes"
  [ "$dry_run" = no ] || awk -F '\t' '
    BEGIN { words["True"] = ", which replaces it"; words["Conditional"] = ", which may replace it" }
    NF == 4 { printf "  %-7s %s (%s)%s\n", tolower($1), $2, $3, words[$4] }' "$work/changes"
}

# A thing that is replaced is made anew and then deleted: people who use it may notice. New versions of a task are the
# usual course of a deployment.
allow_replacements() {
  local replaced="" perhaps="" name type how newline=$'\n'
  while IFS=$'\t' read -r _ name type how; do
    case $type:$how in
      AWS::ECS::TaskDefinition:*) ;;
      *:True) replaced="$replaced${replaced:+$newline}  $name ($type)" ;;
      *:Conditional) perhaps="$perhaps${perhaps:+$newline}  $name ($type)" ;;
    esac
  done <"$work/changes"
  [ -n "$replaced$perhaps" ] || return 0
  [ -z "$replaced" ] || say "This would replace, that is make anew and delete the old one:" "$replaced"
  [ -z "$perhaps" ] || say "This may replace; AWS decides that when it makes the change:" "$perhaps"
  [ "$yes" = no ] || return 0
  sure "Replace them?" || {
    try_ask cloudformation delete-change-set --stack-name "$1" --change-set-name "$2" >/dev/null || true
    fail "$1 was not changed."
  }
}

# Runs a command for another region than that of the settings.
#   in_region REGION COMMAND [ARGUMENT]...
in_region() {
  local AWSRegion=$1
  shift
  "$@"
}

# Where a firewall has to be: CloudFront takes it only from one region.
firewall_region() { if [ "$1" = cloudfront ]; then echo us-east-1; else echo "$AWSRegion"; fi; }

# The state of a way's firewall, or none. Some accounts may not look into that region: then it is unknown.
#   firewall_status WAY
firewall_status() {
  in_region "$(firewall_region "$1")" try_ask cloudformation describe-stacks --stack-name "$FirewallStack-$1" \
    --query 'Stacks[0].StackStatus' && return
  if error_says 'does not exist'; then echo none; else echo unknown; fi
}

#   delete_firewall WAY
delete_firewall() {
  local region
  region=$(firewall_region "$1")
  case $(firewall_status "$1") in
    none) return 0 ;;
    unknown)
      warn "Whether there is a firewall $FirewallStack-$1 in $region can't be seen: $(sed -e '/^$/d' "$work/error")"
      return 0 ;;
  esac
  in_region "$region" delete_stack "$FirewallStack-$1" || in_region "$region" not_deleted "$FirewallStack-$1"
}

# A load balancer, and CloudFront or the record, with its logs.
delete_address() {
  empty_bucket "$1" LogBucket
  delete_stack "$1" || not_deleted "$1"
}

empty_bucket() {
  local bucket
  bucket=$(stack_resource "$1" "$2")
  [ -n "$bucket" ] || return 0
  say "Emptying the bucket $bucket."
  try_ask s3 rm "s3://$bucket" --recursive --only-show-errors || error_says NoSuchBucket || explain "s3 rm"
}

# The gateway, with the whole results of the last day.
delete_door() {
  empty_bucket "$DoorStack" Results
  delete_stack "$DoorStack" || not_deleted "$DoorStack"
}

# Keeps a stack from being deleted by hand, or lets it go.
#   protect STACK / unprotect STACK
protect() {
  [ "$dry_run" = no ] || return 0
  [ "$(ask cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].EnableTerminationProtection')" = True ] ||
    ask cloudformation update-termination-protection --stack-name "$1" --enable-termination-protection >/dev/null
}

unprotect() {
  ask cloudformation update-termination-protection --stack-name "$1" --no-enable-termination-protection >/dev/null
}

# Deletes a stack and waits. If there is none, it prints no resources.
delete_stack() {
  local token
  name_operation
  doing="deleting the stack $1"
  ask cloudformation delete-stack --stack-name "$1" --client-request-token "$token" >/dev/null
  await_stack "$1" "$token"
  case $status in
    none | DELETE_COMPLETE) say "$1 is gone." ;;
    *) return 1 ;;
  esac
  doing=""
}

# The same, or says why it can't. CloudFront keeps its own security group in the VPC for a while, and the VPC can't be
# deleted before that. When nothing uses the group any more, it can be deleted, and then the stack.
delete_stack_and_vpc() {
  local vpc group tries=0
  vpc=$(stack_resource "$1" Vpc)
  until delete_stack "$1"; do
    tries=$((tries + 1))
    [ -n "$vpc" ] && [ "$tries" -lt 10 ] || not_deleted "$1"
    group=$(ask ec2 describe-security-groups \
      --filters "Name=vpc-id,Values=$vpc" Name=group-name,Values=CloudFront-VPCOrigins-Service-SG \
      --query 'SecurityGroups[].[GroupId]')
    [ -n "$group" ] || not_deleted "$1"
    say "CloudFront has left the security group $group in the VPC; deleting it and trying again."
    try_ask ec2 delete-security-group --group-id "$group" || error_says DependencyViolation || explain "ec2 delete-security-group"
    rest
  done
}

not_deleted() {
  local why
  why=$(try_ask cloudformation describe-stack-events --stack-name "$1" \
    --query "StackEvents[?ResourceStatus=='DELETE_FAILED'].[LogicalResourceId,ResourceType,ResourceStatusReason]" |
    awk -F '\t' '$2 != "AWS::CloudFormation::Stack" { print "  " $1 " (" $2 "): " $3; exit }') || true
  fail "The stack $1 could not be deleted ($status):" "${why:-  AWS does not say why.}" \
    "Fix the cause and run the same command again."
}

# The stack of a resource, by the resource's own name; empty if it belongs to none. A deleted stack still knows what
# it has left.
stack_of() {
  local name
  if name=$(try_ask cloudformation describe-stack-resources --physical-resource-id "$1" \
    --query "StackResources[?PhysicalResourceId=='$1' && ResourceStatus!='DELETE_SKIPPED' && ResourceStatus!='DELETE_COMPLETE'].StackName | [0]"); then
    [ "$name" = None ] || printf '%s\n' "$name"
  else
    error_says 'does not exist' || explain "cloudformation describe-stack-resources"
  fi
}

# NAME=VALUE... as CloudFormation's JSON.
parameters_json() {
  local separator="" each value
  printf '['
  for each in "$@"; do
    value=${each#*=}
    value=${value//\\/\\\\}
    value=${value//\"/\\\"}
    printf '%s{"ParameterKey":"%s","ParameterValue":"%s"}' "$separator" "${each%%=*}" "$value"
    separator=,
  done
  printf ']'
}
