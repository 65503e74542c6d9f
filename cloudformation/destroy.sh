#!/usr/bin/env bash
# Deletes everything that deploy.sh has made. Tables in Redshift are never touched. Jobs and users stay unless a flag
# says otherwise. Needs the AWS CLI only.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/common.sh"
. "$here/lib/settings.sh"

usage() {
  cat <<'USAGE'
destroy.sh [--StackPrefix=NAME] [--AWSRegion=NAME] [--DDBTableName=NAME] [--parameters FILE]
           [--delete-jobs] [--delete-users] [--dry-run] [--yes]

  --delete-jobs   delete the job table too: what people asked, and when
  --delete-users  delete the user pool too
  --dry-run       say what would be deleted, and delete nothing
  --yes           do not ask

Without the two, the stacks with the job table and with the users stay; deploy.sh uses them again.
USAGE
}

main() {
  local flag
  delete_jobs=no delete_users=no
  read_flags "$@"
  for flag in ${rest_of_flags[@]+"${rest_of_flags[@]}"}; do
    case $flag in
      --delete-jobs) delete_jobs=yes ;;
      --delete-users) delete_users=yes ;;
      *) fail "$flag: there is no such setting or flag. --help lists them." ;;
    esac
  done
  faults=()
  must_be_set AWSRegion "there is no region."
  must_match AWSRegion '[a-z]{2}(-[a-z]+)+-[0-9]' "a region"
  must_match Account '[0-9]{12}' "an account's number of 12 digits"
  must_match DDBTableName '[A-Za-z0-9_.-]{3,255}' "3 to 255 letters, digits and _.-"
  must_match StackPrefix '[a-zA-Z][a-zA-Z0-9-]{0,40}' "a letter with up to 40 letters, digits and '-'"
  [ ${#faults[@]} = 0 ] || refuse
  step "What would be deleted"
  look
  step "Where"
  if [ "$dry_run" = yes ]; then
    yes=yes
    confirm ""
    say "Nothing was changed."
    return
  fi
  confirm "Delete all that?"
  take_down
}

look() {
  local each firewall status
  unseen=""
  look_at "$WebappStack"; webapp=$status
  look_at "$BackendStack"; backend=$status
  look_at "$RebuildStack"; rebuild=$status
  look_at "$CapacityStack"; capacity=$status
  look_at "$WatchStack"; watch=$status
  look_at "$ImageStack"; image=$status
  look_at "$DoorStack"; door=$status
  look_at "$AddressStack"; address=$status
  look_at "$OtherAddressStack"; other_address=$status
  look_at "$NetworkStack"; network=$status
  look_at "$CognitoStack"; cognito=$status
  look_at "$DataStack"; data=$status
  table=$(stack_resource "$DataStack" JobTable)
  [ -n "$table" ] || table=$(stack_resource "$BackendStack" JobTable)
  [ -n "$table" ] || find_table
  describe_stack "$WebappStack" "$webapp" "the page"
  describe_stack "$RebuildStack" "$rebuild" "the scheduled build"
  [ "$capacity" = none ] || describe_stack "$CapacityStack" "$capacity" "what lets the table's capacity follow the load"
  describe_stack "$WatchStack" "$watch" "alarms, dashboard and budget"
  describe_stack "$ImageStack" "$image" "the build of the image"
  describe_stack "$BackendStack" "$backend" "nodes, queues, rule, images and logs"
  [ "$door" = none ] || describe_stack "$DoorStack" "$door" "API Gateway, with its sockets"
  describe_stack "$AddressStack" "$address" "the address"
  describe_stack "$OtherAddressStack" "$other_address" "the address"
  for each in "$way" "$other_way"; do
    firewall=$(firewall_status "$each")
    case $firewall in
      none) ;;
      unknown) unseen="$unseen $FirewallStack-$each in $(firewall_region "$each")" ;;
      *) describe_stack "$FirewallStack-$each" "$firewall" "the firewall" ;;
    esac
  done
  describe_stack "$NetworkStack" "$network" "the network"
  if [ "$delete_users" = yes ]; then
    describe_stack "$CognitoStack" "$cognito" "the user pool and ALL ITS USERS"
  else
    say "$CognitoStack stays, with its users; --delete-users deletes it too."
  fi
  if [ -n "$table" ] && [ "$delete_jobs" = yes ]; then
    say "$DataStack: the job table $table, with ALL JOBS."
  elif [ -n "$table" ]; then
    say "The job table $table stays; --delete-jobs deletes it too."
  fi
  say "Redshift, its tables and your buckets are not touched."
}

# The job table that an earlier or interrupted run has left. A table of that name may belong to another Querycast in
# the account: then it is not ours.
find_table() {
  local keys owner
  if keys=$(try_ask dynamodb describe-table --table-name "$DDBTableName" --query 'Table.KeySchema[].AttributeName'); then
    [ "$keys" = "pk"$'\t'"sk" ] || return 0
    owner=$(stack_of "$DDBTableName")
    if [ -n "$owner" ]; then
      say "The table $DDBTableName belongs to the stack $owner, and stays."
    else
      table=$DDBTableName
    fi
  else
    error_says ResourceNotFound || explain "dynamodb describe-table"
  fi
}

