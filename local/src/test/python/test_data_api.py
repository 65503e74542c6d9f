"""The local Redshift Data API, asked by AWS's own clients: boto3, the AWS CLI and the SDK for JavaScript."""

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "cloudformation/test"))

from local_cloud import local_cloud  # noqa: E402

WHERE = {"ClusterIdentifier": "querycast", "Database": "dev", "DbUser": "awsuser"}
ID = "d9b6c0c9-0747-4bf4-b142-e8883122f766"
KEYS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}

# The least that each operation needs to be looked at.
NEEDED = {
    "ExecuteStatement": {**WHERE, "Sql": "select 1"},
    "BatchExecuteStatement": {**WHERE, "Sqls": ["select 1"]},
    "DescribeStatement": {"Id": ID},
    "GetStatementResult": {"Id": ID},
    "GetStatementResultV2": {"Id": ID},
    "CancelStatement": {"Id": ID},
    "ListStatements": {},
    "ListSessions": {},
    "ListDatabases": WHERE,
    "ListSchemas": WHERE,
    "ListTables": WHERE,
    "DescribeTable": WHERE,
}


def client(address, **config):
    return boto3.client(
        "redshift-data",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


MODEL = client("http://localhost").meta.service_model


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with local_cloud(tmp_path_factory.mktemp("cloud")) as address:
        yield address


@pytest.fixture(scope="module")
def data(address):
    return client(address)


def ended(data, **more):
    """Runs a statement, and describes it when it has ended."""
    place = {} if "SessionId" in more else WHERE
    id = data.execute_statement(**{**place, "WaitTimeSeconds": 30, **more})["Id"]
    return data.describe_statement(Id=id)


def rows(data, id):
    pages = data.get_paginator("get_statement_result").paginate(Id=id)
    return [[next(iter(cell.values())) for cell in row] for page in pages for row in page["Records"]]


def too_much(shape):
    """Values beyond the limits that the model sets for a shape."""
    limits = shape.metadata
    if getattr(shape, "enum", None):
        yield "none of them"
    elif shape.type_name == "string":
        if limits.get("min", 0) > 0:
            yield ""
        if "max" in limits:
            yield "a" * (limits["max"] + 1)
        if "pattern" in limits:
            yield "Not this!"
    elif shape.type_name == "integer":
        if "min" in limits:
            yield limits["min"] - 1
        if "max" in limits:
            yield limits["max"] + 1
    elif shape.type_name == "list":
        if "min" in limits:
            yield []
        if "max" in limits:
            yield ["select 1"] * (limits["max"] + 1)


def other_types(shape):
    """Values of types that a shape does not have; boto3 makes a list of whatever is given for one."""
    if shape.type_name != "list":
        yield {"string": 1, "integer": "1", "boolean": "true"}[shape.type_name]


def members(values):
    """Each input of each operation with each of these values."""
    return list(each_member(values))


def each_member(values):
    for operation in MODEL.operation_names:
        for name, shape in MODEL.operation_model(operation).input_shape.members.items():
            for value in values(shape):
                yield pytest.param(operation, name, value, id=f"{operation}-{name}-{str(value)[:12]}")


def refusal(address, operation, input):
    """The error of a call whose input boto3 does not look at."""
    unchecked = client(address, parameter_validation=False)
    method = boto3.session.botocore.xform_name(operation)
    with pytest.raises(ClientError) as raised:
        getattr(unchecked, method)(**input)
    return raised.value.response


def test_every_operation_of_the_model_is_known_here():
    assert sorted(MODEL.operation_names) == sorted(NEEDED)


@pytest.mark.parametrize("operation, name, value", members(too_much))
def test_every_limit_of_the_model_is_kept(address, operation, name, value):
    said = refusal(address, operation, {**NEEDED[operation], name: value})
    assert said["Error"]["Code"] == "ValidationException"
    assert said["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert name.lower() in said["Error"]["Message"].lower()


@pytest.mark.parametrize("operation, name, value", members(other_types))
def test_every_value_of_another_type_is_refused(address, operation, name, value):
    said = refusal(address, operation, {**NEEDED[operation], name: value})
    assert said["Error"]["Code"] == "SerializationException"


@pytest.mark.parametrize("operation", MODEL.operation_names)
def test_every_required_input_is_required(address, operation):
    for name in MODEL.operation_model(operation).input_shape.required_members:
        input = {field: value for field, value in NEEDED[operation].items() if field != name}
        assert refusal(address, operation, input)["Error"]["Code"] == "ValidationException", name


def test_no_answer_holds_what_the_model_does_not_know(data):
    """What is not in the model boto3 drops without a word, so the answers are read as they came."""
    raw = {}
    data.meta.events.register(
        "before-parse.redshift-data.*",
        lambda operation_model, response_dict, **_: raw.update({operation_model.name: response_dict["body"]}),
    )
    batch = data.batch_execute_statement(**WHERE, Sqls=["select 1"], WaitTimeSeconds=30, SessionKeepAliveSeconds=60)
    data.describe_statement(Id=batch["Id"])
    data.get_statement_result(Id=batch["Id"] + ":1")
    csv = ended(data, Sql="select 1", ResultFormat="CSV")
    data.get_statement_result_v2(Id=csv["Id"])
    data.execute_statement(**WHERE, Sql="select 1", WaitTimeSeconds=30)
    data.list_statements(Status="ALL")
    data.list_sessions()
    data.list_databases(**WHERE)
    data.list_schemas(**WHERE)
    data.list_tables(**WHERE)
    data.describe_table(**WHERE, Table="nyc_yellow_taxi")

    def unknown(shape, value, path):
        if shape.type_name == "structure":
            for name, each in value.items():
                if name not in shape.members:
                    yield f"{path}.{name}"
                else:
                    yield from unknown(shape.members[name], each, f"{path}.{name}")
        elif shape.type_name == "list":
            for each in value:
                yield from unknown(shape.member, each, path)

    for operation, body in raw.items():
        assert list(unknown(MODEL.operation_model(operation).output_shape, json.loads(body), operation)) == []
    assert len(raw) == 11


def test_a_statement_runs_with_parameters(data):
    statement = ended(data, Sql="select :a || :b as both", Parameters=[
        {"name": "a", "value": "x"}, {"name": "b", "value": "y"}])
    assert statement["Status"] == "FINISHED", statement
    assert rows(data, statement["Id"]) == [["xy"]]


def test_a_batch_is_one_transaction(data):
    ended(data, Sql="create table batched (n int)")
    failed = data.batch_execute_statement(
        **WHERE, Sqls=["insert into batched values (1)", "select nope"], WaitTimeSeconds=30)
    assert failed["Status"] == "FAILED"
    kept = data.batch_execute_statement(
        **WHERE, Sqls=["insert into batched values (2)", "select nope"], ExecutionMode="AUTO_COMMIT",
        WaitTimeSeconds=30)
    assert data.describe_statement(Id=kept["Id"])["ExecutionMode"] == "AUTO_COMMIT"
    assert rows(data, ended(data, Sql="select n from batched")["Id"]) == [[2]]


def test_a_session_keeps_what_is_made_in_it(data):
    session = ended(data, Sql="create temp table kept (n int)", SessionKeepAliveSeconds=60)["SessionId"]
    counted = ended(data, SessionId=session, Sql="select count(*) from kept")
    assert rows(data, counted["Id"]) == [[0]]
    with pytest.raises(data.exceptions.ValidationException, match=f"Session with Id: {ID} is invalid"):
        data.execute_statement(SessionId=ID, Sql="select 1")


def test_what_is_not_there_is_the_errors_resource(data):
    with pytest.raises(data.exceptions.ResourceNotFoundException) as raised:
        data.describe_statement(Id=ID)
    assert raised.value.response["ResourceId"] == ID


def aws(address, *words):
    """What the CLI prints."""
    run = subprocess.run(
        [Path(sys.executable).parent / "aws", "redshift-data", *words, "--endpoint-url", address, "--output", "json"],
        env={**os.environ, **KEYS},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def test_the_cli_starts_reads_and_lists(address):
    place = ["--cluster-identifier", "querycast", "--database", "dev", "--db-user", "awsuser"]
    started = aws(address, "execute-statement", *place, "--sql", "select :n as n", "--parameters",
                  "name=n,value=5", "--statement-name", "by-cli")
    described = aws(address, "describe-statement", "--id", started["Id"], "--wait-time-seconds", "30")
    assert described["Status"] == "FINISHED", described
    result = aws(address, "get-statement-result", "--id", started["Id"])
    assert result["Records"] == [[{"stringValue": "5"}]]
    batch = aws(address, "batch-execute-statement", *place, "--sqls", "select 1", "select 2",
                "--wait-time-seconds", "30")
    assert aws(address, "get-statement-result", "--id", batch["Id"] + ":2")["TotalNumRows"] == 1
    assert [each["StatementName"] for each in aws(
        address, "list-statements", "--statement-name", "by-cli")["Statements"]] == ["by-cli"]
    columns = aws(address, "describe-table", *place, "--schema", "public", "--table", "nyc_yellow_taxi")
    assert len(columns["ColumnList"]) == 18


def test_the_sdk_for_javascript_asks_the_same(address):
    folder = ROOT / "local/src/test/javascript"
    run = subprocess.run(
        ["node", "--test", "data-api.test.js"],
        cwd=folder,
        env={**os.environ, "DATA_API": address},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
