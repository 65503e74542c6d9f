# The settings of deploy.sh and destroy.sh: their sources and their allowed values. Sourced, never run.
# shellcheck shell=bash

# Name|default|description. A setting without a default is empty unless it is set.
settings="\
AWSRegion||the region; without it, that of the AWS CLI
Account||the account's number; another account is refused
StackPrefix|querycast|the stacks' names begin with it: PREFIX-cognito, PREFIX-backend and so on
CognitoPoolName|QuerycastUsers|the user pool's name
ClientAppName|QuerycastPage|the name of the page's client in the pool
SignUp|admin|admin: only you create accounts; open: anybody who finds the page may
PasswordLength|8|the least number of characters of a password
Mfa|OFF|a second factor: OFF, OPTIONAL or ON
Protection|OFF|Cognito's threat protection: OFF, AUDIT or ENFORCED
RedshiftClusterEndpoint||a cluster's endpoint with port and database
RedshiftWorkgroup||or a serverless workgroup's name
RedshiftDatabase|dev|the database of the workgroup
DBUsername|querycast_reader|the cluster's database user that queries run as; if it is not there, it is made
DBSecretArn||or the ARN of the secret with user and password
AllowSuperuser|no|yes: queries may run as a superuser of the database
DDBTableName|querycast|the job table's name
TableCapacity|on-demand|on-demand: each read and write of the table is paid for; provisioned: capacity that follows the load
TableUnitsAtLeast|50|with provisioned, the least read and write units a second
TableUnitsAtMost|4000|with provisioned, the most
WebsocketEndpointSSMParameterName|REDSHIFT_WSS_ENDPOINT|the SSM parameter with the socket's address
RestApiEndpointSSMParameterName|REDSHIFT_REST_API_ENDPOINT|the SSM parameter with the API's address
SetupData|yes|yes: run the setup script; no: the tables exist already
DDLScriptS3Path||the setup script in S3; without it, sql/setup.sql
QueryScriptS3Path||the queries in S3, a folder or one file; without it, sql/queries
DataS3Path||the folder or file in S3 that the setup script's COPY reads
DataRoleArn||the role with which Redshift reads it
DataRegion||the region of that bucket; without it, AWSRegion
SetupUsername||the cluster's user that runs the setup script; without it, the secret's user or awsuser
DropFilledTables|no|yes: the setup script may drop tables that hold rows
Rollout|rolling|how new nodes take over: rolling, canary, linear or bluegreen
AllowedOrigins||further origins whose pages may use the API, besides the page's own
Inboxes|16|how many inboxes: twice NodesAtMost, because a deployment runs old and new nodes
NodesAtLeast|2|how many nodes run at least
NodesAtMost|8|how many nodes run at most
NodesOnDemand||how many nodes AWS may not take back; the others run on Fargate Spot; without it, all
ConnectionsPerNode|2000|the mean number of sockets on a node beyond which another node is added
NodeCpu|1024|CPU units of a node; 1024 are one core
NodeMemory|2048|memory of a node in MB
NodeArchitecture|ARM64|ARM64 or X86_64
Wait|false|true: the node that starts a statement also waits for its end
Sharing|false|true: jobs that ask for the same share a statement while it runs
Price||what a second of the warehouse costs, such as 0.000125USD; without it, no price is told
Lease|PT10S|how long a node may be silent before another takes its inbox
TokenCheck|PT5M|how long a token is accepted before Cognito is asked about it again
SnapshotInterval|PT25S|the time after which something comes on a socket
Compress|false|true: messages on sockets are compressed
Quotas|none|how often a second all nodes may call ExecuteStatement, DescribeStatement and GetStatementResult
DueParts|8|into how many parts the index of due jobs is divided
SweepInterval|PT2S|the time between two looks at the due jobs
QuietAfter|PT10S|how long a job may be without news before Redshift is asked
TimeLimit|PT4H|how long a job may run, or wait for room
Retention|P30D|how long jobs stay in the list
CatalogueInterval|PT30S|the time between two looks at QueryScriptS3Path
ImageBy|codebuild|who builds the image: codebuild, in your account, or docker, on this machine
ImageTag||the tag of an earlier image, to go back to; without it, the image of these sources
ImageFindings|show|what serious findings of the image's scan do: show them, or stop the deployment
Rebuild|weekly|when the image is built and deployed again for the fixes of its base images: daily, weekly or never
Door|node|node: browsers open sockets at the nodes; gateway: at API Gateway, which holds them while nodes come and go
GatewaySecret||with Door=gateway, first or second: name the one that is not in use, and it takes the place of the other; without it, nothing is replaced
RequestsPerSecond|2000|with Door=gateway, how many requests each of its two APIs takes in a second, of all clients together; more get 429
CertificateArn||an ACM certificate, to use your own domain instead of CloudFront's
DomainName||the name that the certificate is for
HostedZoneId||the Route 53 zone in which to create that name
VpcId||your own VPC; without it, a small one is created
LoadBalancerSubnetIds||two of its subnets, for the load balancer
NodeSubnetIds||two of its subnets, for the nodes
NodePublicIp|DISABLED|ENABLED gives nodes public addresses, for subnets without NAT
LogDays|30|how many days logs are kept
PermissionsBoundary||the ARN of the policy that bounds the rights of every role, where the account asks for one
AlarmEmail||the email address for alarms
Firewall||a firewall, and how many requests an address may send in five minutes; without it, none
AccessLogs|no|yes: each request is written to a log in S3, which is kept for LogDays
ContainerInsights|disabled|enabled or enhanced: figures of ECS about each task
MonthlyBudget||the US dollars in a month at which a mail comes to AlarmEmail
OtlpEndpoint||the address of a collector to which nodes send traces and figures; without it, they send none
OtlpHeadersArn||the ARN of the secret with the headers for it, such as api-key=abc,team=data
PrometheusPort||the port at which nodes show their figures to Prometheus; without it, they show none
MonitoringCidr||the addresses of your collector and of Prometheus
TestToken||an access token of a user; with it, the last step demands a snapshot on the socket too
UserGitURL||a Git repository for Amplify to build the page from; without it, the page is built and uploaded
UserGitToken||the token with which Amplify reads that repository
UserGitARN||with CodeCommit, the repository's ARN
BranchName|main|the branch, and the first part of the page's address
"

