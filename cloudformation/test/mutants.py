"""Breaks the deployment in one place after the other, and sees whether a test notices.

    mutants.py [NUMBER]...

Each mutant is one promise that is broken: a text in a file that is replaced, and tests of which at least one must fail
then. Works in a copy of the repository, and needs what the tests need. A mutant that no test notices ends it with 1.
Those of the server are run by Maven, which builds the copy first.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

DEPLOY, CHECKS, BUILD, ANSWERS = "deploy.sh", "lib/checks.sh", "lib/build.sh", "lib/answers.sh"
SERVER = "../server/src/main/java/io/querycast/"

# Number: the promise, the file in this folder's parent, the text, what stands there instead, and the tests.
MUTANTS = {
    1: (
        "what can't be changed in place is refused before anything happens",
        CHECKS,
        '[ "$now" = "$VpcId" ] ||',
        '[ "$now" = "$VpcId" ] || true ||',
        "test_deploy.py::test_what_can_t_be_changed_in_place",
    ),
    2: (
        "a kept table is taken over",
        DEPLOY,
        "    kind_of_new=IMPORT\n    printf",
        "    printf",
        "test_failures.py::test_a_stack_that_could_not_be_rolled_back_is_deleted_and_created_again_with_its_table",
    ),
    3: (
        "a superuser is refused",
        CHECKS,
        'elif [ "$number" = 1 ]; then\n    fault "$1" "it names',
        'elif [ "$number" = 2 ]; then\n    fault "$1" "it names',
        "test_deploy.py::test_queries_run_as_a_superuser_only_if_the_settings_say_so",
    ),
    4: (
        "no error is cached",
        "address-setup.yaml",
        "{ErrorCode: 503, ErrorCachingMinTTL: 0}",
        "{ErrorCode: 503, ErrorCachingMinTTL: 10}",
        "test_templates.py::test_no_error_is_cached",
    ),
    5: (
        "a node that is let go may end its downloads",
        "address-setup.yaml",
        'deregistration_delay.timeout_seconds, Value: "300"',
        'deregistration_delay.timeout_seconds, Value: "30"',
        "test_templates.py::test_a_deployment_starts_the_new_nodes_first",
    ),
    6: (
        "a table that is slow restarts no node",
        "address-setup.yaml",
        "HealthCheckPath: /health/serving",
        "HealthCheckPath: /health/ready",
        "test_templates.py::test_a_deployment_starts_the_new_nodes_first",
    ),
    7: (
        "a socket without news costs no read of the store",
        SERVER + "push/Staleness.java",
        "    hasHeard = false;\n",
        "    hasHeard = true;\n",
        "server:NodeConnectionTest,PusherTest",
    ),
    8: (
        "all nodes together keep a quota",
        SERVER + "warehouse/Quota.java",
        "(double) quota / nodes.getAsInt()",
        "(double) quota / Math.min(1, nodes.getAsInt())",
        "server:QuotaTest",
    ),
    9: (
        "the last step demands an open socket",
        ANSWERS,
        'expected="HTTP/1.1 101"',
        'expected="HTTP/1.1"',
        "test_deploy.py::test_a_socket_that_does_not_open_is_reported",
    ),
    10: (
        "code and settings are one deployment",
        DEPLOY,
        'say "$BackendStack is there; step 6 changes it."',
        'backend "" ""',
        "test_deploy.py::test_new_code_and_new_settings_are_one_deployment",
    ),
    11: (
        "browsers must use HTTPS",
        "address-setup.yaml",
        "RedirectConfig: {Protocol: HTTPS,",
        "RedirectConfig: {Protocol: HTTP,",
        "test_templates.py::test_with_a_certificate_https_is_open_and_http_only_leads_there",
    ),
    12: (
        "no rule for bodies stops SQL",
        "firewall-setup.yaml",
        "{Name: SizeRestrictions_BODY, ActionToUse: {Count: {}}}",
        "{Name: SizeRestrictions_BODY, ActionToUse: {Block: {}}}",
        "test_templates.py::test_no_rule_for_bodies_stops_sql",
    ),
    13: (
        "s3://mine/sales is not s3://mine/sales-of-others",
        CHECKS,
        "case $catalogue in *.sql | */) ;; *) catalogue=$catalogue/ ;; esac",
        ":",
        "test_deploy.py::test_nodes_may_read_the_catalogue_and_nothing_beside_it",
    ),
    14: (
        "a build has the base images of the one before",
        "build/bases.sh",
        '  grep -F "$base@" "$1" && continue\n',
        "",
        "test_rebuild.py::test_the_next_build_has_the_base_images_of_the_one_before",
    ),
    15: (
        "it looks for a role before it makes one",
        DEPLOY,
        'try_ask iam get-role --role-name "$1" --query Role.RoleName >/dev/null && return',
        "false",
        "test_deploy.py::test_a_role_of_aws_that_is_there_is_not_made_again",
    ),
    16: (
        "a node may hold as many sockets as the server takes",
        "lib/settings.sh",
        "'[1-9][0-9]{2,3}|1[0-9]{4}|20000'",
        "'[1-9][0-9]{2,3}'",
        "test_deploy.py::test_a_node_may_hold_as_many_sockets_as_the_server_takes",
    ),
    17: (
        "the guide says how long a temporary password works",
        "../docs/operations.md",
        "The temporary password comes by mail and works for ",
        "The temporary password comes by mail and works for about ",
        "test_templates.py::test_the_guide_for_operators_names_things_as_the_templates_do",
    ),
    18: (
        "an unchanged page is not built again",
        BUILD,
        'if [ "$published_page" = "$page" ]; then',
        "if false; then",
        "test_deploy.py::test_a_second_run_finds_everything_as_it_should_be",
    ),
    19: (
        "a half-made user pool lets its stack go",
        DEPLOY,
        'is_there "$CognitoStack" || protection=INACTIVE',
        ":",
        "test_deploy.py::test_a_user_pool_is_protected_only_when_it_is_there",
    ),
    20: (
        "Amplify builds with one version of Node",
        "../amplify.yml",
        "- nvm use 22",
        "- nvm use 20",
        "test_templates.py::test_the_page_is_built_with_one_version_of_node_everywhere",
    ),
    21: (
        "a region without a service is refused first",
        CHECKS,
        '("Amplify amplify" "Fargate fargate")',
        '("Amplify amplify")',
        "test_deploy.py::test_a_region_without_a_service_is_refused_first",
    ),
    22: (
        "an alarm rolls a deployment back",
        "backend-setup.yaml",
        "Alarms: {Enable: true, Rollback: true,",
        "Alarms: {Enable: true, Rollback: false,",
        "test_templates.py::test_a_deployment_starts_the_new_nodes_first",
    ),
    23: (
        "what a node reads of the others does not grow with them",
        SERVER + "node/Node.java",
        "/ LEASES_IN_A_READ",
        "/ (LEASES_IN_A_READ * 1000)",
        "server:LeaseScaleTest",
    ),
    24: (
        "telemetry is off unless it is wanted",
        "backend-setup.yaml",
        '!If [SendsTelemetry, {Name: OTEL_EXPORTER_OTLP_ENDPOINT, Value: !Ref OtlpEndpoint}, !Ref "AWS::NoValue"]',
        "{Name: OTEL_EXPORTER_OTLP_ENDPOINT, Value: !Ref OtlpEndpoint}",
        "test_templates.py::test_telemetry_is_off_unless_the_settings_say_where_it_goes",
    ),
    25: (
        "a stopped client of the fake account holds up no test",
        "test/fake_aws.py",
        "                if not more:\n                    raise EOFError\n",
        "",
        "test_fake_aws.py::test_a_client_that_was_stopped_holds_up_nobody",
    ),
}


def main(*numbers):
    with tempfile.TemporaryDirectory(prefix="mutants") as folder:
        copy = Path(folder) / "querycast"
        files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        for name in filter(None, files.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
        missed = [number for number in map(int, numbers or MUTANTS) if not notices(copy, number)]
    return print("Missed:", *missed) or 1 if missed else 0


def notices(copy, number):
    promise, name, text, other, tests = MUTANTS[number]
    file = copy / "cloudformation" / name
    before = file.read_text()
    assert before.count(text) >= 1, f"mutant {number}: {name} has no longer {text!r}"
    file.write_text(before.replace(text, other))
    done = subprocess.run(command(tests), cwd=copy, capture_output=True, text=True, check=False)
    file.write_text(before)
    # 1 is a failed test; other codes mean that no test ran.
    said = "noticed" if done.returncode == 1 else "NOT NOTICED" if done.returncode == 0 else f"could not be tried:\n{done.stdout}{done.stderr}"
    print(f"{number:2} {promise}: {said}", flush=True)
    return done.returncode == 1


def command(tests):
    if tests.startswith("server:"):
        which = f"-Dtest={tests.removeprefix('server:')}"
        return ["mvn", "--batch-mode", "--quiet", "-pl", "local/dynamodb,local,spa,server", which, "-Dsurefire.failIfNoSpecifiedTests=false", "test"]
    file, name = tests.split("::")
    return [sys.executable, "-m", "pytest", "--quiet", f"cloudformation/test/{file}", "-k", name]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
