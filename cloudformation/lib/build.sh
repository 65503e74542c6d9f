# Builds the image and the page in the account with CodeBuild, or the image with Docker on this machine. Sourced.
# shellcheck shell=bash

# Writes the names of the sources of image and page, and of nothing else, to $work/sources. Maven also needs the poms of
# modules that are not built.
list_sources() {
  [ ! -e "$work/sources" ] || return 0
  (cd "$root" && find .mvn pom.xml bench/pom.xml local/pom.xml local/dynamodb/pom.xml \
    server spa sql/queries cloudformation/build \
    \( -name node_modules -o -name target -o -path spa/dist \) -prune -o -type f -print | LC_ALL=C sort) >"$work/sources"
}

# A name for the sources: the same sources have the same name.
tag_of_sources() {
  list_sources
  name_of_files <"$work/sources"
}

# A name for the content of the files whose names come in.
name_of_files() {
  if command -v sha256sum >/dev/null; then
    (cd "$root" && xargs sha256sum) | sha256sum | cut -c 1-12
  else
    (cd "$root" && xargs shasum -a 256) | shasum -a 256 | cut -c 1-12
  fi
}

# The tag of the image of these sources. If the nodes run one that the schedule has built again since, it is that one.
tag_of_image() {
  local now sources
  sources=$(tag_of_sources)
  now=$(stack_parameter "$BackendStack" ImageTag)
  case $now in
    "$sources"-*) echo "$now" ;;
    *) echo "$sources" ;;
  esac
}

# Whether the backend's repository has an image of that tag. After read_outputs.
has_image() {
  local known
  known=$(ask ecr list-images --repository-name "$backend_RepositoryName" --filter tagStatus=TAGGED \
    --query "imageIds[?imageTag=='$1'].imageTag")
  [ -n "$known" ]
}

build_image() {
  local running
  doing="building the image"
  if has_image "$1"; then
    say "The image $1 is there."
    return
  fi
  case $ImageBy in
    docker) build_image_here "$1" ;;
    *)
      running=$(build_in_progress "$image_ImageBuild")
      if [ -n "$running" ]; then
        say "A build is running already; waiting for it first."
        await_build "$running" "$ImageStack"
        has_image "$1" && return
      fi
      upload_sources
      run_build "$image_ImageBuild" "$ImageStack" IMAGE_TAG "$1" ;;
  esac
  has_image "$1" || fail "The build ended, but the image $1 is not in the repository. Run the same command again."
  doing=""
}

build_image_here() {
  command -v docker >/dev/null || fail "ImageBy: Docker is not on PATH. Install it, or leave ImageBy out to build in your account."
  ask ecr get-login-password | docker login --username AWS --password-stdin "${backend_RepositoryUri%%/*}" ||
    fail "Docker could not sign in to ${backend_RepositoryUri%%/*}."
  try_ask s3 cp "s3://$backend_SourceBucket/bases/newest" "$work/bases" --only-show-errors || rm -f "$work/bases"
  sh "$here/build/image.sh" "$backend_RepositoryUri" "$1" "$work/bases" || fail "Docker could not build the image; its messages are above."
  ask s3 cp "$work/bases" "s3://$backend_SourceBucket/bases/$1" --only-show-errors
  ask s3 cp "$work/bases" "s3://$backend_SourceBucket/bases/newest" --only-show-errors
}

