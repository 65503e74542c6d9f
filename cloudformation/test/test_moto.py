"""deploy.sh and destroy.sh against moto, a simulated AWS: what it knows is really made and deleted."""

import json

import boto3
import pytest
from cloud import ENDPOINT, REGION, Cloud
from conftest import Terminal
from fake_aws import FakeAws
from moto.server import ThreadedMotoServer
from moto_account import readable

REAL = ("cloudformation", "dynamodb", "sqs", "events", "iam", "s3", "ssm", "logs", "ec2", "sts")


class Account(Cloud):
    """Answers for what moto has not: Redshift, builds and Amplify."""


@pytest.fixture
def moto(monkeypatch):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    yield
    server.stop()


@pytest.fixture
def account(tmp_path, monkeypatch, moto):
    for name, value in (("AWS_ACCESS_KEY_ID", "fake"), ("AWS_SECRET_ACCESS_KEY", "fake"), ("HOME", str(tmp_path))):
        monkeypatch.setenv(name, value)
    aws = FakeAws(Account(), tmp_path / "aws", REAL, rewrite)
    yield Terminal(aws, tmp_path)
    aws.close()


left_out = set()


def rewrite(operation, params):
    if operation == "CreateChangeSet":
        params["TemplateBody"], unknown = readable(params["TemplateBody"])
        left_out.update(unknown)


def test_what_moto_knows_is_made_and_deleted(account):
    code = account.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes")
    print(account.out, account.err)
    print(sorted(left_out))
    assert code == 0

