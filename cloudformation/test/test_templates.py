"""What the templates promise: least rights, sizes that AWS takes, and agreement with the server."""

import json
import re

import botocore.session
import cfnlint.decode.cfn_yaml
import pytest
from role import ACCOUNT, FOLDER, REGION, ROLE_ID, STACK, Values, allowed, allows, several

ROOT = FOLDER.parent
TEMPLATES = ["cognito-setup.yaml", "backend-setup.yaml", "webapp-setup.yaml"]
ENDPOINT = "sales.abc123.us-east-1.redshift.amazonaws.com:5439/dev"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:sales-1"
WORKGROUP = f"arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/0f-1"

TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/querycast"
COMPLETIONS = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-completions"
INBOX = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-inbox-007"
CLUSTER = f"arn:aws:redshift:{REGION}:{ACCOUNT}:cluster:sales"
OWN = {"redshift_data__statement_owner_iam_userid": f"{ROLE_ID}:another-task"}

# What a node asks AWS for: the action, of what, and by which operations of the SDK.
CALLS = [
    ("dynamodb:GetItem", TABLE, ["GetItem"]),
    ("dynamodb:BatchGetItem", TABLE, ["BatchGetItem"]),
    ("dynamodb:PutItem", TABLE, ["PutItem", "TransactWriteItems"]),
    ("dynamodb:UpdateItem", TABLE, ["UpdateItem", "TransactWriteItems"]),
    ("dynamodb:DeleteItem", TABLE, ["DeleteItem", "TransactWriteItems"]),
    ("dynamodb:Query", TABLE, ["Query"]),
    ("dynamodb:Query", f"{TABLE}/index/recent", ["Query"]),
    ("dynamodb:Query", f"{TABLE}/index/due", ["Query"]),
    ("sqs:ReceiveMessage", COMPLETIONS, ["ReceiveMessage"]),
    ("sqs:ReceiveMessage", INBOX, ["ReceiveMessage"]),
    ("sqs:DeleteMessage", COMPLETIONS, ["DeleteMessage", "DeleteMessageBatch"]),
    ("sqs:DeleteMessage", INBOX, ["DeleteMessage", "DeleteMessageBatch"]),
    ("sqs:ChangeMessageVisibility", COMPLETIONS, ["ChangeMessageVisibility", "ChangeMessageVisibilityBatch"]),
    ("sqs:GetQueueAttributes", COMPLETIONS, ["GetQueueAttributes"]),
    ("sqs:GetQueueAttributes", INBOX, ["GetQueueAttributes"]),
    ("sqs:SendMessage", INBOX, ["SendMessage", "SendMessageBatch"]),
    ("redshift-data:ExecuteStatement", CLUSTER, ["ExecuteStatement"]),
    ("redshift-data:ListSchemas", CLUSTER, ["ListSchemas"]),
    ("redshift-data:ListTables", CLUSTER, ["ListTables"]),
    ("redshift-data:DescribeTable", CLUSTER, ["DescribeTable"]),
    ("redshift-data:DescribeStatement", "*", ["DescribeStatement"]),
    ("redshift-data:GetStatementResult", "*", ["GetStatementResult", "GetStatementResultV2"]),
    ("redshift-data:CancelStatement", "*", ["CancelStatement"]),
    ("redshift-data:ListStatements", "*", ["ListStatements"]),
]
BY_USER = [
    ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbuser:sales/awsuser"),
    ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbname:sales/dev"),
]
CATALOGUE = [("s3:GetObject", "arn:aws:s3:::mine/queries/trips.sql"), ("s3:ListBucket", "arn:aws:s3:::mine")]


def node(**given):
    """The statements of a node's role."""
    return Values("backend-setup.yaml", **given).properties("NodePolicy")["PolicyDocument"]["Statement"]


def permitted(statements, action, resource):
    return allowed(statements, action, resource, **OWN)


ON_CLUSTER = {"RedshiftClusterEndpoint": ENDPOINT}


@pytest.mark.parametrize(("action", "resource", "operations"), CALLS)
def test_each_call_that_a_node_makes_is_allowed(action, resource, operations):
    assert permitted(node(**ON_CLUSTER), action, resource)