# What the scan of an image has found in it, if anything is serious. With ImageFindings=stop, that ends the run.
#   check_findings TAG
check_findings() {
  local architecture=amd64 image state critical high
  [ "$NodeArchitecture" = X86_64 ] || architecture=arm64
  doing="reading what the image's scan has found"
  image=$(ask ecr list-images --repository-name "$backend_RepositoryName" --filter tagStatus=TAGGED \
    --query "max(imageIds[?starts_with(imageTag,'$1-$architecture-')].imageTag)")
  await_scan "$image"
  doing=""
  case $state in
    # ACTIVE: the account has enhanced scanning, which goes on for ever.
    COMPLETE | ACTIVE) ;;
    *)
      warn "The scan of the image $image can't be read ($state)."
      [ "$ImageFindings" = show ] || fail "ImageFindings: nothing is deployed that was not scanned. Run the same command again, or set ImageFindings=show."
      return 0 ;;
  esac
  if [ "$critical$high" = NoneNone ]; then
    say "The scan of the image has found nothing serious."
    return
  fi
  say "The scan of the image has found ${critical/None/0} critical and ${high/None/0} high vulnerabilities. To see them:" \
    "  aws ecr describe-image-scan-findings --region $AWSRegion --repository-name $backend_RepositoryName --image-id imageTag=$image"
  [ "$ImageFindings" = show ] || fail "ImageFindings: nothing is deployed. Start the scheduled build for newer base images, or set ImageFindings=show."
}

# Waits up to some minutes for a scan. Its state and numbers are then in $state, $critical and $high.
await_scan() {
  local tries=0
  while [ "$tries" -lt 60 ]; do
    if try_ask ecr describe-image-scan-findings --repository-name "$backend_RepositoryName" --image-id "imageTag=$1" --no-paginate \
      --query '[imageScanStatus.status,imageScanFindings.findingSeverityCounts.CRITICAL,imageScanFindings.findingSeverityCounts.HIGH]' \
      >"$work/findings"; then
      read -r state critical high <"$work/findings"
      case $state in PENDING | IN_PROGRESS) ;; *) return 0 ;; esac
    else
      # A scan may begin a moment after the push.
      state="no scan"
      error_says 'ScanNotFound|ImageNotFound' || explain "ecr describe-image-scan-findings"
      [ "$tries" -lt 12 ] || return 0
    fi
    tries=$((tries + 1))
    rest
  done
}

# Once in a run: image and page are built from the same sources.
upload_sources() {
  [ "${uploaded:-no}" = no ] || return 0
  say "Uploading the sources."
  list_sources
  rm -rf "$work/upload"
  mkdir "$work/upload"
  # All files count as new: sync compares length and time, and would miss a change in an older file of the same length
  # from another clone.
  (cd "$root" && tar -cf - -T "$work/sources") | (cd "$work/upload" && tar -xmf -)
  # So that a build by schedule knows which sources these are.
  tag_of_sources >"$work/upload/cloudformation/build/sources.tag"
  ask s3 sync "$work/upload" "s3://$backend_SourceBucket/source/" --delete --only-show-errors
  uploaded=yes
}

# The id of a project's newest build if it has not ended.
build_in_progress() {
  local id
  id=$(ask codebuild list-builds-for-project --project-name "$1" --no-paginate --query 'ids[0]')
  [ -n "$id" ] && [ "$id" != None ] || return 0
  [ "$(ask codebuild batch-get-builds --ids "$id" --query 'builds[0].buildStatus')" != IN_PROGRESS ] || echo "$id"
}

#   run_build PROJECT STACK [NAME VALUE]
run_build() {
  local id variables=()
  [ $# -lt 4 ] || variables=(--environment-variables-override "name=$3,value=$4,type=PLAINTEXT")
  id=$(ask codebuild start-build --project-name "$1" ${variables[@]+"${variables[@]}"} --query build.id)
  say "CodeBuild is building ($id)."
  await_build "$id" "$2"
}

await_build() {
  local state phase told=""
  while :; do
    ask codebuild batch-get-builds --ids "$1" --query 'builds[0].[buildStatus,currentPhase]' >"$work/build"
    read -r state phase <"$work/build"
    if [ "$phase" != "$told" ]; then
      say "  $(printf '%s' "$phase" | tr 'A-Z_' 'a-z ')"
      told=$phase
    fi
    case $state in
      IN_PROGRESS) rest ;;
      SUCCEEDED) return ;;
      *)
        warn "" "The build ended as $state. Its last words:"
        last_words "$2" BuildLog >&2
        fail "Fix the cause and run the same command again." ;;
    esac
  done
}