is_setting() { [[ $'\n'$settings == *$'\n'"$1|"* ]]; }

# Reads NAME=VALUE lines; # begins a comment. The environment and flags have priority.
read_file() {
  local line number=0 name value
  [ -r "$1" ] || fail "--parameters: $1 can't be read. Give a file of lines such as DBUsername=querycast_reader."
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    # Without the blanks around it.
    line=${line#"${line%%[![:space:]]*}"}
    line=${line%"${line##*[![:space:]]}"}
    case $line in
      "" | "#"*) continue ;;
    esac
    name=${line%%=*}
    value=${line#*=}
    if [ "$name" = "$line" ] || ! is_setting "$name"; then
      fail "$1, line $number: '$name' is no setting. A line is NAME=VALUE, such as DBUsername=querycast_reader; --help lists the names."
    fi
    [ -n "${!name+set}" ] || printf -v "$name" '%s' "$value"
  done <"$1"
}

fill_in_defaults() {
  local name default
  # From a file, which a shell reads in large pieces.
  printf '%s' "$settings" >"$work/settings"
  while IFS='|' read -r name default _; do
    [ -n "${!name+set}" ] || printf -v "$name" '%s' "$default"
  done <"$work/settings"
}

# Reads the flags that both scripts have; the others are then in ${rest_of_flags[@]}.
read_flags() {
  local file="" flag name
  dry_run=no
  yes=no
  rest_of_flags=()
  while [ $# -gt 0 ]; do
    flag=$1
    shift
    case $flag in
      --help | -h) usage; exit 0 ;;
      --dry-run) dry_run=yes ;;
      --yes) yes=yes ;;
      --parameters)
        [ $# -gt 0 ] || fail "--parameters wants a file, such as --parameters querycast.env."
        file=$1
        shift ;;
      --*=*)
        name=${flag#--}
        name=${name%%=*}
        is_setting "$name" || fail "$flag: there is no such setting. --help lists them."
        printf -v "$name" '%s' "${flag#*=}" ;;
      --*)
        name=${flag#--}
        if ! is_setting "$name"; then
          rest_of_flags+=("$flag")
          continue
        fi
        [ $# -gt 0 ] || fail "$flag wants a value, such as $flag=$(example_of "$name")."
        printf -v "$name" '%s' "$1"
        shift ;;
      *) fail "'$flag' is no flag. Write --NAME=VALUE, such as --DBUsername=querycast_reader; --help lists the names." ;;
    esac
  done
  [ -z "$file" ] || read_file "$file"
  fill_in_defaults
  if [ -z "$AWSRegion" ]; then
    AWSRegion=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2>/dev/null || true)}}
  fi
  # shellcheck disable=SC2034 # used by the scripts
  CognitoStack=$StackPrefix-cognito DataStack=$StackPrefix-data NetworkStack=$StackPrefix-network \
    BackendStack=$StackPrefix-backend WebappStack=$StackPrefix-webapp
  # shellcheck disable=SC2034 # used by the scripts
  DoorStack=$StackPrefix-door WatchStack=$StackPrefix-watch ImageStack=$StackPrefix-image
  # shellcheck disable=SC2034 # used by the scripts
  FirewallStack=$StackPrefix-firewall RebuildStack=$StackPrefix-rebuild CapacityStack=$StackPrefix-capacity
  # The address by CloudFront and the one by a certificate have a stack each.
  way=cloudfront other_way=certificate
  [ -z "$CertificateArn" ] || way=certificate other_way=cloudfront
  # shellcheck disable=SC2034 # used by the scripts
  AddressStack=$StackPrefix-address-$way OtherAddressStack=$StackPrefix-address-$other_way
}