@pytest.mark.parametrize(
    ("given", "calls"),
    [
        (ON_CLUSTER, BY_USER),
        (ON_CLUSTER | {"DBSecretArn": SECRET}, [("secretsmanager:GetSecretValue", SECRET)]),
        (
            {"RedshiftWorkgroup": "shop", "RedshiftWorkgroupArn": WORKGROUP},
            [("redshift-serverless:GetCredentials", WORKGROUP), ("redshift-data:ExecuteStatement", WORKGROUP)],
        ),
        (
            {"RedshiftWorkgroup": "shop", "RedshiftWorkgroupArn": WORKGROUP, "DBSecretArn": SECRET},
            [("secretsmanager:GetSecretValue", SECRET), ("redshift-data:ExecuteStatement", WORKGROUP)],
        ),
        (ON_CLUSTER | {"QueryScriptS3Path": "s3://mine/queries/"}, CATALOGUE),
        (ON_CLUSTER | {"QueryScriptS3Path": "s3://mine"}, [("s3:GetObject", "arn:aws:s3:::mine/x.sql"), CATALOGUE[1]]),
    ],
)
def test_each_way_in_has_its_right_and_not_that_of_the_others(given, calls):
    statements = node(**given)
    ways = {*BY_USER, ("secretsmanager:GetSecretValue", SECRET), ("redshift-serverless:GetCredentials", WORKGROUP), *CATALOGUE}
    for action, resource in calls:
        assert permitted(statements, action, resource), (action, resource)
    others = {action for action, _ in ways} - {action for action, _ in calls}
    if "s3:GetObject" in {action for action, _ in calls}:
        others -= {"redshift:GetClusterCredentials"}
    for action, resource in ways:
        assert action not in others or not permitted(statements, action, resource), (action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:Scan", TABLE),
        ("dynamodb:DeleteTable", TABLE),
        ("dynamodb:GetItem", TABLE + "-other"),
        ("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-completions-dead"),
        ("sqs:SendMessage", COMPLETIONS),
        ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:other-inbox-000"),
        ("sqs:PurgeQueue", INBOX),
        ("redshift-data:ExecuteStatement", CLUSTER + "2"),
        ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbuser:sales/admin"),
        ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbname:sales/payroll"),
        ("redshift:CreateClusterUser", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbuser:sales/awsuser"),
        ("secretsmanager:GetSecretValue", SECRET),
        ("s3:GetObject", "arn:aws:s3:::mine/queries/trips.sql"),
    ],
)
def test_its_neighbours_are_not(action, resource):
    assert not permitted(node(**ON_CLUSTER), action, resource)


@pytest.mark.parametrize("action", ["DescribeStatement", "GetStatementResult", "CancelStatement", "ListStatements"])
def test_statements_of_others_are_not_seen(action):
    someone_else = {"redshift_data__statement_owner_iam_userid": "AROAOTHER:session"}
    assert not allowed(node(**ON_CLUSTER), f"redshift-data:{action}", "*", **someone_else)


def test_each_right_is_used():
    statements = node(**ON_CLUSTER, QueryScriptS3Path="s3://mine/queries/")
    calls = [(action, resource) for action, resource, _ in CALLS] + BY_USER + CATALOGUE
    context = {"redshift-data:statement-owner-iam-userid": f"{ROLE_ID}:task"}
    for statement in statements:
        for action in several(statement["Action"]):
            used = [call for call in calls if call[0] == action and allows(statement, *call, context)]
            assert used, f"{statement['Sid']}: nobody calls {action}"


def test_every_operation_in_the_servers_code_has_its_right():
    session = botocore.session.get_session()
    rights = {(action.split(":")[0], operation) for action, _, operations in CALLS for operation in operations}
    found = set()
    for service, package in (("dynamodb", "dynamodb"), ("sqs", "sqs"), ("redshift-data", "redshiftdata")):
        operations = session.get_service_model(service).operation_names
        for file in (ROOT / "server/src/main/java").rglob("*.java"):
            text = file.read_text()
            if f"software.amazon.awssdk.services.{package}." not in text:
                continue
            for operation in operations:
                call = operation[0].lower() + operation[1:]
                if re.search(rf"\.{call}(Paginator)?\(", text):
                    found.add((service, operation))
    assert ("dynamodb", "PutItem") in found and ("sqs", "ReceiveMessage") in found
    assert found <= rights


def test_every_right_says_what_it_is_for():
    text = (FOLDER / "backend-setup.yaml").read_text()
    policy = text[text.index("  NodePolicy:") : text.index("  # ---- The image")].splitlines()
    for number, line in enumerate(policy):
        if re.search(r"- Sid: ", line) and "ListCatalogue" not in line:
            before = [each.strip() for each in policy[max(0, number - 3) : number]]
            assert any(each.startswith("#") for each in before), line


def test_a_star_stands_for_a_resource_only_where_an_action_knows_none():
    known_by_no_arn = {
        "ecr:GetAuthorizationToken",
        "redshift-data:DescribeStatement",
        "redshift-data:GetStatementResult",
        "redshift-data:CancelStatement",
        "redshift-data:ListStatements",
    }
    for template in TEMPLATES:
        for statement in statements_in(cfnlint.decode.cfn_yaml.load(str(FOLDER / template))):
            if statement["Effect"] == "Allow":
                assert "*" not in str(several(statement["Action"])), statement
                if statement.get("Resource") == "*":
                    assert set(several(statement["Action"])) <= known_by_no_arn, statement


def statements_in(node):
    if isinstance(node, list):
        for each in node:
            yield from statements_in(each)
    elif isinstance(node, dict):
        if "Effect" in node and "Action" in node:
            yield node
        for each in node.values():
            yield from statements_in(each)


