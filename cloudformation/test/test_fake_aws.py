"""The fake `aws` refuses what AWS would refuse."""

import json
import logging
import socket
import subprocess

import pytest


@pytest.mark.parametrize(
    "command",
    [
        "cloudformation describe-stacks --stack-nam querycast-backend",
        "cloudformation describe-stack --stack-name querycast-backend",
        "cloudformation describe-stacks --stack-name querycast-backend --all",
        "dynamodb describe-table",
        "ecr list-images --repository-name backend --filter tagStatus=TAGGD",
        "ecr list-images --repository-name Backend --filter tagStatus=TAGGED",
        "amplify start-deployment --app-id d1 --branch-name main --source-url s3://x/ --source-url-type BUCKET_PREFX",
        "codebuild batch-get-builds",
    ],
)
def test_a_call_that_aws_would_refuse_fails(terminal, command):
    aws = [str(terminal.aws.bin / "aws"), *command.split(), "--region", "us-east-1"]
    assert subprocess.run(aws, capture_output=True, check=False).returncode != 0


def test_a_call_leaves_nothing_behind_that_slows_the_next_ones(terminal):
    aws = [str(terminal.aws.bin / "aws"), "sts", "get-caller-identity", "--region", "us-east-1"]
    assert subprocess.run(aws, capture_output=True, check=False).returncode == 0
    assert logging.getLogger("awscli").handlers == []


def test_the_same_words_get_what_the_account_says_now(terminal, cloud):
    """The CLI is not asked again what it makes of the same words, but the account is."""
    aws = [str(terminal.aws.bin / "aws"), "sts", "get-caller-identity", "--query", "Account", "--output", "text", "--region", "us-east-1"]
    said = []
    for account in "111111111111", "111111111111", "222222222222", "111111111111":
        cloud.on("sts:GetCallerIdentity", lambda _, account=account: {"Account": account})
        said.append(subprocess.run(aws, capture_output=True, check=True, text=True).stdout)
    assert said == ["111111111111\n", "111111111111\n", "222222222222\n", "111111111111\n"]
    assert len(terminal.aws.calls) == 4


def test_a_client_that_was_stopped_holds_up_nobody(terminal):
    with socket.create_connection(terminal.aws.address) as client:
        client.sendall(b"3\n/tmp\0sts")
    aws = [str(terminal.aws.bin / "aws"), "sts", "get-caller-identity", "--region", "us-east-1"]
    assert subprocess.run(aws, capture_output=True, check=False, timeout=60).returncode == 0


def stack(**properties):
    text = {"Resources": {"One": {"Type": "AWS::SQS::Queue", "Properties": properties}}, "Parameters": {}}
    return json.dumps({**text, "Outputs": {"Size": {"Value": properties["DelaySeconds"], "Export": {"Name": "one-size"}}}})


READER = json.dumps({"Parameters": {}, "Resources": {"Two": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": {"Fn::ImportValue": "one-size"}}}}})


def update(cloud, name, template):
    kind = "UPDATE" if name in cloud.stacks else "CREATE"
    cloud.cloudformation_CreateChangeSet(name, "set", kind, template, [])
    made = cloud.cloudformation_DescribeChangeSet(name, "set")["Changes"]
    cloud.cloudformation_ExecuteChangeSet(name, "set", "token")
    return made[0]["ResourceChange"]["Replacement"], cloud.stacks[name].status, cloud.stacks[name].events[2]["ResourceStatusReason"] if len(cloud.stacks[name].events) > 2 else ""


def test_an_export_that_is_read_does_not_change(cloud):
    update(cloud, "one", stack(DelaySeconds=1))
    update(cloud, "two", READER)
    _, status, why = update(cloud, "one", stack(DelaySeconds=2))
    assert status == "UPDATE_ROLLBACK_COMPLETE" and why == "Export one-size cannot be updated as it is in use by two"


def test_a_thing_with_a_name_of_its_own_is_not_replaced_under_the_same_name(cloud):
    """Whether a queue is FIFO can't be changed in place."""
    update(cloud, "one", stack(DelaySeconds=1, QueueName="one.fifo"))
    replaced, status, why = update(cloud, "one", stack(DelaySeconds=1, QueueName="one.fifo", FifoQueue=True))
    assert replaced == "True" and status == "UPDATE_ROLLBACK_COMPLETE" and "custom-named resource requires replacing" in why
    replaced, status, _ = update(cloud, "one", stack(DelaySeconds=1, QueueName="two.fifo", FifoQueue=True))
    assert (replaced, status) == ("True", "UPDATE_COMPLETE")
