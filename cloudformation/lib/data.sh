# Runs the setup script through the Data API, one statement after the other. It is safe to run again. Sourced.
# shellcheck shell=bash

setup_data() {
  local script="$root/sql/setup.sql" statement plain number=0 all
  if [ "$SetupData" = no ]; then
    say "Left out: SetupData is no."
    return
  fi
  doing="setting up the data"
  if [ -n "$DDLScriptS3Path" ]; then
    script="$work/setup.sql"
    ask s3 cp "$DDLScriptS3Path" "$script" --only-show-errors
  fi
  name_warehouse
  mkdir -p "$work/statements"
  fill_in <"$script" | split_statements "$work/statements"
  kept=" "
  all=("$work"/statements/*.sql)
  for statement in "${all[@]}"; do
    [ -e "$statement" ] || break
    number=$((number + 1))
    read_file_into plain "${statement%.sql}.plain"
    setup_statement "$statement" "$plain" "$number of ${#all[@]}"
  done
  say "The data is set up."
  doing=""
}

# The options that name the warehouse and how to sign in to it: to set it up, or as the nodes do.
#   name_warehouse [nodes]
name_warehouse() {
  if [ -n "$RedshiftClusterEndpoint" ]; then
    warehouse=(--cluster-identifier "${RedshiftClusterEndpoint%%.*}" --database "${RedshiftClusterEndpoint##*/}")
    if [ "${1:-}" != nodes ] && { [ -z "$DBSecretArn" ] || [ -n "$SetupUsername" ]; }; then
      warehouse+=(--db-user "${SetupUsername:-awsuser}")
    else
      warehouse+=(--secret-arn "$DBSecretArn")
    fi
  else
    warehouse=(--workgroup-name "$RedshiftWorkgroup" --database "$RedshiftDatabase")
    [ -z "$DBSecretArn" ] || warehouse+=(--secret-arn "$DBSecretArn")
  fi
}

# Replaces the examples of bucket, role and region in the repository's own script.
fill_in() {
  local role="'$DataRoleArn'"
  [ "$DataRoleArn" != default ] || role=default
  if [ -n "$DataS3Path" ]; then
    sed -e "s|'s3://amzn-s3-demo-bucket/[^']*'|'$DataS3Path'|" \
      -e "s|'arn:aws:iam::123456789012:role/YOUR-REDSHIFT-ROLE'|$role|" \
      -e "s|^region 'us-east-1'|region '${DataRegion:-$AWSRegion}'|"
  else
    cat
  fi
}

# Splits SQL at its semicolons, but not at those in strings, names, comments or dollar quotes. Each statement is
# written to FOLDER/NNN.sql, and without comments, in small letters and on one line, to FOLDER/NNN.plain.
split_statements() {
  LC_ALL=C awk -v folder="$1" '
    function finish() {
      if (some) {
        number++
        name = sprintf("%s/%03d", folder, number)
        printf "%s\n", text > (name ".sql")
        gsub(/[ \t\r\n]+/, " ", plain)
        sub(/^ /, "", plain)
        sub(/ $/, "", plain)
        printf "%s\n", tolower(plain) > (name ".plain")
        close(name ".sql")
        close(name ".plain")
      }
      text = plain = ""
      some = 0
    }
    { all = all $0 "\n" }
    END {
      for (i = 1; i <= length(all); i++) {
        c = substr(all, i, 1)
        two = substr(all, i, 2)
        if (state == "" && two == "--") state = "line"
        else if (state == "" && two == "/*") { state = "block"; depth = 0 }
        if (state == "line") {
          text = text c
          if (c == "\n") { state = ""; plain = plain c }
        } else if (state == "block") {
          if (two == "/*") depth++
          else if (two == "*/") depth--
          if (two == "/*" || two == "*/") { c = two; i++ }
          text = text c
          if (depth == 0) { state = ""; plain = plain " " }
        } else if (state != "") {
          if (substr(all, i, length(state)) == state) { c = state; i += length(c) - 1; state = "" }
          text = text c
          plain = plain c
        } else if (c == ";") {
          finish()
        } else {
          if (c == "\047" || c == "\"") state = c
          else if (c == "$" && match(substr(all, i), /^\$[A-Za-z_]*\$/)) {
            state = c = substr(all, i, RLENGTH)
            i += RLENGTH - 1
          }
          text = text c
          plain = plain c
          if (c !~ /[ \t\r\n]/) some = 1
        }
      }
      finish()
    }'
}