# Amplify builds the page from the repository, if it was not built for this address before. Only then may it skip commits
# that don't change the page.
build_page_from_git() {
  if [ "$page_must_be_built" = no ]; then
    say "The page is published, and Amplify builds it after each commit that changes it."
    return
  fi
  await_page "$webapp_AppId" "$webapp_BranchName" "$(ask amplify start-job --app-id "$webapp_AppId" \
    --branch-name "$webapp_BranchName" --job-type RELEASE --query jobSummary.jobId)"
  remember_page "$BranchName https://$at_Api" "$(date +%s)"
  page_must_be_built=no
  webapp
}

# The file beside the published page has three lines: what the page was built from with the address where it asks, since
# when it is published, in seconds, and what decides the headers that it is served with. Sets published_page,
# published_since and published_headers to them, and to nothing if none is published. Only this script writes the file,
# so it is read once in a run.
read_published() {
  [ "${published_is_read:-no}" = no ] || return 0
  published_is_read=yes published_page="" published_since="" published_headers=""
  try_ask s3 cp "s3://$(bucket_of_page)/published" - >"$work/published" || return 0
  {
    IFS= read -r published_page || true
    IFS= read -r published_since || true
    IFS= read -r published_headers || true
  } <"$work/published"
}

bucket_of_page() { if [ -n "$UserGitURL" ]; then echo "$backend_SourceBucket"; else echo "${webapp_PageBucket:-}"; fi; }

# Sets headers to what decides them: the template has them, and the addresses which the page may talk to.
name_headers() {
  [ -n "${template_of_page:-}" ] || template_of_page=$(echo cloudformation/webapp-setup.yaml | name_of_files)
  headers="$template_of_page $at_Reaches"
}

# Amplify serves a page with the headers that its app had when the page was published. So new ones need the page to be
# published again, as it is. A page that they would cut off from its address is left to build_page.
publish_headers() {
  local headers
  read_published
  name_headers
  [[ " $at_Reaches " == *" ${published_page##* } "* ]] && [ "$published_headers" != "$headers" ] || return 0
  doing="publishing the page with its new headers"
  if [ -n "$UserGitURL" ]; then
    build_page_from_git
  else
    start_deployment
    remember_page "$published_page" "$published_since"
  fi
  doing=""
}

start_deployment() {
  await_page "$webapp_AppId" "$webapp_BranchName" "$(ask amplify start-deployment --app-id "$webapp_AppId" \
    --branch-name "$webapp_BranchName" --source-url "s3://$webapp_PageBucket/page/" --source-url-type BUCKET_PREFIX \
    --query jobSummary.jobId)"
}

# Whether all pages are new, or have opened a new session since then: a session ends with its token, in an hour.
page_is_old() {
  read_published
  [ $(($(date +%s) - ${published_since:-0})) -ge 3600 ]
}

# The same page is not built again.
build_page() {
  local page
  doing="building the page"
  if [ -n "$UserGitURL" ]; then
    build_page_from_git
    doing=""
    return
  fi
  list_sources
  page="$(grep -E '^(spa|cloudformation/build/page.yml)' "$work/sources" | name_of_files) https://$at_Api"
  read_published
  if [ "$published_page" = "$page" ]; then
    publish_headers
    say "The page is published, and is as it should be."
    doing=""
    return
  fi
  upload_sources
  run_build "$webapp_PageBuild" "$WebappStack"
  start_deployment
  remember_page "$page" "$(date +%s)"
  doing=""
}

#   remember_page PAGE SINCE
remember_page() {
  local headers
  name_headers
  published_is_read=yes published_page=$1 published_since=$2 published_headers=$headers
  printf '%s\n' "$1" "$2" "$headers" >"$work/published"
  ask s3 cp "$work/published" "s3://$(bucket_of_page)/published" --only-show-errors
}

await_page() {
  local state
  while :; do
    state=$(ask amplify get-job --app-id "$1" --branch-name "$2" --job-id "$3" --query job.summary.status)
    case $state in
      SUCCEED)
        say "The page is published."
        return ;;
      FAILED | CANCELLED)
        fail "Amplify could not publish the page ($state). Its log is in the console: app $1, branch $2, deployment $3." ;;
      *) rest ;;
    esac
  done
}