# ---- Their allowed values -------------------------------------------------------------------------

example_of() {
  case $1 in
    AWSRegion | DataRegion) echo us-east-1 ;;
    Account) echo 123456789012 ;;
    StackPrefix) echo querycast ;;
    CognitoPoolName) echo QuerycastUsers ;;
    ClientAppName) echo QuerycastPage ;;
    SignUp) echo admin ;;
    PasswordLength) echo 12 ;;
    Mfa) echo OPTIONAL ;;
    Protection) echo AUDIT ;;
    RedshiftClusterEndpoint) echo sales.abc123.us-east-1.redshift.amazonaws.com:5439/dev ;;
    RedshiftWorkgroup) echo sales ;;
    RedshiftDatabase) echo dev ;;
    DBUsername) echo querycast_reader ;;
    SetupUsername) echo awsuser ;;
    AllowSuperuser) echo yes ;;
    DBSecretArn) echo arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-AbCdEf ;;
    DDBTableName) echo querycast ;;
    TableCapacity) echo provisioned ;;
    TableUnitsAtLeast) echo 50 ;;
    TableUnitsAtMost) echo 4000 ;;
    WebsocketEndpointSSMParameterName) echo REDSHIFT_WSS_ENDPOINT ;;
    RestApiEndpointSSMParameterName) echo REDSHIFT_REST_API_ENDPOINT ;;
    SetupData | DropFilledTables) echo yes ;;
    DDLScriptS3Path) echo s3://my-bucket/setupscript.sql ;;
    QueryScriptS3Path) echo s3://my-bucket/queries/ ;;
    DataS3Path) echo s3://my-bucket/yellow_tripdata/ ;;
    DataRoleArn) echo arn:aws:iam::123456789012:role/RedshiftReadsTrips ;;
    AllowedOrigins) echo https://app.example.com ;;
    Inboxes) echo 16 ;;
    NodesAtLeast) echo 2 ;;
    NodesAtMost) echo 8 ;;
    NodesOnDemand) echo 2 ;;
    ConnectionsPerNode) echo 2000 ;;
    NodeCpu) echo 1024 ;;
    NodeMemory) echo 2048 ;;
    NodeArchitecture) echo ARM64 ;;
    Rollout) echo canary ;;
    Wait | Sharing | Compress) echo true ;;
    Price) echo 0.000125USD ;;
    Lease | QuietAfter) echo PT10S ;;
    TokenCheck) echo PT5M ;;
    SnapshotInterval) echo PT25S ;;
    Quotas) echo 30,100,20 ;;
    DueParts) echo 8 ;;
    SweepInterval) echo PT2S ;;
    TimeLimit) echo PT4H ;;
    Retention) echo P30D ;;
    CatalogueInterval) echo PT30S ;;
    ImageBy) echo codebuild ;;
    ImageTag) echo 3f9a1c0b7d42 ;;
    ImageFindings) echo stop ;;
    Rebuild) echo daily ;;
    Door) echo gateway ;;
    GatewaySecret) echo second ;;
    RequestsPerSecond) echo 2000 ;;
    CertificateArn) echo arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000 ;;
    DomainName) echo api.example.com ;;
    HostedZoneId) echo Z0123456789ABC ;;
    VpcId) echo vpc-0123456789abcdef0 ;;
    LoadBalancerSubnetIds | NodeSubnetIds) echo subnet-0123456789abcdef0,subnet-0fedcba9876543210 ;;
    NodePublicIp) echo ENABLED ;;
    LogDays) echo 30 ;;
    PermissionsBoundary) echo arn:aws:iam::123456789012:policy/Boundary ;;
    AlarmEmail) echo you@example.com ;;
    Firewall) echo 10000 ;;
    AccessLogs) echo yes ;;
    ContainerInsights) echo enabled ;;
    MonthlyBudget) echo 200 ;;
    OtlpEndpoint) echo http://10.0.3.7:4318 ;;
    OtlpHeadersArn) echo arn:aws:secretsmanager:us-east-1:123456789012:secret:collector-AbCdEf ;;
    PrometheusPort) echo 9464 ;;
    MonitoringCidr) echo 10.0.3.0/24 ;;
    TestToken) echo "eyJ..." ;;
    UserGitURL) echo https://github.com/you/querycast ;;
    UserGitToken) echo "ghp_..." ;;
    UserGitARN) echo arn:aws:codecommit:us-east-1:123456789012:querycast ;;
    BranchName) echo main ;;
  esac
}