# Runs one statement, unless it would delete rows or repeat work.
#   setup_statement FILE PLAIN WHICH
setup_statement() {
  local plain=$2 what=${2%%(*} table
  what=${what% }
  what=${what:0:60}
  case $plain in
    "drop schema"* | "drop database"*)
      if [ "$DropFilledTables" = no ]; then
        say "  $3: left out, because it may hold tables with rows: $what"
        return
      fi ;;
    "drop table"* | truncate* | "delete "* | "alter table"*" drop "* | "merge into"*" delete"*)
      for table in $(tables_of "$plain"); do
        may_lose "$table" "$3" || return 0
      done ;;
    # It moves the rows out of the other table.
    "alter table"*" append from "*)
      table=${plain##*" append from "}
      may_lose "${table%% *}" "$3" || return 0 ;;
    "create table"*)
      table=$(tables_of "$plain")
      if is_kept "$table"; then
        say "  $3: left out, $table stays as it is"
        return
      fi
      if [[ $plain != "create table if not exists"* ]] && [ "$(rows_of "$table")" != none ]; then
        say "  $3: left out, $table is there"
        return
      fi ;;
    "copy "*)
      if [[ $plain == *//amzn-s3-demo-bucket/* || $plain == *your-redshift-role* ]]; then
        say "  $3: left out, because DataS3Path does not say where to copy from"
        return
      fi
      table=$(tables_of "$plain")
      may_fill "$table" "$3" || return 0 ;;
  esac
  say "  $3: $what"
  run_statement "$1"
}

# The tables that a statement names first: one, or several with commas after a drop.
tables_of() {
  printf '%s\n' "$1" |
    sed -E -e 's/^drop table (if exists )?//' -e 's/^truncate (table )?//' -e 's/^delete (from )?//' \
      -e 's/^create table (if not exists )?//' -e 's/^copy //' -e 's/^alter table //' -e 's/^merge into //' \
      -e 's/ *, */,/g' -e 's/[ (].*$//' -e 's/,/ /g'
}

is_kept() { case $kept in *" $1 "*) return 0 ;; esac; return 1; }

# Whether a statement may delete rows of a table: the table is empty, or may be emptied.
may_lose() {
  local rows
  [ "$DropFilledTables" = no ] || return 0
  rows=$(rows_of "$1")
  case $rows in
    none | 0) return 0 ;;
  esac
  say "  $2: left out, because $1 holds $rows rows. To delete them anyway: --DropFilledTables=yes"
  kept="$kept$1 "
  return 1
}

# Whether a copy may go into a table: it was empty when this run began with it.
may_fill() {
  local rows
  case $filled in *" $1 "*) return 0 ;; esac
  rows=$(rows_of "$1")
  if [ "$rows" != none ] && [ "$rows" != 0 ]; then
    say "  $2: left out, because $1 holds $rows rows already, and Redshift would add the same again"
    return 1
  fi
  filled="$filled$1 "
}

filled=" "

# How many rows a table holds; "none" if there is no such table, "some" if that can't be found out.
rows_of() {
  local schema=public name=${1//\"/} quotes=${1//[^\"]/}
  # Half a name: a quoted name has a space in it.
  [ $((${#quotes} % 2)) = 0 ] || name="?"
  case $name in *.*) schema=${name%%.*} name=${name#*.} ;; esac
  if [[ ! $schema.$name =~ ^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$ ]]; then
    echo some
  elif [ "$(value_of "select count(*) from svv_tables where table_schema = '$schema' and table_name = '$name'")" = 0 ]; then
    echo none
  else
    value_of "select count(*) from $schema.$name"
  fi
}

value_of() {
  printf '%s' "$1" >"$work/question.sql"
  run_statement "$work/question.sql"
  ask redshift-data get-statement-result --id "$statement_id" --query 'Records[0][0].longValue'
}

# Runs the statement in a file and waits for its end. Its id is in $statement_id.
run_statement() {
  try_statement "$1" && return
  [ -n "$statement_id" ] || explain "redshift-data execute-statement"
  fail "Redshift refused a statement of the setup script ($state):" "  $refused" \
    "Fix the script or the rights of its user and run the same command again; finished work is not repeated."
}

# The same, but the caller handles the refusal: its words are in $refused.
try_statement() {
  local began=$SECONDS took
  refused="" statement_id=""
  if ! statement_id=$(try_ask redshift-data execute-statement "${warehouse[@]}" --sql "file://$1" \
    --statement-name querycast-setup --query Id); then
    refused=$(sed -e '/^$/d' -e 's/.*operation: //' "$work/error")
    return 1
  fi
  while :; do
    state=$(ask redshift-data describe-statement --id "$statement_id" --query Status)
    case $state in
      FINISHED) return ;;
      FAILED | ABORTED)
        refused=$(ask redshift-data describe-statement --id "$statement_id" --query Error)
        return 1 ;;
    esac
    took=$((SECONDS - began))
    [ $((took % 60)) -lt "$pause" ] && [ "$took" -ge 60 ] && say "    $took s" >&2
    rest
  done
}

# What makes a user that only reads the tables of the schema public, those to come included.
reader_statements() {
  say "create user \"$1\" password disable" \
    "grant usage on schema public to \"$1\"" \
    "grant select on all tables in schema public to \"$1\"" \
    "alter default privileges in schema public grant select on tables to \"$1\""
}

# The nodes' database user, after the tables are there. On a cluster it is made if it is missing. On a workgroup without
# a secret it is named after the nodes' role, and Redshift may have made it already; somebody else may have to give it
# its rights, and the nodes can start before that.
make_reader() {
  local reader=$DBUsername statement
  if [ -n "$RedshiftWorkgroup" ]; then
    [ -z "$DBSecretArn" ] || return 0
    reader=IAMR:$backend_NodeRoleName
  elif [ "$reader_is" = there ]; then
    return 0
  fi
  name_warehouse
  reader_statements "$reader" >"$work/reader"
  while IFS= read -r statement; do
    printf '%s' "$statement" >"$work/statement.sql"
    if try_statement "$work/statement.sql"; then
      say "  $statement"
    elif [[ $refused != *"already exists"* ]]; then
      warn "" "Redshift refused: $statement" "  $refused" "Run these as a user who may:" "$(reader_statements "$reader" | sed 's/^/  /')"
      [ -n "$RedshiftWorkgroup" ] || fail "Without this user the nodes can't sign in. Run the same command again afterwards."
      return
    fi
  done <"$work/reader"
}