describe_stack() {
  if [ "$2" = none ]; then
    say "$1 is not there."
  else
    say "$1: $3."
  fi
}

# Deletes a stack that holds nothing that must be emptied before.
#   $1 its status, or none; $2 what it is; $3 its name
take_away() {
  if [ "$1" != none ]; then
    step "$2"
    delete_stack "$3" || not_deleted "$3"
  fi
}

take_down() {
  if [ "$webapp" != none ]; then
    step "Page"
    empty_bucket "$WebappStack" PageBucket
    delete_stack "$WebappStack" || not_deleted "$WebappStack"
  fi
  take_away "$rebuild" "Scheduled build" "$RebuildStack"
  take_away "$capacity" "Capacity" "$CapacityStack"
  take_away "$watch" "What watches" "$WatchStack"
  take_away "$image" "Build of the image" "$ImageStack"
  if [ "$door" != none ]; then
    step "Door"
    is_there "$BackendStack" && leave_door
    delete_door
  fi
  if [ "$backend" != none ]; then
    step "Backend"
    empty_bucket "$BackendStack" SourceBucket
    # Of earlier versions, which had the network there.
    delete_stack_and_vpc "$BackendStack"
  fi
  if [ "$address$other_address" != nonenone ]; then
    step "Address"
    [ "$address" = none ] || delete_address "$AddressStack"
    [ "$other_address" = none ] || delete_address "$OtherAddressStack"
  fi
  delete_firewall "$way"
  delete_firewall "$other_way"
  if [ "$network" != none ]; then
    step "Network"
    delete_stack_and_vpc "$NetworkStack"
  fi
  if [ "$delete_jobs" = yes ]; then
    step "Jobs"
    take_down_jobs
  fi
  if [ "$delete_users" = yes ] && [ "$cognito" != none ]; then
    step "Users"
    # A stack that was never finished has no users, and would only be created again.
    case $cognito in
      REVIEW_IN_PROGRESS | ROLLBACK_*) ;;
      *) bring_up_unprotected ;;
    esac
    unprotect "$CognitoStack"
    delete_stack "$CognitoStack" || not_deleted "$CognitoStack"
  fi
  step "Done"
  if [ -n "$table" ] && [ "$delete_jobs" = no ]; then
    say "The job table $table is still there. To delete it: destroy.sh --delete-jobs"
  fi
  if [ "$delete_users" = no ] && [ "$cognito" != none ]; then
    say "The stack $CognitoStack is still there, with its users. To delete it: destroy.sh --delete-users"
  fi
  if [ -z "$unseen" ]; then say "Nothing else is left."; else say "Nothing else is left, but this could not be seen:$unseen."; fi
}

# The backend as it is, but without nodes and without a gateway: until then nodes are entered there, and in its security
# group.
leave_door() {
  local each parameters changed=()
  read_parameters "$BackendStack"
  read_outputs "$DoorStack" gateway
  for each in "${parameters[@]}"; do
    case $each in
      ImageTag=* | Gateway=*) each=${each%%=*}= ;;
      Door=*) each=Door=node ;;
      NodeGroupIds=*) each=${each%,"${gateway_NodeGroupId:-none}"} ;;
    esac
    changed+=("$each")
  done
  ask cloudformation get-template --stack-name "$BackendStack" --template-stage Original --query TemplateBody >"$work/deployed.yaml"
  bring_up "$BackendStack" "$work/deployed.yaml" "${changed[@]}"
}

# The stack leaves the table, which is deleted after it.
take_down_jobs() {
  if [ "$data" != none ]; then
    unprotect "$DataStack"
    delete_stack "$DataStack" || not_deleted "$DataStack"
  fi
  [ -z "$table" ] || delete_table
}

delete_table() {
  doing="deleting the job table"
  if ! try_ask dynamodb update-table --table-name "$table" --no-deletion-protection-enabled --query TableDescription.TableName >/dev/null; then
    if error_says ResourceNotFound; then
      say "$table is gone already."
      return
    fi
    explain "dynamodb update-table"
  fi
  until ask dynamodb describe-table --table-name "$table" --query Table.TableStatus | grep -q ACTIVE; do rest; done
  ask dynamodb delete-table --table-name "$table" --query TableDescription.TableName >/dev/null
  while try_ask dynamodb describe-table --table-name "$table" --query Table.TableStatus >/dev/null; do rest; done
  error_says ResourceNotFound || explain "dynamodb describe-table"
  say "$table is gone."
  doing=""
}

# The pool refuses to be deleted until it is told that it may be.
bring_up_unprotected() {
  local each parameters others=()
  read_parameters "$CognitoStack"
  for each in ${parameters[@]+"${parameters[@]}"}; do
    [[ $each == DeletionProtection=* ]] || others+=("$each")
  done
  bring_up "$CognitoStack" "$here/cognito-setup.yaml" ${others[@]+"${others[@]}"} DeletionProtection=INACTIVE
}

main "$@"