# Adds a fault: the setting's name, why it is refused, and an example.
fault() { faults+=("$1: $2 For example $1=$(example_of "$1")."); }

# A setting that must look like PATTERN, if it is set at all.
#   must_match NAME PATTERN WHAT
must_match() {
  local value=${!1}
  [ -z "$value" ] || [[ $value =~ ^($2)$ ]] || fault "$1" "'$value' is not $3."
}

# A setting that must be a duration of at most so many seconds, as the server wants it.
#   must_last NAME SECONDS MOST
must_last() {
  local value=${!1} seconds=0
  local n='([0-9]{1,6})'
  local form="^P($n"'D)?(T('"$n"'H)?('"$n"'M)?('"$n"'S)?)?$'
  if [[ $value =~ $form ]] && [[ $value != *T ]]; then
    seconds=$((10#0${BASH_REMATCH[2]} * 86400 + 10#0${BASH_REMATCH[5]} * 3600 + 10#0${BASH_REMATCH[7]} * 60 + 10#0${BASH_REMATCH[9]}))
  fi
  [ "$seconds" -gt 0 ] && [ "$seconds" -le "$2" ] || fault "$1" "'$value' is not a duration of up to $3."
}

# A setting that must be a valid name for SSM. The length is checked separately, because regular expressions on a Mac
# count only to 255.
must_name_parameter() {
  local value=${!1}
  must_match "$1" '[A-Za-z0-9_.-]+|(/[A-Za-z0-9_.-]+)+' "a name of letters, digits and _.-, or a path of such names that begins with /"
  [ ${#value} -le 1011 ] || fault "$1" "it has more than 1011 characters."
  case ${value#/} in
    [Aa][Ww][Ss]* | [Ss][Ss][Mm]*) fault "$1" "'$value' begins with aws or ssm, which AWS keeps for itself." ;;
  esac
}

must_be_set() { [ -n "${!1}" ] || fault "$1" "$2"; }

# All checks that need no request to AWS; all faults are reported together.
check_settings() {
  local s3='s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]' origin='https://[a-z0-9.-]+(:[0-9]+)?'
  local subnets='subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17})+'
  faults=()
  must_be_set AWSRegion "there is no region."
  must_match AWSRegion '[a-z]{2}(-[a-z]+)+-[0-9]' "a region"
  must_match Account '[0-9]{12}' "an account's number of 12 digits"
  must_match StackPrefix '[a-zA-Z][a-zA-Z0-9-]{0,40}' "a letter with up to 40 letters, digits and '-'"
  must_match CognitoPoolName '[A-Za-z0-9_+=,.@ -]{1,128}' "a name of letters, digits, spaces and _+=,.@-"
  must_match ClientAppName '[A-Za-z0-9_+=,.@ -]{1,128}' "a name of letters, digits, spaces and _+=,.@-"
  must_match SignUp 'open|admin' "open or admin"
  must_match PasswordLength '[89]|[1-9][0-9]' "a number from 8 to 99"
  must_match Mfa 'OFF|OPTIONAL|ON' "OFF, OPTIONAL or ON"
  must_match Protection 'OFF|AUDIT|ENFORCED' "OFF, AUDIT or ENFORCED"
  check_redshift_settings
  must_match DDBTableName '[A-Za-z0-9_.-]{3,255}' "3 to 255 letters, digits and _.-"
  must_match TableCapacity 'on-demand|provisioned' "on-demand or provisioned"
  must_match TableUnitsAtLeast '[1-9][0-9]{0,4}' "a number from 1 to 99999"
  must_match TableUnitsAtMost '[1-9][0-9]{0,4}' "a number from 1 to 99999"
  must_name_parameter WebsocketEndpointSSMParameterName
  must_name_parameter RestApiEndpointSSMParameterName
  [ "$WebsocketEndpointSSMParameterName" != "$RestApiEndpointSSMParameterName" ] ||
    fault RestApiEndpointSSMParameterName "it is the same as WebsocketEndpointSSMParameterName."
  must_match SetupData 'yes|no' "yes or no"
  must_match DropFilledTables 'yes|no' "yes or no"
  must_match DDLScriptS3Path "$s3/.*[^/]" "the S3 path of one file"
  must_match QueryScriptS3Path "$s3(/[^*?\$]*)?" "an S3 path without *, ? and \$"
  must_match DataS3Path "$s3(/[^' &|\\]*)?" "an S3 path"
  must_match DataRoleArn "arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+|default" "a role's ARN, or default"
  must_match DataRegion '[a-z]{2}(-[a-z]+)+-[0-9]' "a region"
  [ -z "$DataS3Path" ] || must_be_set DataRoleArn "DataS3Path is set, and Redshift needs a role to read it."
  must_match AllowedOrigins "$origin(,$origin)*" "a list of origins, with https and without a path"
  check_node_settings
  check_address_settings "$subnets"
  must_match LogDays '1|3|5|7|14|30|60|90|180|365' "one of 1, 3, 5, 7, 14, 30, 60, 90, 180, 365"
  must_match PermissionsBoundary 'arn:[a-z-]+:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+' "a policy's ARN"
  must_match AlarmEmail '[^@ ]+@[^@ ]+\.[^@ ]+' "an email address"
  must_match RequestsPerSecond '[1-9][0-9]{0,3}|10000' "a number from 1 to 10000"
  must_match Firewall '[1-9][0-9]{1,8}' "a number from 10 to 999999999"
  must_match AccessLogs 'yes|no' "yes or no"
  must_match ContainerInsights 'disabled|enabled|enhanced' "disabled, enabled or enhanced"
  must_match MonthlyBudget '[1-9][0-9]{0,6}' "a whole number of US dollars"
  [ -z "$MonthlyBudget" ] || must_be_set AlarmEmail "MonthlyBudget is set, and the mail needs an address."
  check_telemetry_settings
  must_match TestToken '[A-Za-z0-9._-]+' "an access token"
  must_match UserGitURL 'https://[^ ]+' "a repository's https address"
  must_match UserGitARN 'arn:[a-z-]+:codecommit:.+' "a CodeCommit repository's ARN"
  must_match BranchName '[A-Za-z0-9-]{1,63}' "a branch of letters, digits and '-'"
  if [ -n "$UserGitURL" ] && [ -z "$UserGitToken$UserGitARN" ]; then
    fault UserGitToken "UserGitURL is set, and Amplify needs a token to read it (or UserGitARN, with CodeCommit)."
  fi
  [ ${#faults[@]} = 0 ] || refuse
}

check_redshift_settings() {
  must_match RedshiftClusterEndpoint '[a-z][a-z0-9-]{0,62}\.[A-Za-z0-9.-]+:[0-9]+/[A-Za-z_][A-Za-z0-9_$-]*' \
    "an endpoint with host, port and database"
  must_match RedshiftWorkgroup '[a-z0-9-]{3,64}' "a workgroup's name of 3 to 64 small letters, digits and '-'"
  must_match RedshiftDatabase '[A-Za-z_][A-Za-z0-9_$-]*' "a database's name"
  must_match DBUsername '[a-z_][a-z0-9_$.-]{0,126}' "a user's name of small letters, digits and _$.-"
  must_match SetupUsername '[a-z_][a-z0-9_$.-]{0,126}' "a user's name of small letters, digits and _$.-"
  must_match AllowSuperuser 'yes|no' "yes or no"
  must_match DBSecretArn 'arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+' "a secret's ARN"
  if [ -z "$RedshiftClusterEndpoint$RedshiftWorkgroup" ]; then
    fault RedshiftClusterEndpoint "there is no Redshift. Give a cluster's endpoint, or RedshiftWorkgroup=NAME."
  elif [ -n "$RedshiftClusterEndpoint" ] && [ -n "$RedshiftWorkgroup" ]; then
    fault RedshiftWorkgroup "RedshiftClusterEndpoint is set too. Leave out one of them."
  elif [ -n "$RedshiftClusterEndpoint" ] && [ -n "$AWSRegion" ]; then
    case $RedshiftClusterEndpoint in
      *".$AWSRegion."*) ;;
      *) fault AWSRegion "it is $AWSRegion, but RedshiftClusterEndpoint is in another region; both must be in one." ;;
    esac
  fi
}

check_node_settings() {
  local least most
  # Each inbox is a queue of the stack, and CloudFormation takes 500 resources in a stack.
  must_match Inboxes '[1-9]|[1-9][0-9]|[1-3][0-9][0-9]|400' "a number from 1 to 400"
  must_match NodesAtLeast '[1-9]|[1-9][0-9]|1[0-9][0-9]|200' "a number from 1 to 200"
  must_match NodesAtMost '[1-9]|[1-9][0-9]|1[0-9][0-9]|200' "a number from 1 to 200"
  must_match NodesOnDemand '[0-9]|[1-9][0-9]|1[0-9][0-9]|200' "a number from 0 to 200"
  must_match ConnectionsPerNode '[1-9][0-9]{2,3}|1[0-9]{4}|20000' "a number from 100 to 20000"
  must_match NodeArchitecture 'ARM64|X86_64' "ARM64 or X86_64"
  must_match Rollout 'rolling|canary|linear|bluegreen' "rolling, canary, linear or bluegreen"
  must_match ImageBy 'codebuild|docker' "codebuild or docker"
  must_match Wait 'true|false' "true or false"
  must_match Sharing 'true|false' "true or false"
  must_match Price '[0-9]{1,18}([.][0-9]{1,30})? ?[A-Z]{3}' "an amount and a currency, such as 0.000125USD"
  must_match Compress 'true|false' "true or false"
  must_last Lease 60 PT1M
  must_last TokenCheck 3600 PT1H
  must_last SnapshotInterval 50 PT50S
  must_match Quotas 'none|[1-9][0-9]{0,5}(,[1-9][0-9]{0,5}){2}' "none, or three numbers separated by commas"
  must_match DueParts '[1-9]|[1-5][0-9]|6[0-4]' "a number from 1 to 64"
  must_last SweepInterval 60 PT1M
  must_last QuietAfter 600 PT10M
  must_last TimeLimit 86400 PT24H
  must_last Retention 31536000 P365D
  must_last CatalogueInterval 600 PT10M
  must_match ImageFindings 'show|stop' "show or stop"
  must_match Rebuild 'daily|weekly|never' "daily, weekly or never"
  must_match ImageTag '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}' "a tag"
  must_match NodeCpu '512|1024|2048|4096' "512, 1024, 2048 or 4096"
  must_match NodeMemory '1024|2048|4096|8192|16384' "1024, 2048, 4096, 8192 or 16384"
  [ ${#faults[@]} = 0 ] || return 0
  [ "$TableUnitsAtMost" -ge "$TableUnitsAtLeast" ] || fault TableUnitsAtMost "it is $TableUnitsAtMost, less than TableUnitsAtLeast, which is $TableUnitsAtLeast."
  [ "$NodesAtMost" -ge "$NodesAtLeast" ] || fault NodesAtMost "it is $NodesAtMost, less than NodesAtLeast, which is $NodesAtLeast."
  # During a deployment there are twice as many nodes, and a node without an inbox is never ready.
  [ "$Inboxes" -ge $((2 * NodesAtMost)) ] || fault Inboxes "there are $Inboxes, fewer than twice NodesAtMost, which is $NodesAtMost."
  # The sizes that Fargate offers.
  case $NodeCpu in
    512) least=1024 most=4096 ;;
    1024) least=2048 most=8192 ;;
    2048) least=4096 most=16384 ;;
    *) least=8192 most=16384 ;;
  esac
  if [ "$NodeMemory" -lt "$least" ] || [ "$NodeMemory" -gt "$most" ]; then
    fault NodeMemory "with NodeCpu=$NodeCpu it may be $least to $most, not $NodeMemory."
  fi
}

check_address_settings() {
  must_match Door 'node|gateway' "node or gateway"
  must_match GatewaySecret 'first|second' "first or second"
  if [ "$Door" = gateway ]; then
    [ -z "$Firewall" ] || fault Firewall "Door=gateway is set, and AWS has no firewall for such an API. Leave out one of them."
    [ "$Rollout" = rolling ] || fault Rollout "Door=gateway is set, and API Gateway finds all nodes that run, so they can only roll."
    [ "$Compress" = false ] || fault Compress "Door=gateway is set, and API Gateway does not compress what it sends. Leave it out."
  fi
  must_match CertificateArn 'arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+' "a certificate's ARN"
  must_match DomainName '[a-z0-9-]+(\.[a-z0-9-]+)+' "a domain's name"
  must_match HostedZoneId 'Z[A-Z0-9]+' "a hosted zone's id"
  must_match VpcId 'vpc-[0-9a-f]{8,17}' "a VPC's id"
  must_match LoadBalancerSubnetIds "$1" "two or more subnets' ids"
  must_match NodeSubnetIds "$1" "two or more subnets' ids"
  must_match NodePublicIp 'ENABLED|DISABLED' "ENABLED or DISABLED"
  if [ -n "$CertificateArn" ]; then
    must_be_set DomainName "CertificateArn is set, and the address needs the name that it is for."
    case $CertificateArn in
      *":$AWSRegion:"*) ;;
      *) fault CertificateArn "the certificate must be in the load balancer's region, $AWSRegion." ;;
    esac
  elif [ -n "$DomainName$HostedZoneId" ]; then
    fault CertificateArn "DomainName or HostedZoneId is set, and a domain of yours needs its certificate."
  fi
  if [ -n "$VpcId" ]; then
    # A gateway may stand alone: that is looked at later.
    [ "$Door" = gateway ] || must_be_set LoadBalancerSubnetIds "VpcId is set, and the load balancer needs two of its subnets."
    must_be_set NodeSubnetIds "VpcId is set, and the nodes need two of its subnets."
  elif [ -n "$LoadBalancerSubnetIds$NodeSubnetIds" ]; then
    fault VpcId "subnets are set, but not their VPC."
  fi
}