def test_the_queues_take_messages_from_this_rule_only():
    policy = Values("backend-setup.yaml").properties("RuleMaySend")["PolicyDocument"]["Statement"]
    rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{STACK}-CompletionsRule-1"
    safe = {"aws__SecureTransport": "true"}
    assert allowed(policy, "sqs:SendMessage", COMPLETIONS, aws__SourceArn=rule, **safe)
    assert not allowed(policy, "sqs:SendMessage", COMPLETIONS, aws__SourceArn=rule + "x", **safe)
    assert not allowed(policy, "sqs:SendMessage", COMPLETIONS, **safe)
    assert not allowed(policy, "sqs:SendMessage", COMPLETIONS, aws__SourceArn=rule, aws__SecureTransport="false")
    assert not allowed(policy, "sqs:ReceiveMessage", COMPLETIONS, aws__SourceArn=rule, **safe)
    for statement in policy:
        assert statement["Effect"] == "Deny" or statement["Principal"] == {"Service": "events.amazonaws.com"}


def test_the_rule_hears_statements_of_every_node_and_of_nobody_else():
    pattern = Values("backend-setup.yaml").properties("CompletionsRule")["EventPattern"]
    assert pattern["source"] == ["aws.redshift-data"]
    assert pattern["detail-type"] == ["Redshift Data Statement Status Change"]
    [prefix] = [each["prefix"] for each in pattern["detail"]["principal"]]
    role = f"arn:aws:sts::{ACCOUNT}:assumed-role/{STACK}-NodeRole-1"
    assert f"{role}/task-1".startswith(prefix)
    assert f"{role}/task-2".startswith(prefix)
    assert not f"{role}2/task-1".startswith(prefix)


def test_the_table_is_the_one_that_the_local_cloud_has():
    """The same keys and indexes, so that what runs there runs on AWS."""
    source = (ROOT / "local/src/main/java/io/querycast/local/Provision.java").read_text()
    local = json.loads(source[source.index('{"TableName": "querycast",\n       "BillingMode"') :].split('"""')[0])
    table = Values("backend-setup.yaml").properties("JobTable")
    for key in ("KeySchema", "BillingMode"):
        assert table[key] == local[key]
    for key, name in (("AttributeDefinitions", "AttributeName"), ("LocalSecondaryIndexes", "IndexName"), ("GlobalSecondaryIndexes", "IndexName")):
        assert sorted(table[key], key=lambda each: each[name]) == sorted(local[key], key=lambda each: each[name])
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiresAt", "Enabled": True}


def test_the_job_table_outlives_its_stack():
    table = Values("backend-setup.yaml").template["Resources"]["JobTable"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["Properties"]["DeletionProtectionEnabled"] is True


def test_the_page_may_talk_to_our_api_our_socket_and_cognito_only():
    headers = Values("webapp-setup.yaml").properties("App")["CustomHeaders"]
    policy = " ".join(re.search(r'value: "(default-src.*?)"', headers, re.DOTALL)[1].split())
    assert policy == (
        "default-src 'self'; connect-src 'self' https://HOST wss://HOST https://cognito-idp.us-east-1.amazonaws.com; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ).replace("HOST", "d111.cloudfront.net")


def test_addresses_without_a_dot_are_the_page():
    [rule] = Values("webapp-setup.yaml").properties("App")["CustomRules"]
    pattern = rule["Source"].strip("</>")
    assert re.fullmatch(pattern.strip("^$"), "jobs/01JD") and not re.fullmatch(pattern.strip("^$"), "assets/x.js")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_fits_into_the_call_that_carries_it(template):
    assert len((FOLDER / template).read_bytes()) <= 51_200


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_parameter_and_output_is_described_and_grouped(template):
    document = cfnlint.decode.cfn_yaml.load(str(FOLDER / template))
    groups = document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(document["Parameters"]) == sorted(name for group in groups for name in group["Parameters"])
    for each in (*document["Parameters"].values(), *document["Outputs"].values()):
        assert each["Description"].endswith(".")


def test_no_queue_of_the_dead_is_without_an_alarm():
    resources = Values("backend-setup.yaml").template["Resources"]
    alarms = str([each for each in resources.values() if isinstance(each, dict) and each["Type"] == "AWS::CloudWatch::Alarm"])
    dead = [name for name in resources if name.endswith("Dead")]
    assert len(dead) == 3
    for name in dead:
        assert f"'{name}', 'QueueName'" in alarms


def test_the_server_knows_the_settings_that_the_nodes_are_given():
    settings = (ROOT / "server/src/main/java/io/querycast/Settings.java").read_text()
    [container] = Values("backend-setup.yaml").template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    names = set(re.findall(r"QUERYCAST_[A-Z_]+", str(container["Environment"])))
    assert "QUERYCAST_TABLE" in names
    unknown = {name for name in names if f'"{name.lower().replace("_", ".", 1).replace("_", "-")}"' not in settings}
    assert unknown == set()
