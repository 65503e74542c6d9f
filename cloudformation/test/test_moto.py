"""deploy.sh and destroy.sh against moto, a simulated AWS. Resources that moto knows are really created and deleted."""

import json
import urllib.request

import boto3
import pytest
from cloud import ENDPOINT, REGION, Cloud
from conftest import Terminal
from fake_aws import FakeAws
from moto.server import ThreadedMotoServer
from moto_account import readable

REAL = ("cloudformation", "dynamodb", "sqs", "events", "iam", "s3", "ssm", "logs", "ec2", "sts")


@pytest.fixture
def moto(monkeypatch):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    # Its content belongs to the process, not to the server.
    urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")).close()
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    yield
    server.stop()


@pytest.fixture
def account(tmp_path, monkeypatch, moto):
    for name, value in (("AWS_ACCESS_KEY_ID", "fake"), ("AWS_SECRET_ACCESS_KEY", "fake"), ("HOME", str(tmp_path))):
        monkeypatch.setenv(name, value)
    cloud = Cloud()
    # Moto does not know it.
    cloud.on("cloudformation:UpdateTerminationProtection", lambda params: {"StackId": params["StackName"]})
    aws = FakeAws(cloud, tmp_path / "aws", REAL, rewrite)
    yield Terminal(aws, tmp_path)
    aws.close()


left_out = set()


def rewrite(operation, params):
    if operation == "CreateChangeSet":
        text, unknown = readable(params["TemplateBody"])
        # Moto refuses a change set without changes, which AWS makes and then calls failed.
        params["TemplateBody"] = json.dumps({**json.loads(text), "Metadata": {"ChangeSet": params["ChangeSetName"]}})
        left_out.update(unknown)


def test_resources_that_moto_knows_are_created_and_kept_by_an_update(account):
    assert account.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes") == 0, account.out + account.err
    made()
    [vpc] = boto3.client("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.37.0.0/22"]}])["Vpcs"]
    nobody_comes_in_by_address(vpc["VpcId"])
    assert account.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes", "--LogDays=7") == 0, account.err
    [stack] = boto3.client("cloudformation").describe_stacks(StackName="querycast-backend")["Stacks"]
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert {"ParameterKey": "LogDays", "ParameterValue": "7"} in stack["Parameters"]
    made()


def test_resources_that_moto_knows_are_created_in_an_existing_vpc_and_deleted(account):
    """In an existing VPC, because moto can't delete a VPC that had anything in it."""
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
    subnets = ",".join(
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]["SubnetId"]
        for n, zone in enumerate("ab")
    )
    where = (f"--VpcId={vpc}", f"--LoadBalancerSubnetIds={subnets}", f"--NodeSubnetIds={subnets}")
    assert account.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes", *where) == 0, account.out + account.err
    made()
    nobody_comes_in_by_address(vpc)
    assert account.destroy("--yes") == 0, account.out + account.err
    assert boto3.client("dynamodb").list_tables()["TableNames"] == ["querycast"]
    nothing_else()


def made():
    table = boto3.client("dynamodb").describe_table(TableName="querycast")["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is True
    sqs = boto3.client("sqs")
    queues = sqs.list_queues(QueueNamePrefix="querycast-backend-")["QueueUrls"]
    assert len(queues) == 16 + 4
    completions = next(each for each in queues if each.endswith("-completions"))
    attributes = sqs.get_queue_attributes(QueueUrl=completions, AttributeNames=["All"])["Attributes"]
    assert json.loads(attributes["RedrivePolicy"])["maxReceiveCount"] == 5
    events = boto3.client("events")
    [rule] = [each for each in events.list_rules()["Rules"] if each.get("EventPattern")]
    [schedule] = [each for each in events.list_rules()["Rules"] if each.get("ScheduleExpression")]
    assert schedule["ScheduleExpression"] == "cron(23 3 ? * TUE *)"
    pattern = json.loads(rule["EventPattern"])
    [role] = [each["RoleName"] for each in boto3.client("iam").list_roles()["Roles"] if "NodeRole" in each["RoleName"]]
    assert pattern["detail"]["principal"] == [{"prefix": f"arn:aws:sts::123456789012:assumed-role/{role}/"}]
    [target] = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"] == attributes["QueueArn"]
    assert target["DeadLetterConfig"]["Arn"].endswith("-rule-dead")
    ssm = boto3.client("ssm")
    assert ssm.get_parameter(Name="REDSHIFT_WSS_ENDPOINT")["Parameter"]["Value"].startswith("wss://")
    assert ssm.get_parameter(Name="REDSHIFT_REST_API_ENDPOINT")["Parameter"]["Value"].endswith("/api")


def nobody_comes_in_by_address(vpc):
    groups = boto3.client("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
    assert len(groups) == 3
    for group in groups:
        for permission in group["IpPermissions"]:
            assert not permission.get("IpRanges")


def nothing_else():
    assert boto3.client("sqs").list_queues().get("QueueUrls", []) == []
    assert boto3.client("events").list_rules()["Rules"] == []
    # Moto does not tell the id of the page's bucket, so it could not be emptied; the fake account tells it.
    assert [each["Name"] for each in boto3.client("s3").list_buckets()["Buckets"] if "-pagebucket-" not in each["Name"]] == []
    assert boto3.client("logs").describe_log_groups()["logGroups"] == []
    own = {"Key": "Name", "Option": "Contains", "Values": ["REDSHIFT"]}
    assert boto3.client("ssm").describe_parameters(ParameterFilters=[own])["Parameters"] == []