check_telemetry_settings() {
  must_match OtlpEndpoint 'https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?' "an http or https address"
  must_match OtlpHeadersArn 'arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+' "a secret's ARN"
  must_match PrometheusPort '102[4-9]|10[3-9][0-9]|1[1-9][0-9]{2}|[2-9][0-9]{3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]' \
    "a port from 1024 to 65535"
  [ "$PrometheusPort" != 9080 ] || fault PrometheusPort "9080 is the port of the page."
  # Neither is for everybody, so not for half of the Internet either.
  must_match MonitoringCidr '([0-9]{1,3}\.){3}[0-9]{1,3}/([89]|[12][0-9]|3[0-2])' "a block of addresses, of at least 8 fixed bits"
  [ -z "$OtlpHeadersArn" ] || must_be_set OtlpEndpoint "OtlpHeadersArn is set, and there is no collector to send them to."
  [ -z "$PrometheusPort" ] || must_be_set MonitoringCidr "PrometheusPort is set, and the nodes must know who may ask."
  case $OtlpEndpoint in
    http:* | https://*:*) must_be_set MonitoringCidr "OtlpEndpoint is not at port 443, the only one that the nodes may call otherwise." ;;
  esac
}

refuse() {
  warn "" "Nothing was changed. These settings can't be used:"
  printf '  %s\n' "${faults[@]}" >&2
  exit 2
}
