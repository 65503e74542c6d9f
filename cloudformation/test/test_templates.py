"""The promises of the templates: least rights, sizes that AWS accepts, and agreement with the server."""

import json
import re
import subprocess
from urllib.parse import unquote_to_bytes

import botocore.session
import cfnlint.decode.cfn_yaml
import pytest
import yaml
from changes import schema_of
from role import ACCOUNT, FOLDER, NO_VALUE, REGION, ROLE_ID, STACK, Values, allowed, allows, several

ROOT = FOLDER.parent
TEMPLATES = [f"{name}-setup.yaml" for name in ("cognito", "data", "network", "firewall", "address", "backend", "image", "watch", "door", "capacity", "rebuild", "webapp")]
# How long each may become without its comments. CloudFormation accepts 51,200 bytes of a template in a call: the greatest
# length of TemplateBody in its API reference. More would need a bucket to upload it to.
MOST_BYTES = {
    "cognito-setup.yaml": 8_000,
    "data-setup.yaml": 8_000,
    "network-setup.yaml": 8_000,
    "firewall-setup.yaml": 8_000,
    "address-setup.yaml": 20_000,
    "backend-setup.yaml": 40_000,
    "image-setup.yaml": 8_000,
    "watch-setup.yaml": 20_000,
    "door-setup.yaml": 20_000,
    "capacity-setup.yaml": 8_000,
    "rebuild-setup.yaml": 12_000,
    "webapp-setup.yaml": 20_000,
}
PATHS = ROOT / "server/src/test/resources/paths/paths.txt"
HTTPS_ONLY = "max-age=31536000; includeSubDomains"
ENDPOINT = "sales.abc123.us-east-1.redshift.amazonaws.com:5439/dev"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:sales-1"
WORKGROUP = f"arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/0f-1"

TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/querycast"
COMPLETIONS = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-completions"
INBOX = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-inbox-007"
CLUSTER = f"arn:aws:redshift:{REGION}:{ACCOUNT}:cluster:sales"
OWN = {"redshift_data__statement_owner_iam_userid": f"{ROLE_ID}:another-task"}

# The calls of a node to AWS: the action, the resource, and the SDK operations that need it.
CALLS = [
    ("dynamodb:GetItem", TABLE, ["GetItem"]),
    ("dynamodb:PutItem", TABLE, ["PutItem"]),
    ("dynamodb:UpdateItem", TABLE, ["UpdateItem"]),
    ("dynamodb:BatchWriteItem", TABLE, ["BatchWriteItem"]),
    ("dynamodb:DeleteItem", TABLE, ["DeleteItem"]),
    ("dynamodb:Query", TABLE, ["Query"]),
    ("dynamodb:Query", f"{TABLE}/index/recent", ["Query"]),
    ("dynamodb:Query", f"{TABLE}/index/due", ["Query"]),
    ("sqs:ReceiveMessage", COMPLETIONS, ["ReceiveMessage"]),
    ("sqs:ReceiveMessage", INBOX, ["ReceiveMessage"]),
    ("sqs:DeleteMessage", COMPLETIONS, ["DeleteMessage", "DeleteMessageBatch"]),
    ("sqs:DeleteMessage", INBOX, ["DeleteMessage", "DeleteMessageBatch"]),
    ("sqs:ChangeMessageVisibility", COMPLETIONS, ["ChangeMessageVisibility", "ChangeMessageVisibilityBatch"]),
    ("sqs:SendMessage", INBOX, ["SendMessage", "SendMessageBatch"]),
    ("elasticloadbalancing:DescribeTargetHealth", "*", ["DescribeTargetHealth"]),
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
    ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbuser:sales/querycast_reader"),
    ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbname:sales/dev"),
]
CATALOGUE = [("s3:GetObject", "arn:aws:s3:::mine/queries/trips.sql"), ("s3:ListBucket", "arn:aws:s3:::mine")]


def node(**given):
    """The statements of a node's role."""
    return Values("backend-setup.yaml", **given).properties("NodePolicy")["PolicyDocument"]["Statement"]


def permitted(statements, action, resource):
    return allowed(statements, action, resource, s3__prefix="queries/", **OWN)


ON_CLUSTER = {"RedshiftClusterEndpoint": ENDPOINT}
FROM_S3 = ON_CLUSTER | {"QueryScriptS3Path": "s3://mine/queries/", "CatalogueKeys": "queries/*"}


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
        (FROM_S3, CATALOGUE),
        (ON_CLUSTER | {"QueryScriptS3Path": "s3://mine/", "CatalogueKeys": "*"}, [("s3:GetObject", "arn:aws:s3:::mine/x.sql"), CATALOGUE[1]]),
    ],
)
def test_each_way_to_sign_in_has_its_own_right_and_not_those_of_the_others(given, calls):
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
        ("dynamodb:BatchGetItem", TABLE),
        ("sqs:GetQueueAttributes", COMPLETIONS),
        ("dynamodb:DeleteTable", TABLE),
        ("dynamodb:GetItem", TABLE + "-other"),
        ("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-completions-dead"),
        ("sqs:SendMessage", COMPLETIONS),
        ("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:other-inbox-000"),
        ("sqs:PurgeQueue", INBOX),
        ("sqs:SendMessage", INBOX + "0"),
        ("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-inboxes-dead"),
        ("cloudwatch:PutMetricData", "*"),
        ("ssm:GetParameter", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/REDSHIFT_WSS_ENDPOINT"),
        ("redshift-data:ExecuteStatement", CLUSTER + "2"),
        ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbuser:sales/admin"),
        ("redshift:GetClusterCredentials", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbname:sales/payroll"),
        ("redshift:CreateClusterUser", f"arn:aws:redshift:{REGION}:{ACCOUNT}:dbuser:sales/querycast_reader"),
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


@pytest.mark.parametrize(
    ("path", "keys", "prefix", "others"),
    [
        ("s3://mine/", "*", "", ["s3:::mine-payroll/a.sql"]),
        ("s3://mine/queries/", "queries/*", "queries/", ["s3:::mine-payroll/a.sql", "s3:::mine/queries-payroll/a.sql", "s3:::mine/a.sql"]),
        ("s3://mine/a.sql", "a.sql", "a.sql", ["s3:::mine/a.sql.key", "s3:::mine/b.sql"]),
    ],
)
def test_the_catalogues_right_ends_where_the_catalogue_ends(path, keys, prefix, others):
    statements = node(**ON_CLUSTER, QueryScriptS3Path=path, CatalogueKeys=keys)
    for other in others:
        assert not permitted(statements, "s3:GetObject", f"arn:aws:{other}"), other
    assert allowed(statements, "s3:ListBucket", "arn:aws:s3:::mine", s3__prefix=prefix)
    assert not allowed(statements, "s3:ListBucket", "arn:aws:s3:::mine-payroll", s3__prefix=prefix)
    if keys != "*":
        assert not allowed(statements, "s3:ListBucket", "arn:aws:s3:::mine", s3__prefix="payroll/")


def test_each_right_is_used():
    statements = node(**FROM_S3)
    calls = [(action, resource) for action, resource, _ in CALLS] + BY_USER + CATALOGUE
    context = {"redshift-data:statement-owner-iam-userid": f"{ROLE_ID}:task", "s3:prefix": "queries/"}
    for statement in statements:
        for action in several(statement["Action"]):
            used = [call for call in calls if call[0] == action and allows(statement, *call, context)]
            assert used, f"{statement['Sid']}: nobody calls {action}"


def operations_in_the_servers_code():
    session = botocore.session.get_session()
    found = set()
    # Packages of the SDK, and actions of policies, have other names than services.
    models = {"elasticloadbalancing": "elbv2"}
    packages = {"redshift-data": "redshiftdata", "elasticloadbalancing": "elasticloadbalancingv2"}
    for service in ("dynamodb", "sqs", "redshift-data", "s3", "elasticloadbalancing"):
        package = packages.get(service, service)
        operations = session.get_service_model(models.get(service, service)).operation_names
        for file in (ROOT / "server/src/main/java").rglob("*.java"):
            text = file.read_text()
            if f"software.amazon.awssdk.services.{package}." not in text:
                continue
            for operation in operations:
                call = operation[0].lower() + operation[1:]
                if re.search(rf"\.{call}(Paginator|AsBytes)?\(", text):
                    found.add((service, operation))
    return found


def test_every_operation_in_the_servers_code_has_its_right():
    rights = {(action.split(":")[0], operation) for action, _, operations in CALLS for operation in operations}
    rights |= {("s3", "GetObject"), ("s3", "ListObjectsV2")}
    # Of the bucket that the gateway's stack makes: see below.
    rights |= {("s3", each) for each in ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload")}
    found = operations_in_the_servers_code()
    assert ("dynamodb", "PutItem") in found and ("sqs", "ReceiveMessage") in found and ("s3", "GetObject") in found
    assert found <= rights


@pytest.mark.parametrize(("action", "resource", "operations"), CALLS)
def test_no_right_is_there_for_a_call_that_the_server_does_not_make(action, resource, operations):
    service = action.split(":")[0]
    assert operations_in_the_servers_code() & {(service, operation) for operation in operations}


def test_the_server_calls_no_other_service():
    used = set()
    for file in (ROOT / "server/src/main/java").rglob("*.java"):
        used |= set(re.findall(r"software\.amazon\.awssdk\.services\.(\w+)\.", file.read_text()))
    assert used == {"dynamodb", "sqs", "redshiftdata", "s3", "elasticloadbalancingv2", "apigatewaymanagementapi"}


SOCKETS = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:sockets"
AT_DOOR = {"SocketApi": "sockets", "HttpApi": "rest", "Nodes": "nodes", "Secret": SECRET}


def test_a_node_sends_to_the_sockets_of_its_own_gateway_and_ends_them_and_no_more():
    door = Values("door-setup.yaml", NodeRoleName="node", ExecutionRoleName="start", **AT_DOOR)
    tells = door.properties("MayTell")
    statements = tells["PolicyDocument"]["Statement"]
    api = (ROOT / "server/src/main/java/io/querycast/aws/GatewayApi.java").read_text()
    for call, method in (("postToConnection", "POST"), ("deleteConnection", "DELETE"), ("getConnection", "GET")):
        may = allowed(statements, "execute-api:ManageConnections", f"{SOCKETS}/live/{method}/@connections/L0SM9cOFvHcCIhw=")
        assert may == (f".{call}(" in api), method
    for other in (f"{SOCKETS}/test/POST/@connections/1", f"{SOCKETS}2/live/POST/@connections/1", f"{SOCKETS}/live/POST/other"):
        assert not allowed(statements, "execute-api:ManageConnections", other), other
    assert not allowed(statements, "execute-api:Invoke", f"{SOCKETS}/live/POST/@connections/1")
    assert tells["RoleName"] == "node" and len(statements) == 1


def test_a_node_writes_whole_results_and_reads_them_for_addresses_and_no_more():
    door = Values("door-setup.yaml", NodeRoleName="node", **AT_DOOR)
    keeps = door.properties("MayKeep")
    [statement] = statements = keeps["PolicyDocument"]["Statement"]
    calls = {"putObject": "PutObject", "createMultipartUpload": "PutObject", "uploadPart": "PutObject", "completeMultipartUpload": "PutObject", "abortMultipartUpload": "AbortMultipartUpload", "presignGetObject": "GetObject"}
    code = "".join((ROOT / f"server/src/main/java/io/querycast/aws/{name}.java").read_text() for name in ("Bucket", "Upload"))
    assert all(f".{call}(" in code.replace(" ", "").replace("\n", "") for call in calls)
    assert {f"s3:{action}" for action in calls.values()} == set(statement["Action"]) and keeps["RoleName"] == "node"
    for action in statement["Action"]:
        assert allowed(statements, action, "arn:aws:s3:::results/AbC-1")
        assert not allowed(statements, action, "arn:aws:s3:::results-of-others/AbC-1")
    for action, resource in (("s3:ListBucket", "arn:aws:s3:::results"), ("s3:DeleteObject", "arn:aws:s3:::results/AbC-1")):
        assert not allowed(statements, action, resource), action


def test_whole_results_are_nobodys_business_and_gone_the_next_day():
    door = Values("door-setup.yaml", **AT_DOOR)
    bucket = door.properties("Results")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    [rule] = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["ExpirationInDays"], rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"], rule["Status"]) == (1, 1, "Enabled")
    [clear] = door.properties("ResultsPolicy")["PolicyDocument"]["Statement"]
    assert (clear["Effect"], clear["Principal"], clear["Condition"]) == ("Deny", "*", {"Bool": {"aws:SecureTransport": "false"}})


def test_the_gateways_secret_is_generated_and_only_the_start_of_a_node_may_read_it():
    door = Values("door-setup.yaml", NodeRoleName="node", ExecutionRoleName="start", **AT_DOOR)
    starts = door.properties("MayStart")
    statements = starts["PolicyDocument"]["Statement"]
    assert starts["RoleName"] == "start" and len(statements) == 1
    assert allowed(statements, "secretsmanager:GetSecretValue", SECRET)
    assert not allowed(statements, "secretsmanager:GetSecretValue", SECRET + "2")
    # The server asks for 32 characters at least, and a comma would separate two secrets.
    for name in ("Secret", "SecondSecret"):
        assert door.properties(name)["GenerateSecretString"] == {"PasswordLength": 64, "ExcludePunctuation": True}


@pytest.mark.parametrize(("secrets", "sent", "other"), [("first", SECRET, None), ("first,second", SECRET, SECRET + "2"), ("second,first", SECRET + "2", SECRET), ("second", SECRET + "2", None)])
def test_while_the_gateways_secret_is_replaced_nodes_may_start_with_both_and_it_sends_one(secrets, sent, other):
    door = Values("door-setup.yaml", Secrets=secrets, **AT_DOOR | {"SecondSecret": SECRET + "2"})
    statements = door.properties("MayStart")["PolicyDocument"]["Statement"]
    for arn in (SECRET, SECRET + "2"):
        assert allowed(statements, "secretsmanager:GetSecretValue", arn) == (arn in (sent, other))
    for name in ("Connect", "Disconnect", "ToNodes"):
        said = [value for key, value in door.properties(name)["RequestParameters"].items() if key.endswith("Secret")]
        assert [value.strip("'") for value in said] == ["{{resolve:secretsmanager:" + sent + ":SecretString}}"], name
    outputs = door.template["Outputs"]
    assert door.of(outputs["SecretArn"]["Value"]) == sent and door.of(outputs["OtherSecretArn"]["Value"]) == (other or sent)
    exists = {name for name in ("Secret", "SecondSecret") if door.holds(door.template["Resources"][name]["Condition"])}
    assert exists == {"Secret" if arn == SECRET else "SecondSecret" for arn in (sent, other) if arn}


def test_the_gateway_asks_the_server_in_the_servers_words():
    door = Values("door-setup.yaml", **AT_DOOR)
    known = (ROOT / "server/src/main/resources/META-INF/openapi.yaml").read_text()
    host = door.of(door.template["Outputs"]["Host"]["Value"])
    sets = {
        "Connect": {"Connection": "context.connectionId", "Protocols": "route.request.header.Sec-WebSocket-Protocol", "Origin": "route.request.header.Origin"},
        "Disconnect": {"Connection": "context.connectionId"},
    }
    for name, headers in sets.items():
        asks = door.properties(name)
        path = f"/api/door/{name.lower()}"
        assert asks["IntegrationUri"] == f"https://{host}{path}" and f"  {path}:\n    post:" in known
        assert (asks["IntegrationType"], asks["IntegrationMethod"]) == ("HTTP_PROXY", "POST")
        secret = "'{{resolve:secretsmanager:" + SECRET + ":SecretString}}'"
        told = {f"integration.request.header.X-Querycast-{key}": value for key, value in (headers | {"Secret": secret}).items()}
        assert asks["RequestParameters"] == told
        assert all(f"name: {key.rsplit('.', 1)[1]}" in known for key in told)


def test_a_ping_is_answered_by_the_gateway_as_the_protocol_says():
    door = Values("door-setup.yaml", **AT_DOOR)
    assert door.properties("Pong")["IntegrationType"] == "MOCK"
    answer = door.properties("PongAnswer")["ResponseTemplates"]["$default"]
    assert json.loads(answer) == {"type": "pong"} and f"`{answer}` comes" in (ROOT / "docs/protocol.md").read_text()
    routes = {each["Properties"]["RouteKey"] for each in resources("door-setup.yaml").values() if each["Type"].endswith("::Route") and each["Properties"]["ApiId"] == {"Ref": "SocketApi"}}
    assert routes == {"$connect", "$disconnect", "$default"}
    assert door.properties("DefaultRoute")["RouteResponseSelectionExpression"] == "$default", "without it no answer is sent"


def test_every_route_of_the_api_but_the_public_ones_and_preflight_needs_a_token_of_the_pool():
    door = Values("door-setup.yaml", **AT_DOOR)
    routes = [door.properties(name) for name, each in resources("door-setup.yaml").items() if each["Type"].endswith("::Route")]
    open_ = {each["RouteKey"] for each in routes if each["ApiId"] == "rest" and each["AuthorizationType"] == "NONE"}
    paths = yaml.safe_load((ROOT / "server/src/main/resources/META-INF/openapi.yaml").read_text())["paths"]
    public = {f"{method.upper()} {path}" for path, item in paths.items() for method, each in item.items() if isinstance(each, dict) and each.get("security") == []}
    assert {key.replace("{proxy+}", "connect") for key in open_ - {"OPTIONS /api/{proxy+}"}} | {"POST /api/door/disconnect"} == public
    [users] = [each for each in routes if each["AuthorizationType"] == "JWT"]
    assert users["RouteKey"] == "ANY /api/{proxy+}" and users["AuthorizationScopes"] == ["aws.cognito.signin.user.admin"]
    jwt = door.properties("Users")["JwtConfiguration"]
    assert jwt == {"Issuer": "the querycast-cognito-Issuer", "Audience": ["the querycast-cognito-UserPoolClientId"]}
    for name in ("HttpStage", "SocketStage"):
        assert door.properties(name)["DefaultRouteSettings"] == {"ThrottlingRateLimit": 2000, "ThrottlingBurstLimit": 2000}


def test_pages_may_do_at_the_gateway_what_they_may_at_a_node():
    cors = Values("door-setup.yaml", AllowedOrigins="https://a.example,https://b.example").properties("HttpApi")["CorsConfiguration"]
    xml = (ROOT / "server/src/main/liberty/config/server.xml").read_text()
    said = {name: re.search(rf'{name}="([^"]*)"', xml)[1] for name in ("allowedMethods", "allowedHeaders", "exposeHeaders", "maxAge")}
    assert ", ".join(cors["AllowMethods"]) == said["allowedMethods"] and str(cors["MaxAge"]) == said["maxAge"]
    assert ", ".join(cors["AllowHeaders"]) == said["allowedHeaders"].lower() and ", ".join(cors["ExposeHeaders"]) == said["exposeHeaders"].lower()
    assert cors["AllowOrigins"] == ["https://a.example", "https://b.example"] and cors["AllowCredentials"] is False


def test_the_gateway_reaches_the_nodes_without_a_load_balancer_and_nobody_else_may():
    door = Values("door-setup.yaml", **AT_DOOR)
    way = door.properties("ToNodes")
    assert (way["ConnectionType"], way["ConnectionId"], way["IntegrationUri"]) == ("VPC_LINK", "ref-Link", "nodes.Arn")
    assert [each["Type"] for each in door.properties("Nodes")["DnsConfig"]["DnsRecords"]] == ["SRV"]
    [ingress] = door.properties("NodeGroup")["SecurityGroupIngress"]
    assert ingress["SourceSecurityGroupId"] == "ref-LinkGroup" and ingress["FromPort"] == ingress["ToPort"] == 9080
    assert "SecurityGroupIngress" not in door.properties("LinkGroup")


def test_the_gateway_tells_the_nodes_who_called_it_with_a_secret_that_opens_no_route():
    told = Values("door-setup.yaml", **AT_DOOR).properties("ToNodes")["RequestParameters"]
    assert told == {
        "overwrite:header.X-Querycast-Client": "$context.identity.sourceIp",
        "overwrite:header.X-Querycast-Client-Secret": "{{resolve:secretsmanager:" + SECRET + ":SecretString}}",
    }
    server = (ROOT / "server/src/main/java/io/querycast/rest/ClientAddress.java").read_text()
    assert all(f'"{name.partition("header.")[2]}"' in server for name in told)


def test_the_gateways_logs_are_off_unless_they_are_wanted_and_name_no_path():
    assert not Values("door-setup.yaml").holds("HasLogs")
    for stage in ("HttpStage", "SocketStage"):
        assert Values("door-setup.yaml").properties(stage).get("AccessLogSettings") is None
        form = Values("door-setup.yaml", AccessLogs="yes").properties(stage)["AccessLogSettings"]["Format"]
        assert set(json.loads(form)) >= {"time", "address", "route", "status"}
        assert not re.search(r"context\.(path|authorizer|protocol)", form)


def test_both_apis_of_the_gateway_have_an_alarm():
    door = Values("door-setup.yaml", AlarmTopic="topic", **AT_DOOR)
    alarms = {name: door.properties(name) for name, each in resources("door-setup.yaml").items() if each["Type"] == "AWS::CloudWatch::Alarm"}
    heard = {(each["MetricName"], each["Dimensions"][0]["Value"]) for each in alarms.values()}
    assert heard == {("5xx", "rest"), ("IntegrationError", "sockets")}
    assert all(each["AlarmActions"] == ["topic"] and each["ComparisonOperator"] == "GreaterThanThreshold" for each in alarms.values())


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_role_is_bound_where_the_account_asks_for_it(template):
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/Boundary"
    for given, wanted in (({}, None), ({"PermissionsBoundary": boundary}, boundary)):
        values = Values(template, **given)
        for name, each in resources(template).items():
            if each["Type"] == "AWS::IAM::Role":
                assert values.properties(name).get("PermissionsBoundary") == wanted, name


def test_every_right_says_what_it_is_for():
    text = (FOLDER / "backend-setup.yaml").read_text()
    policy = text[text.index("  NodePolicy:") : text.index("  # ---- The image")].splitlines()
    for number, line in enumerate(policy):
        if re.search(r"- Sid: ", line) and "ListCatalogue" not in line:
            before = [each.strip() for each in policy[max(0, number - 3) : number]]
            assert any(each.startswith("#") for each in before), line


def test_a_star_is_a_resource_only_for_actions_without_resources():
    known_by_no_arn = {
        "ecr:GetAuthorizationToken",
        "ecs:DescribeTaskDefinition",
        "ecs:DeregisterTaskDefinition",
        "elasticloadbalancing:DescribeTargetHealth",
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


def test_the_rule_matches_statements_of_every_node_and_no_others():
    pattern = Values("backend-setup.yaml").properties("CompletionsRule")["EventPattern"]
    assert pattern["source"] == ["aws.redshift-data"]
    assert pattern["detail-type"] == ["Redshift Data Statement Status Change"]
    [prefix] = [each["prefix"] for each in pattern["detail"]["principal"]]
    role = f"arn:aws:sts::{ACCOUNT}:assumed-role/{STACK}-NodeRole-1"
    assert f"{role}/task-1".startswith(prefix)
    assert f"{role}/task-2".startswith(prefix)
    assert not f"{role}2/task-1".startswith(prefix)


def test_the_table_is_that_of_the_local_cloud():
    """The same keys and indexes as in the local cloud, so that what works there works on AWS."""
    source = (ROOT / "local/src/main/java/io/querycast/local/Provision.java").read_text()
    local = json.loads(source[source.index('{"TableName": "querycast",\n       "BillingMode"') :].split('"""')[0])
    table = Values("data-setup.yaml").properties("JobTable")
    for key in ("KeySchema", "BillingMode"):
        assert table[key] == local[key]
    for key, name in (("AttributeDefinitions", "AttributeName"), ("LocalSecondaryIndexes", "IndexName"), ("GlobalSecondaryIndexes", "IndexName")):
        assert sorted(table[key], key=lambda each: each[name]) == sorted(local[key], key=lambda each: each[name])
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiresAt", "Enabled": True}


def test_the_job_table_outlives_its_stack():
    template = Values("data-setup.yaml").template
    [table] = template["Resources"].values()
    assert "Transform" not in template and "Outputs" not in template, "so that CloudFormation takes over a table that is there"
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}


def test_the_page_may_talk_to_our_api_our_socket_and_cognito_only():
    headers = Values("webapp-setup.yaml", Reaches="https://d111.cloudfront.net wss://d111.cloudfront.net").properties("App")["CustomHeaders"]
    policy = " ".join(re.search(r'value: "(default-src.*?)"', headers, re.DOTALL)[1].split())
    assert policy == (
        "default-src 'self'; connect-src 'self' https://HOST wss://HOST https://cognito-idp.us-east-1.amazonaws.com; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ).replace("HOST", "d111.cloudfront.net")


def test_addresses_without_a_dot_are_the_page():
    [rule] = Values("webapp-setup.yaml", ApiAddress="https://d111.cloudfront.net").properties("App")["CustomRules"]
    pattern = rule["Source"].strip("</>")
    assert re.fullmatch(pattern.strip("^$"), "jobs/01JD") and not re.fullmatch(pattern.strip("^$"), "assets/x.js")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_without_its_comments_means_the_same_and_has_room_to_grow(template):
    text = (FOLDER / template).read_text()
    program = f'. "{FOLDER}/lib/common.sh"; without_comments'
    short = subprocess.run(["bash", "-c", program], input=text, text=True, capture_output=True, check=True).stdout
    assert len(short.encode()) <= MOST_BYTES[template]
    assert cfnlint.decode.cfn_yaml.loads(short) == cfnlint.decode.cfn_yaml.loads(text)
    # The CLI reads files in the machine's own encoding.
    assert text.isascii()


@pytest.mark.parametrize("template", ["data-setup.yaml", "network-setup.yaml", "address-setup.yaml"])
def test_what_a_stack_may_take_over_has_no_transform(template):
    assert "Transform" not in Values(template).template


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_is_exported_that_a_change_would_break(template):
    """The pool and its client never change in place."""
    exported = {name for name, each in Values(template).template.get("Outputs", {}).items() if "Export" in each}
    assert exported == ({"UserPoolId", "UserPoolArn", "UserPoolClientId", "Issuer"} if template.startswith("cognito") else set())


def test_the_build_of_the_image_fills_its_repository_and_changes_no_source():
    [policy] = Values("image-setup.yaml", RepositoryName="images", SourceBucket="sources").properties("BuildRole")["Policies"]
    builds, images = policy["PolicyDocument"]["Statement"], f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/images"
    assert allowed(builds, "ecr:PutImage", images) and not allowed(builds, "ecr:PutImage", f"{images}-of-others")
    assert allowed(builds, "s3:GetObject", "arn:aws:s3:::sources/source/pom.xml")
    assert allowed(builds, "s3:PutObject", "arn:aws:s3:::sources/bases/newest")
    assert not allowed(builds, "s3:PutObject", "arn:aws:s3:::sources/source/pom.xml")
    assert not allowed(builds, "ecr:DeleteRepository", images)


def test_a_build_in_the_account_runs_no_file_directly():
    """The sources come from a bucket, which does not store that a file is executable."""
    for file in (FOLDER / "build").glob("*.yml"):
        for line in file.read_text().splitlines():
            command = re.match(r"\s+- (\S+)", line)
            assert not command or "/" not in command[1], line


def test_the_scripts_patterns_work_on_a_mac():
    """Its regular expressions allow repetitions up to 255; one with more matches nothing."""
    for file in (*FOLDER.glob("*.sh"), *FOLDER.glob("lib/*.sh")):
        for low, high in re.findall(r"\{(\d+)(?:,(\d*))?\}", file.read_text()):
            assert max(int(low), int(high or 0)) <= 255, file


# Of the scripts: a variable that is set to nothing, and a choice in a substitution.
NOTHING = re.compile(r"printf -v \S+ (?:''|\"\")")
CHOICE = re.compile(r"\$\([^)]*\bcase\s[^)]*\sin\s+[^(\s]")


def simpler(text):
    """A script without comments and without substitutions that are whole in themselves."""
    text, before = re.sub(r"(?m)^ *#.*$", "", text), None
    while text != before:
        text, before = re.sub(r"\$\((?:(?!\bcase\b)[^()])*\)", "", text), text
    return text


def test_the_scripts_run_in_the_bash_of_a_mac():
    """Bash 3.2 sets no variable if the format is empty, and ends a substitution at the bracket of a choice."""
    assert NOTHING.search("printf -v \"at_$key\" ''") and not NOTHING.search("printf -v \"at_$key\" '%s' ''")
    assert CHOICE.search(simpler('a=$(b $(c) | while read; do case $d in *e*) f ;; esac; done)'))
    assert not CHOICE.search(simpler('a=$(b $(c) | while read; do case $d in (*e*) f ;; esac; done); case $g in h) ;; esac'))
    for file in (*FOLDER.glob("*.sh"), *FOLDER.glob("lib/*.sh")):
        for wrong in (NOTHING, CHOICE):
            assert not wrong.search(simpler(file.read_text())), file


def test_the_accounts_own_keys_are_used_through_the_two_services_only():
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
    statements = node(**ON_CLUSTER, KeyArns=[key])
    for service in ("secretsmanager", "s3"):
        assert allowed(statements, "kms:Decrypt", key, kms__ViaService=f"{service}.{REGION}.amazonaws.com")
    assert not allowed(statements, "kms:Decrypt", key)
    assert not allowed(statements, "kms:Decrypt", key, kms__ViaService=f"dynamodb.{REGION}.amazonaws.com")
    assert not allowed(statements, "kms:Decrypt", key + "2", kms__ViaService=f"s3.{REGION}.amazonaws.com")
    assert not [each for each in node(**ON_CLUSTER) if each["Action"] == "kms:Decrypt"]


@pytest.mark.parametrize("repository", ["", "https://github.com/you/querycast"])
def test_the_headers_have_the_form_that_amplify_requires(repository):
    """In a Git repository that holds more than the page, the headers belong to one application."""
    app = Values("webapp-setup.yaml", ApiAddress="https://d111.cloudfront.net", UserGitURL=repository).properties("App")
    headers = yaml.safe_load(app["CustomHeaders"])
    names = {each["Name"] for each in app["EnvironmentVariables"]}
    if repository:
        [application] = headers["applications"]
        assert application["appRoot"] == "spa"
        assert "AMPLIFY_MONOREPO_APP_ROOT" in names
        headers = application
    else:
        assert "AMPLIFY_MONOREPO_APP_ROOT" not in names
    [page] = headers["customHeaders"]
    assert page["pattern"] == "**"
    keys = {each["key"]: each["value"] for each in page["headers"]}
    # Amplify sends the same headers with an error at the same address, and errors must not be cached.
    assert keys["Cache-Control"] == "no-cache"
    assert keys["Strict-Transport-Security"] == HTTPS_ONLY and "frame-ancestors 'none'" in keys["Content-Security-Policy"]
    assert keys["X-Content-Type-Options"] == "nosniff" and "\n" not in keys["Content-Security-Policy"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_parameter_and_output_is_described_and_grouped(template):
    document = cfnlint.decode.cfn_yaml.load(str(FOLDER / template))
    groups = document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(document["Parameters"]) == sorted(name for group in groups for name in group["Parameters"])
    for each in (*document["Parameters"].values(), *document.get("Outputs", {}).values()):
        assert each["Description"].endswith(".")


def test_every_dead_letter_queue_has_an_alarm():
    backend = Values("backend-setup.yaml").template
    dead = [name for name in backend["Resources"] if name.endswith("Dead")]
    assert len(dead) == 3
    for name in dead:
        assert backend["Outputs"][name]["Value"] == {"Fn::GetAtt": [name, "QueueName"]}
        assert f"'Value': {{'Ref': '{name}'}}" in str(alarms()), name


def alarms(template="watch-setup.yaml"):
    return {name: each["Properties"] for name, each in resources(template).items() if each["Type"] == "AWS::CloudWatch::Alarm"}


GATEWAY = f"wss://sockets/live,https://sockets/live,{SECRET},registry,rest,results,{SECRET}2"


def environment(**given):
    values = Values("backend-setup.yaml", **given)
    [container] = values.template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    return {each["Name"]: each["Value"] for each in values.of(container["Environment"])}


def test_the_nodes_are_given_every_setting_that_the_server_knows_and_no_other():
    settings = (ROOT / "server/src/main/java/io/querycast/Settings.java").read_text()
    known = set(re.findall(r'"(querycast(?:\.[a-z-]+)+)"', settings))
    ways = [ON_CLUSTER | {"QueryScriptS3Path": "s3://mine/queries/"}, ON_CLUSTER | {"DBSecretArn": SECRET}, {"RedshiftWorkgroupArn": WORKGROUP, "Gateway": GATEWAY}]
    given = {secret["Name"] for secret in telemetry(Gateway=GATEWAY)[1]} | {name for way in ways for name in environment(**way) if name.startswith("QUERYCAST_")}
    assert given == {name.upper().replace(".", "_").replace("-", "_") for name in known}


def test_deploy_sh_refuses_the_durations_that_the_server_would_refuse_and_has_its_defaults():
    settings = (ROOT / "server/src/main/java/io/querycast/Settings.java").read_text()
    script = (FOLDER / "lib/settings.sh").read_text()
    durations = re.findall(r'read\.duration\("querycast\.([a-z-]+)", "(\w+)", "(\w+)"\)', settings)
    assert len(durations) == 8
    for name, otherwise, most in durations:
        own = "".join(word.capitalize() for word in name.split("-"))
        assert re.search(rf"^{own}\|{otherwise}\|", script, re.MULTILINE), own
        assert re.search(rf"^  must_last {own} \d+ {most}$", script, re.MULTILINE), own
        assert environment(**ON_CLUSTER)[f"QUERYCAST_{name.upper().replace('-', '_')}"] == otherwise


def test_nodes_know_how_many_proxies_are_in_front():
    for certificate, number in (("", "2"), ("arn:aws:acm:us-east-1:1:certificate/1", "1")):
        address = Values("address-setup.yaml", CertificateArn=certificate)
        assert address.of(address.template["Outputs"]["Proxies"]["Value"]) == number, "CloudFront, if it is there, and the load balancer"
    assert environment(**ON_CLUSTER, Proxies="2")["QUERYCAST_PROXIES"] == "2"


def test_there_are_as_many_inboxes_as_the_nodes_are_told():
    numbers = "000,001,002"
    loop = Values("backend-setup.yaml").template["Resources"]["Fn::ForEach::Inboxes"]
    assert loop[1] == {"Ref": "InboxNumbers"}
    given = environment(**ON_CLUSTER, InboxNumbers=numbers)
    assert given["QUERYCAST_INBOXES"] == "3"
    name = loop[2]["Inbox${Number}"]["Properties"]["QueueName"]["Fn::Sub"].replace("${AWS::StackName}", STACK)
    assert given["QUERYCAST_INBOX_QUEUES"].rsplit("/", 1)[1] == name.replace("${Number}", "")


def resources(template="backend-setup.yaml"):
    return {name: each for name, each in Values(template).template["Resources"].items() if isinstance(each, dict)}


def test_every_important_event_has_an_alarm_that_is_sent_to_somebody():
    heard = {
        "CompletionsOld": ("ApproximateAgeOfOldestMessage", "Maximum", "GreaterThanThreshold", 60, "notBreaching"),
        "CompletionsDied": ("ApproximateNumberOfMessagesVisible", "Maximum", "GreaterThanThreshold", 0, "notBreaching"),
        "RuleFailed": ("ApproximateNumberOfMessagesVisible", "Maximum", "GreaterThanThreshold", 0, "notBreaching"),
        "InboxesDied": ("ApproximateNumberOfMessagesVisible", "Maximum", "GreaterThanThreshold", 0, "notBreaching"),
        # Each node reports its own share: the others must not hide one that is behind.
        "JobsOverdue": ("JobsOverdue", "Maximum", "GreaterThanThreshold", 0, "notBreaching"),
        "CatalogueBroken": ("CatalogueFaults", "Maximum", "GreaterThanThreshold", 0, "notBreaching"),
        "ChecksDown": ("ChecksDown", "Maximum", "GreaterThanThreshold", 0, "notBreaching"),
    }
    for name, wanted in heard.items():
        keys = ("MetricName", "Statistic", "ComparisonOperator", "Threshold", "TreatMissingData")
        assert tuple(alarms()[name][key] for key in keys) == wanted, name
    assert set(alarms()) == {*heard, "NoNodeReady"}
    assert set(alarms("backend-setup.yaml")) == {"ServerErrors"}
    errors = Values("backend-setup.yaml", TargetGroupArn="group", ImageTag="t").properties("ServerErrors")["Metrics"]
    assert errors[0]["Expression"] == "FILL(nodes, 0) + FILL(balancer, 0)"
    assert [each["MetricStat"]["Metric"]["MetricName"] for each in errors[1:]] == ["HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"]
    for template, topic in (("backend-setup.yaml", "Alarms"), ("watch-setup.yaml", "AlarmTopic")):
        for name, alarm in alarms(template).items():
            assert alarm["AlarmActions"] == [{"Ref": topic}], name


def test_the_figures_of_alarms_scaling_and_dashboard_are_figures_of_the_server():
    figures = (ROOT / "server/src/main/java/io/querycast/Figure.java").read_text()
    told = {name.title().replace("_", "") for name in re.findall(r"^  ([A-Z0-9_]+)\(", figures, re.MULTILINE)}
    values, watch = Values("backend-setup.yaml"), Values("watch-setup.yaml", BackendStack=STACK)
    asked = {each["MetricName"] for each in alarms().values() if each.get("Namespace") == {"Ref": "BackendStack"}}
    scaling = values.properties("NodesByConnections")["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
    asked.add(scaling["MetricName"])
    target = values.properties("NodesByConnections")["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
    assert target == values.template["Parameters"]["ConnectionsPerNode"]["Default"] == 2000
    assert scaling["Namespace"] == environment(**ON_CLUSTER)["QUERYCAST_METRICS_NAMESPACE"]
    widgets = json.loads(watch.properties("Dashboard")["DashboardBody"])["widgets"]
    own = [row for widget in widgets for row in widget["properties"].get("metrics", []) if row[0] == STACK]
    asked |= {row[1] for row in own}
    assert {"Connections", "JobsOverdue", "CatalogueFaults", "ChecksDown"} <= asked <= told


def test_nodes_are_added_by_connections_and_by_cpu():
    values = Values("backend-setup.yaml")
    by = [values.properties(name)["TargetTrackingScalingPolicyConfiguration"] for name in ("NodesByConnections", "NodesByCpu")]
    assert by[0]["CustomizedMetricSpecification"]["Statistic"] == "Average"
    assert by[1]["PredefinedMetricSpecification"] == {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    target = values.properties("NodeCount")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 8)


def test_a_deployment_starts_the_new_nodes_first_and_gives_the_old_ones_time_to_drain():
    values = Values("backend-setup.yaml")
    deployment = values.properties("Service")["DeploymentConfiguration"]
    assert (deployment["MinimumHealthyPercent"], deployment["MaximumPercent"]) == (100, 200)
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert deployment["Alarms"] == {"Enable": True, "Rollback": True, "AlarmNames": ["ref-ServerErrors"]}
    [container] = values.properties("Node")["ContainerDefinitions"]
    address = Values("address-setup.yaml")
    attributes = {each["Key"]: each["Value"] for each in address.properties("Nodes")["TargetGroupAttributes"]}
    # docs/operations.md asks for 30 s between SIGTERM and the end; Fargate gives 120 at most.
    assert 30 < container["StopTimeout"] <= 120
    # A download may take so long; a node asks at least once in a minute whether it is let go (node/Leaver).
    assert attributes["deregistration_delay.timeout_seconds"] == "300"
    assert environment(TargetGroupArn="g")["QUERYCAST_TARGET_GROUPS"] == "g", "the group that is asked is the one of the listener"
    assert environment(TargetGroupArn="g", OtherTargetGroupArn="o")["QUERYCAST_TARGET_GROUPS"] == "g,o"
    assert address.properties("Nodes")["HealthCheckPath"] == "/health/serving"
    balancer = {each["Key"]: each["Value"] for each in address.properties("LoadBalancer")["LoadBalancerAttributes"]}
    # Longer than the longest pause between two snapshots, so that a socket is never silent for so long.
    assert int(balancer["idle_timeout.timeout_seconds"]) > 50


def test_no_node_means_no_node_in_any_group_of_the_address():
    alarm = Values("watch-setup.yaml", LoadBalancerFullName="app/x/1", TargetGroupArn="a:b:c:d:e:now", NextTargetGroupArn="a:b:c:d:e:next").properties("NoNodeReady")
    # No figures mean that there is no node.
    assert [alarm[key] for key in ("ComparisonOperator", "Threshold", "TreatMissingData")] == ["LessThanThreshold", 1, "breaching"]
    assert alarm["Metrics"][0]["Expression"] == "FILL(some, 0) + FILL(next, 0)"
    counted = [each["MetricStat"]["Metric"] for each in alarm["Metrics"][1:]]
    assert {each["MetricName"] for each in counted} == {"HealthyHostCount"}
    assert [each["Dimensions"][1]["Value"] for each in counted] == ["now", "next"]


def test_clients_move_between_two_groups_that_are_alike_and_nodes_ask_both():
    address = Values("address-setup.yaml")
    assert address.properties("Nodes") == address.properties("NextNodes")
    given = {"TargetGroupArn": "now", "NextTargetGroupArn": "next", "MoveRuleArn": "rule"}
    service = Values("backend-setup.yaml", Strategy="CANARY", **given).properties("Service")
    [balancer] = service["LoadBalancers"]
    assert balancer["TargetGroupArn"] == "now"
    moves = {"AlternateTargetGroupArn": "next", "ProductionListenerRule": "rule", "RoleArn": "MoveRole.Arn"}
    assert balancer["AdvancedConfiguration"] == moves
    assert service["DeploymentConfiguration"]["Strategy"] == "CANARY"
    assert environment(**given)["QUERYCAST_TARGET_GROUPS"] == "now,next"
    trusted = Values("backend-setup.yaml").properties("MoveRole")["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert trusted == {"Service": "ecs.amazonaws.com"}


@pytest.mark.parametrize("given", [{"CloudFrontPrefixListId": "pl-1"}, {"CertificateArn": "c", "DomainName": "d"}])
def test_all_clients_begin_in_the_first_group_and_what_is_refused_is_refused_first(given):
    """ECS changes the weights; CloudFormation would undo that if the template ever said something else."""
    address = Values("address-setup.yaml", **given)
    rule = address.properties("AllToNodes")
    [action] = rule["Actions"]
    weights = {each["TargetGroupArn"]: each["Weight"] for each in action["ForwardConfig"]["TargetGroups"]}
    assert weights == {"ref-Nodes": 100, "ref-NextNodes": 0}
    assert rule["Priority"] > max(address.properties(name)["Priority"] for name in ("NoHealthOutside", "NoCrookedPaths"))


def test_what_two_readers_could_take_for_two_messages_never_reaches_a_node():
    values = Values("address-setup.yaml")
    balancer = {each["Key"]: each["Value"] for each in values.properties("LoadBalancer")["LoadBalancerAttributes"]}
    assert balancer["routing.http.desync_mitigation_mode"] == "strictest"
    assert balancer["routing.http.drop_invalid_header_fields.enabled"] == "true"


def test_nodes_know_the_gateway_before_they_use_it_and_after():
    """So a change of the door loses nothing in either direction."""
    for door, socket in (("node", "wss://d111.cloudfront.net/push"), ("gateway", "wss://sockets/live")):
        given = {"Host": "d111.cloudfront.net", "Gateway": GATEWAY, "Door": door, "ImageTag": "t"}
        told = environment(**given)
        assert (told["QUERYCAST_DOOR"], told["QUERYCAST_GATEWAY_SOCKET"], told["QUERYCAST_GATEWAY_MANAGEMENT"]) == (door, "wss://sockets/live", "https://sockets/live")
        assert told["QUERYCAST_GATEWAY_BUCKET"] == "results", "whole results go past the gateway"
        assert telemetry(**given)[1] == [{"Name": "QUERYCAST_GATEWAY_SECRET", "ValueFrom": SECRET}, {"Name": "QUERYCAST_GATEWAY_OTHER_SECRET", "ValueFrom": SECRET + "2"}]
        assert SECRET not in told.values()
        backend = Values("backend-setup.yaml", **given)
        assert backend.properties("Service")["ServiceRegistries"] == [{"RegistryArn": "registry", "ContainerName": "server", "ContainerPort": 9080}]
        assert backend.properties("WebsocketEndpoint")["Value"] == socket
        assert backend.properties("RestApiEndpoint")["Value"] == ("https://rest/api" if door == "gateway" else "https://d111.cloudfront.net/api")
    without = Values("backend-setup.yaml", Host="d111.cloudfront.net", ImageTag="t")
    assert without.properties("Service")["ServiceRegistries"] == [] and environment()["QUERYCAST_DOOR"] == "node"
    assert "QUERYCAST_GATEWAY_SOCKET" not in environment()


def test_without_a_load_balancer_everything_looks_at_the_gateway():
    alone = {"Host": "rest1a2b3c.execute-api", "Gateway": f"wss://s/live,https://s/live,{SECRET},registry,rest1a2b3c.execute-api,results", "Door": "gateway", "ImageTag": "t"}
    told = environment(**alone)
    assert told["QUERYCAST_TARGET_GROUPS"] == "" and told["QUERYCAST_SOCKET_URL"] == "wss://rest1a2b3c.execute-api/push"
    backend = Values("backend-setup.yaml", **alone)
    assert backend.properties("Service")["LoadBalancers"] == []
    all_, gateway = backend.properties("ServerErrors")["Metrics"]
    assert all_["Expression"] == "FILL(gateway, 0)"
    assert gateway["MetricStat"]["Metric"] == {"Namespace": "AWS/ApiGateway", "MetricName": "5xx", "Dimensions": [{"Name": "ApiId", "Value": "rest1a2b3c"}]}
    both = Values("backend-setup.yaml", **alone | {"TargetGroupArn": "arn", "LoadBalancerFullName": "app/x/1"})
    assert both.properties("ServerErrors")["Metrics"][0]["Expression"] == "FILL(nodes, 0) + FILL(balancer, 0) + FILL(gateway, 0)"
    watch = Values("watch-setup.yaml", BackendStack=STACK, ApiId="rest1a2b3c")
    assert watch.properties("NoNodeReady")["Metrics"][1]["MetricStat"] == {"Stat": "SampleCount", "Period": 60, "Metric": {"Namespace": STACK, "MetricName": "Connections"}}
    assert "ApplicationELB" not in watch.properties("Dashboard")["DashboardBody"]


def test_the_nodes_groups_let_the_same_in_and_out_at_both_doors():
    given = {"MonitoringCidr": "10.0.3.0/24", "OtlpPort": "4318", "PrometheusPort": "9464", "NodeGroup": "nodes"}
    address, door = Values("address-setup.yaml", **given), Values("door-setup.yaml", **AT_DOOR, **given)
    for name in ("NodesToCollector", "PrometheusToNodes"):
        assert door.properties(name) == address.properties(name), name
    assert door.properties("NodeGroup")["SecurityGroupEgress"] == address.properties("NodeGroup")["SecurityGroupEgress"]


def test_links_name_the_host_of_the_stack_whatever_a_request_says():
    assert environment(Host="d111.cloudfront.net")["QUERYCAST_SOCKET_URL"] == "wss://d111.cloudfront.net/push"


def test_a_completion_that_can_t_be_handled_or_delivered_is_kept():
    values = Values("backend-setup.yaml")
    [target] = values.properties("CompletionsRule")["Targets"]
    assert target["Arn"] == COMPLETIONS
    assert target["DeadLetterConfig"]["Arn"].endswith("-rule-dead")
    assert values.properties("Completions")["RedrivePolicy"] == {"deadLetterTargetArn": "CompletionsDead.Arn", "maxReceiveCount": 5}
    inbox = values.template["Resources"]["Fn::ForEach::Inboxes"][2]["Inbox${Number}"]["Properties"]
    assert values.of(inbox["RedrivePolicy"]) == {"deadLetterTargetArn": "InboxesDead.Arn", "maxReceiveCount": 5}
    for name, each in resources().items():
        if each["Type"] == "AWS::SQS::Queue":
            assert each["Properties"]["SqsManagedSseEnabled"] is True, name
    assert [each["Ref"] for each in values.template["Resources"]["RuleMaySend"]["Properties"]["Queues"]] == ["Completions", "RuleDead"]


def test_nothing_is_reachable_around_cloudfront():
    values = Values("address-setup.yaml", CloudFrontPrefixListId="pl-1")
    assert values.properties("LoadBalancer")["Scheme"] == "internal"
    [ingress] = values.properties("LoadBalancerGroup")["SecurityGroupIngress"]
    assert ingress["SourcePrefixListId"] == "pl-1" and "CidrIp" not in ingress
    [ingress] = values.properties("NodeGroup")["SecurityGroupIngress"]
    assert ingress["SourceSecurityGroupId"] == "ref-LoadBalancerGroup" and "CidrIp" not in ingress
    [origin] = values.properties("Distribution")["DistributionConfig"]["Origins"]
    assert "VpcOriginConfig" in origin
    assert not values.holds("HasCertificate"), "no other listener"
    behaviour = values.properties("Distribution")["DistributionConfig"]["DefaultCacheBehavior"]
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    # CachingDisabled and AllViewer, as AWS lists them: a socket's handshake needs both.
    assert behaviour["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert behaviour["OriginRequestPolicyId"] == "216adef6-5c7f-47e4-b989-5492eafa07d3"
    assert set(behaviour["AllowedMethods"]) >= {"GET", "POST", "DELETE", "OPTIONS"}


def test_with_a_certificate_https_is_open_and_http_only_leads_there():
    values = Values("address-setup.yaml", CertificateArn="arn", DomainName="api.example.com")
    ingress = [*values.properties("LoadBalancerGroup")["SecurityGroupIngress"], values.properties("EverybodyToHttps")]
    assert [(each["FromPort"], each["ToPort"], each["CidrIp"]) for each in ingress] == [(443, 443, "0.0.0.0/0"), (80, 80, "0.0.0.0/0")]
    [action] = values.properties("RedirectListener")["DefaultActions"]
    assert action == {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    # This policy's oldest version is TLS 1.2.
    assert values.properties("SecureListener")["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert values.properties("SecureListener")["Protocol"] == "HTTPS"
    assert not values.holds("UsesCloudFront")
    assert values.of(values.template["Outputs"]["Host"]["Value"]) == "api.example.com"
    backend = Values("backend-setup.yaml", Host="api.example.com")
    assert backend.properties("WebsocketEndpoint")["Value"] == "wss://api.example.com/push"
    assert backend.properties("RestApiEndpoint")["Value"] == "https://api.example.com/api"


def is_text(path):
    """Whether the percent-encoded bytes are UTF-8 without control characters."""
    try:
        return not re.search("[\\x80-\\x9f]", unquote_to_bytes(path).decode())
    except UnicodeDecodeError:
        return False


def rules():
    return {each["Name"]: each for each in Values("firewall-setup.yaml", Scope="CLOUDFRONT").properties("Firewall")["Rules"]}


def test_the_firewall_counts_requests_and_takes_the_rules_that_aws_keeps():
    limit = rules()["too-many"]["Statement"]["RateBasedStatement"]
    assert limit == {"AggregateKeyType": "IP", "Limit": 10000} and "Block" in rules()["too-many"]["Action"]
    groups = [each["Statement"]["ManagedRuleGroupStatement"]["Name"] for each in rules().values() if "ManagedRuleGroupStatement" in each["Statement"]]
    assert groups == ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
    priorities = [each["Priority"] for each in rules().values()]
    assert priorities == sorted(set(priorities)), "in the order in which they are written"


def test_no_rule_for_bodies_stops_sql_and_each_counts_elsewhere():
    for name in ("common-attacks", "bad-inputs"):
        overrides = rules()[name]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
        # The rules of these groups that look at bodies, by AWS's guide.
        assert all(each["Name"].endswith("_BODY") and each["ActionToUse"] == {"Count": {}} for each in overrides)
        assert len(overrides) == {"common-attacks": 5, "bad-inputs": 3}[name]
    last = rules()["bodies-without-sql"]
    assert last["Priority"] == max(each["Priority"] for each in rules().values()) and last["Action"] == {"Block": {}}
    labels, *without = last["Statement"]["AndStatement"]["Statements"]
    keys = [each["LabelMatchStatement"]["Key"] for each in labels["OrStatement"]["Statements"]]
    assert keys == ["awswaf:managed:aws:core-rule-set:", "awswaf:managed:aws:known-bad-inputs:"]
    paths = [each["NotStatement"]["Statement"]["ByteMatchStatement"] for each in without]
    spared = [(each["PositionalConstraint"], each["SearchString"]) for each in paths]
    assert spared == [("EXACTLY", "/api/jobs"), ("STARTS_WITH", "/api/queries/")]


def test_sql_goes_only_where_the_firewall_lets_it_pass():
    """Every route whose body has SQL, by the server's own document."""
    document = yaml.safe_load((ROOT / "server/src/main/resources/META-INF/openapi.yaml").read_text())
    spared = re.compile(r"^/jobs$|^/queries/")
    with_sql = [path for path, verbs in document["paths"].items() if any("sql" in str(body_of(document, each)) for each in verbs.values())]
    assert with_sql, "some route takes SQL"
    for path in with_sql:
        assert spared.search(path.removeprefix("/api")), path


def body_of(document, verb):
    """What a request's body may hold, with the definitions that it names."""
    text = str(verb.get("requestBody", "")) if isinstance(verb, dict) else ""
    for name in re.findall(r"#/components/(?:schemas|requestBodies)/(\w+)", text):
        text += str(document["components"].get("schemas", {}).get(name, "")) + str(document["components"].get("requestBodies", {}).get(name, ""))
    return text


def test_firewall_and_access_logs_are_there_when_the_settings_say_so():
    without = Values("address-setup.yaml")
    assert not any(without.holds(name) for name in ("HasFirewall", "HasLogs"))
    configuration = without.properties("Distribution")["DistributionConfig"]
    assert "Logging" not in configuration and "WebACLId" not in configuration
    assert not [each for each in without.properties("LoadBalancer")["LoadBalancerAttributes"] if "access_logs" in each["Key"]]
    values = Values("address-setup.yaml", FirewallArn="arn:f", AccessLogs="yes", LogDays=7)
    configuration = values.properties("Distribution")["DistributionConfig"]
    assert configuration["WebACLId"] == "arn:f"
    assert configuration["Logging"] == {"Bucket": "LogBucket.RegionalDomainName", "Prefix": "cloudfront/", "IncludeCookies": False}
    attributes = {each["Key"]: each["Value"] for each in values.properties("LoadBalancer")["LoadBalancerAttributes"]}
    assert (attributes["access_logs.s3.enabled"], attributes["access_logs.s3.prefix"]) == ("true", "balancer")
    [old] = values.properties("LogBucket")["LifecycleConfiguration"]["Rules"]
    assert (old["Status"], old["ExpirationInDays"]) == ("Enabled", 7)
    writes = values.properties("LogBucketPolicy")["PolicyDocument"]["Statement"]
    key = f"LogBucket.Arn/balancer/AWSLogs/{ACCOUNT}/elasticloadbalancing/x.log.gz"
    own = {"aws__SourceArn": f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/x/1", "aws__SecureTransport": "true"}
    assert allowed(writes, "s3:PutObject", key, **own)
    assert not allowed(writes, "s3:PutObject", key, **own | {"aws__SourceArn": f"arn:aws:elasticloadbalancing:{REGION}:999999999999:loadbalancer/app/x/1"})
    assert not values.holds("BalancerHasFirewall"), "CloudFront has it"
    own_name = Values("address-setup.yaml", FirewallArn="arn:f", CertificateArn="arn:c")
    assert own_name.holds("BalancerHasFirewall") and own_name.properties("Firewall")["WebACLArn"] == "arn:f"


def test_what_costs_more_is_off_unless_the_settings_say_otherwise():
    assert Values("backend-setup.yaml").properties("Cluster")["ClusterSettings"] == [{"Name": "containerInsights", "Value": "disabled"}]
    assert not Values("watch-setup.yaml", AlarmEmail="me@example.com").holds("HasBudget")
    assert not Values("watch-setup.yaml", MonthlyBudget=200).holds("HasBudget"), "nobody to tell"
    budget = Values("watch-setup.yaml", MonthlyBudget=200, AlarmEmail="me@example.com")
    assert budget.holds("HasBudget") and budget.properties("Budget")["Budget"]["BudgetLimit"] == {"Amount": 200, "Unit": "USD"}
    for each in budget.properties("Budget")["NotificationsWithSubscribers"]:
        assert each["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": "me@example.com"}]
    assert "CostFilters" not in budget.properties("Budget")["Budget"], "of the whole account"
    own = Values("watch-setup.yaml", MonthlyBudget=200, AlarmEmail="me@example.com", BudgetOf="sales")
    assert own.properties("Budget")["Budget"]["CostFilters"] == {"TagKeyValue": ["user:Application$sales"]}


# Stacks give these no tag, and they cost nothing by themselves.
WITHOUT_TAG = {
    "ApiGatewayV2::Authorizer",
    "ApiGatewayV2::Integration",
    "ApiGatewayV2::IntegrationResponse",
    "ApiGatewayV2::Route",
    "ApiGatewayV2::RouteResponse",
    "ApplicationAutoScaling::ScalingPolicy",
    "Cognito::UserPoolClient",
    "Cognito::UserPoolGroup",
    "EC2::Route",
    "EC2::SecurityGroupEgress",
    "EC2::SecurityGroupIngress",
    "EC2::SubnetRouteTableAssociation",
    "EC2::VPCGatewayAttachment",
    "IAM::RolePolicy",
    "Route53::RecordSet",
    "S3::BucketPolicy",
    "SNS::Subscription",
    "SQS::QueuePolicy",
    "WAFv2::WebACLAssociation",
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_costs_something_has_the_tag_by_which_costs_are_counted(template):
    """By the services' own schemas: CloudFormation gives a stack's tags to each thing that takes some."""
    for each in resources(template).values():
        schema = schema_of(each["Type"])
        takes = schema["tagging"].get("taggable") and schema["tagging"].get("tagOnCreate", True) if "tagging" in schema else "Tags" in schema["properties"]
        assert bool(takes) == (each["Type"].removeprefix("AWS::") not in WITHOUT_TAG), each["Type"]
    if template == "backend-setup.yaml":
        assert Values(template).properties("Service")["PropagateTags"] == "SERVICE", "the nodes, which cost most"


def telemetry(**given):
    values = Values("backend-setup.yaml", **given)
    [container] = values.template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    names = ("OTLP_FEATURE", "OTEL_EXPORTER_OTLP_ENDPOINT", "PROMETHEUS_FEATURE", "PROMETHEUS_PORT", "PROMETHEUS_HOST")
    ports = [each["ContainerPort"] for each in values.of(container["PortMappings"])]
    return {name: value for name, value in environment(**given).items() if name in names}, values.of(container["Secrets"]), ports


def test_telemetry_is_off_unless_the_settings_say_where_it_goes():
    assert telemetry() == ({}, [], [9080])
    xml = (ROOT / "server/src/main/liberty/config/server.xml").read_text()
    guide = (ROOT / "docs/operations.md").read_text()
    sends, _, _ = telemetry(OtlpEndpoint="http://10.0.3.7:4318")
    assert sends == {"OTLP_FEATURE": "mpTelemetry-2.1", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://10.0.3.7:4318"}
    shows, _, ports = telemetry(PrometheusPort="9464")
    assert shows == {"PROMETHEUS_FEATURE": "mpMetrics-5.1", "PROMETHEUS_PORT": "9464", "PROMETHEUS_HOST": "*"} and ports == [9080, "9464"]
    for name in (*sends, *shows):
        assert f"`{name}`" in guide, name
        assert name.startswith("OTEL") or "${%s}" % name.lower().replace("_", ".") in xml, name
    for feature in ("mpTelemetry-2.1", "mpMetrics-5.1"):
        assert f"`{feature}`" in guide


def test_the_collectors_headers_are_a_secret_that_only_the_start_of_a_node_may_read():
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
    given = {"OtlpEndpoint": "https://otlp.example.com", "OtlpHeadersArn": SECRET, "OtlpKeyArn": key}
    environment_, secrets, _ = telemetry(**given)
    assert secrets == [{"Name": "OTEL_EXPORTER_OTLP_HEADERS", "ValueFrom": SECRET}] and SECRET not in environment_.values()
    for with_them in (given, {}):
        [policy] = Values("backend-setup.yaml", **with_them).properties("ExecutionRole")["Policies"]
        starts = policy["PolicyDocument"]["Statement"]
        assert allowed(starts, "secretsmanager:GetSecretValue", SECRET) == bool(with_them)
        assert not allowed(starts, "secretsmanager:GetSecretValue", SECRET + "2") and not allowed(starts, "kms:Decrypt", key)
        assert allowed(starts, "kms:Decrypt", key, kms__ViaService=f"secretsmanager.{REGION}.amazonaws.com") == bool(with_them)
    assert not permitted(node(**ON_CLUSTER, **given), "secretsmanager:GetSecretValue", SECRET)


def test_only_the_given_addresses_see_figures_and_get_telemetry():
    without = Values("address-setup.yaml", CloudFrontPrefixListId="pl-1")
    assert not without.holds("ShowsFigures") and not without.holds("SendsTelemetry")
    values = Values("address-setup.yaml", MonitoringCidr="10.0.3.0/24", OtlpPort="4318", PrometheusPort="9464")
    for name, port in (("PrometheusToNodes", "9464"), ("NodesToCollector", "4318")):
        rule = values.properties(name)
        assert (rule["GroupId"], rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("ref-NodeGroup", "10.0.3.0/24", port, port)
    assert not Values("address-setup.yaml", OtlpPort="4318", PrometheusPort="9464").holds("ShowsFigures"), "nobody else"
    for condition in ("ShowsFigures", "SendsTelemetry"):
        assert values.holds(condition)


@pytest.mark.parametrize("given", [{}, {"CertificateArn": "arn", "DomainName": "api.example.com"}])
def test_paths_that_are_not_plain_are_refused_by_the_load_balancer(given):
    """The node's own table of paths, without those that only decoding can judge: the node checks them."""
    rule = Values("address-setup.yaml", **given).properties("NoCrookedPaths")
    assert rule["ListenerArn"] == ("ref-SecureListener" if given else "ref-PlainListener")
    [condition] = rule["Conditions"]
    patterns = condition["PathPatternConfig"]["RegexValues"]
    assert all(len(each) <= 128 and "(?" not in each for each in patterns), "AWS accepts these"
    lines = [line for line in PATHS.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) > 200
    for line in lines:
        status, target = line.split(" ", 1)
        path = re.sub(r"\\x([0-9a-f]{2})", lambda byte: chr(int(byte[1], 16)), target).split("?", 1)[0]
        is_refused = any(re.search(each, path, re.DOTALL) for each in patterns)
        if status != "400":
            assert not is_refused, line
        elif path.startswith("/") and is_text(path):
            assert is_refused, line
    [action] = rule["Actions"]
    assert action["FixedResponseConfig"]["StatusCode"] == "400"
    assert json.loads(action["FixedResponseConfig"]["MessageBody"])["code"] == "PATH_INVALID"


def test_no_error_is_cached_and_browsers_must_always_use_https():
    errors = Values("address-setup.yaml").properties("Distribution")["DistributionConfig"]["CustomErrorResponses"]
    # All that CloudFront's guide lists.
    assert [each["ErrorCode"] for each in errors] == [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
    assert all(each["ErrorCachingMinTTL"] == 0 and len(each) == 2 for each in errors)
    secure = Values("address-setup.yaml", CertificateArn="arn", DomainName="api.example.com").properties("SecureListener")
    attributes = {each["Key"]: each["Value"] for each in secure["ListenerAttributes"]}
    assert attributes["routing.http.response.strict_transport_security.header_value"] == HTTPS_ONLY
    java = (ROOT / "server/src/main/java/io/querycast/rest/HttpsOnly.java").read_text()
    assert f'"{HTTPS_ONLY}"' in java


def test_no_log_is_kept_for_ever_and_none_holds_a_secret():
    for template in TEMPLATES[1:]:
        for name, each in resources(template).items():
            if each["Type"] == "AWS::Logs::LogGroup":
                assert each["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}, name
    assert Values("webapp-setup.yaml").template["Parameters"]["UserGitToken"]["NoEcho"] is True
    names = set(environment(**ON_CLUSTER, DBSecretArn=SECRET))
    assert [name for name in names if re.search("PASSWORD|TOKEN|ACCESS_KEY", name)] == ["QUERYCAST_TOKEN_CHECK"], "a time"


def test_the_guide_for_operators_names_things_as_the_templates_do():
    guide = (ROOT / "docs/operations.md").read_text()
    days = Values("cognito-setup.yaml").properties("UserPool")["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    words = {1: "one day", 3: "three days", 7: "seven days"}
    assert f"The temporary password comes by mail and works for {words[days]}." in guide
    [name] = [name for name, each in resources().items() if each["Type"] == "AWS::Events::Rule"]
    assert f"aws events list-rules --name-prefix {STACK}-{name}-" in guide


def test_the_page_is_built_with_one_version_of_node_everywhere():
    [uploaded] = re.findall(r"nodejs: (\d+)", (FOLDER / "build/page.yml").read_text())
    [image] = re.findall(r"/node:(\d+)-", (FOLDER / "build/Dockerfile").read_text())
    commands = yaml.safe_load((ROOT / "amplify.yml").read_text())["applications"][0]["frontend"]["phases"]["preBuild"]["commands"]
    assert commands[:2] == [f"nvm install {uploaded}", f"nvm use {uploaded}"] and image == uploaded


def test_who_signs_in_never_sends_a_password_and_the_pool_is_hard_to_lose():
    values = Values("cognito-setup.yaml")
    client, pool = values.properties("UserPoolClient"), values.properties("UserPool")
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["GenerateSecret"] is False
    assert pool["UsernameAttributes"] == ["email"] and pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["DeletionProtection"] == "ACTIVE"
    policy = pool["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 8 and all(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))
    groups = [values.properties(name)["GroupName"] for name in ("Analysts", "Admins")]
    assert groups == ["analyst", "admin"]


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({}, {"MfaConfiguration": "OFF", "UserPoolTier": "LITE", "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}),
        ({"Mfa": "OPTIONAL"}, {"MfaConfiguration": "OPTIONAL", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}),
        ({"Mfa": "ON"}, {"MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}),
        ({"Protection": "ENFORCED"}, {"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}, "UserPoolTier": "PLUS"}),
        ({"SignUp": "open"}, {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False}}),
        ({"DeletionProtection": "INACTIVE"}, {"DeletionProtection": "INACTIVE"}),
    ],
)
def test_second_factor_protection_and_sign_up_are_parameters(given, holds):
    pool = Values("cognito-setup.yaml", **given).properties("UserPool")
    assert {key: pool[key] for key in holds} == holds


def test_the_page_has_the_same_policy_on_amplify_as_on_a_node():
    """A page from Amplify may load the same as a node's page, except for the hosts."""
    source = (ROOT / "server/src/main/java/io/querycast/rest/HeadersFilter.java").read_text()
    parts = re.findall(r'"([^"]*)"', source[source.index("private String policy()") :].split("return", 1)[1].split(";\n", 1)[0])
    headers = Values("webapp-setup.yaml", Reaches="https://d111.cloudfront.net wss://d111.cloudfront.net").properties("App")["CustomHeaders"]
    policy = " ".join(re.search(r'value: "(default-src.*?)"', headers, re.DOTALL)[1].split())
    assert parts[0] == "default-src 'self'; connect-src 'self' "
    assert policy.startswith(parts[0]) and policy.endswith(parts[-1])


def test_the_capacity_of_table_and_index_follows_the_load_in_both_directions():
    values = Values("capacity-setup.yaml", DDBTableName="jobs", TableAtLeast=50, IndexAtLeast=10, AtMost=4000, AlarmTopic="arn:topic")
    targets = {name: values.properties(name) for name, each in resources("capacity-setup.yaml").items() if each["Type"].endswith("::ScalableTarget")}
    scaled = {(each["ResourceId"], each["ScalableDimension"]): (each["MinCapacity"], each["MaxCapacity"]) for each in targets.values()}
    assert scaled == {
        ("table/jobs", "dynamodb:table:ReadCapacityUnits"): (50, 4000),
        ("table/jobs", "dynamodb:table:WriteCapacityUnits"): (50, 4000),
        ("table/jobs/index/due", "dynamodb:index:ReadCapacityUnits"): (10, 4000),
        ("table/jobs/index/due", "dynamodb:index:WriteCapacityUnits"): (10, 4000),
    }
    for name, target in targets.items():
        policy = values.properties(f"{name}ByLoad")["TargetTrackingScalingPolicyConfiguration"]
        assert policy["TargetValue"] == 70
        [metric] = policy["PredefinedMetricSpecification"].values()
        assert metric == f"DynamoDB{target['ScalableDimension'].split(':')[-1].removesuffix('Units')}Utilization"


def test_a_table_has_capacity_of_its_own_only_if_it_is_provisioned():
    on_demand = Values("data-setup.yaml").properties("JobTable")
    assert on_demand["BillingMode"] == "PAY_PER_REQUEST" and on_demand.get("ProvisionedThroughput") is None
    table = Values("data-setup.yaml", TableCapacity="provisioned", TableUnits=50, IndexUnits=10).properties("JobTable")
    assert table["BillingMode"] == "PROVISIONED"
    assert table["ProvisionedThroughput"] == {"ReadCapacityUnits": 50, "WriteCapacityUnits": 50}
    [index] = table["GlobalSecondaryIndexes"]
    assert index["ProvisionedThroughput"] == {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10}


def test_nodes_that_aws_may_take_back_come_on_top_of_those_that_it_may_not():
    service = Values("backend-setup.yaml", ImageTag="t").properties("Service")
    assert service["LaunchType"] == "FARGATE" and service.get("CapacityProviderStrategy") is None
    values = Values("backend-setup.yaml", ImageTag="t", NodesOnDemand="2")
    service = values.properties("Service")
    assert service.get("LaunchType") is None, "ECS takes a launch type or a strategy"
    assert service["CapacityProviderStrategy"] == [
        {"CapacityProvider": "FARGATE", "Base": "2", "Weight": 0},
        {"CapacityProvider": "FARGATE_SPOT", "Weight": 1},
    ]
    used = {each["CapacityProvider"] for each in service["CapacityProviderStrategy"]}
    assert used <= set(values.properties("Cluster")["CapacityProviders"])
    # AWS gives such a node two minutes: SIGTERM, then at most that long.
    [server] = values.properties("Node")["ContainerDefinitions"]
    assert server["StopTimeout"] <= 120
