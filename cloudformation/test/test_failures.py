"""Failures in AWS are explained, and the same command continues from there."""

import time

import pytest
from cloud import ENDPOINT, Cloud, Stack
from fake_aws import Refused

REDSHIFT = f"--RedshiftClusterEndpoint={ENDPOINT}"


def refuse(code, message, times=10**6):
    """An answer that refuses so many times; then the cloud answers."""
    left = [times]

    def answer(_):
        if left[0] == 0:
            return None
        left[0] -= 1
        raise Refused(code, message)

    return answer


def test_a_failed_stack_is_explained_by_its_first_failure_and_created_again_the_next_time(terminal, cloud):
    cloud.failing_resource["querycast-network"] = ("Vpc", "The maximum number of VPCs has been reached. (VpcLimitExceeded)")
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "The stack querycast-network failed (ROLLBACK_COMPLETE). What went wrong first:" in terminal.err
    assert "  Vpc (AWS::EC2::VPC): The maximum number of VPCs has been reached." in terminal.err
    assert "cancelled" not in terminal.err
    assert "A limit of this account is reached" in terminal.err
    terminal.deployed()
    assert "querycast-network was never finished (ROLLBACK_COMPLETE)" in terminal.out


def test_a_stack_that_could_not_be_rolled_back_is_deleted_and_created_again_with_its_table(terminal, cloud):
    cloud.stacks["querycast-network"] = stack = Stack()
    stack.status, stack.template = "ROLLBACK_FAILED", "{}"
    # CloudFront's own group keeps the VPC here. The table always stays, from finished and unfinished stacks.
    cloud.groups, cloud.undeletable = ["sg-1"], 1
    cloud.tables["querycast"] = {}
    terminal.deployed()
    assert "querycast-network was never finished (ROLLBACK_FAILED)" in terminal.out
    assert "CloudFront has left the security group sg-1 in the VPC" in terminal.out
    assert cloud.owners["querycast"][0] == "querycast-data"


def test_a_stack_that_can_be_neither_rolled_back_nor_deleted_is_explained(terminal, cloud):
    cloud.stacks["querycast-network"] = stack = Stack()
    stack.status, stack.template = "ROLLBACK_FAILED", "{}"
    cloud.undeletable = 1
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "The stack querycast-network could not be deleted (DELETE_FAILED):" in terminal.err
    assert "Vpc (AWS::EC2::VPC): The vpc has dependencies" in terminal.err


def test_if_new_nodes_do_not_start_their_last_log_lines_are_shown_and_the_old_nodes_stay(terminal, cloud):
    terminal.deployed()
    cloud.failing_resource["querycast-backend"] = ("Service", "ECS Deployment Circuit Breaker was triggered")
    assert terminal.deploy(REDSHIFT, "--yes", "--NodeMemory=4096") == 1
    assert "Service (AWS::ECS::Service): ECS Deployment Circuit Breaker was triggered" in terminal.err
    assert "the last words of querycast-backend-NodeLog" in terminal.err
    assert "It is as it was before." in terminal.err
    assert cloud.stacks["querycast-backend"].parameters["NodeMemory"] == "2048"
    terminal.deployed("--NodeMemory=4096")


def test_short_throttling_is_waited_for(terminal, cloud):
    cloud.on("cloudformation:DescribeChangeSet", refuse("Throttling", "Rate exceeded", 3))
    terminal.deployed()


def test_lasting_throttling_is_reported(terminal, cloud):
    cloud.on("cloudformation:CreateChangeSet", refuse("Throttling", "Rate exceeded"))
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "There are too many requests to AWS in this account (aws cloudformation create-change-set)." in terminal.err


def test_expired_credentials_are_reported_at_the_start(terminal, cloud):
    cloud.on("sts:GetCallerIdentity", refuse("ExpiredToken", "The security token included in the request is expired"))
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "Your credentials have expired" in terminal.err


@pytest.mark.parametrize(
    "call",
    [
        "redshift:DescribeClusters",
        "cloudformation:DescribeStacks",
        "cloudformation:ExecuteChangeSet",
        "ecr:ListImages",
        "codebuild:BatchGetBuilds",
    ],
)
def test_credentials_that_expire_half_way_stop_the_run_and_a_second_run_continues(terminal, cloud, call):
    cloud.on(call, refuse("ExpiredTokenException", "The security token included in the request is expired"))
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert terminal.err.count("Your credentials have expired") == 1
    assert "it goes on from there" in terminal.err
    assert terminal.aws.names()[-1] == call
    cloud.on(call, None)
    terminal.deployed()


def test_a_missing_right_is_reported_with_the_call(terminal, cloud):
    cloud.on("cloudformation:CreateChangeSet", refuse("AccessDenied", "User ada is not authorized to perform it"))
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "You may not do this (aws cloudformation create-change-set)" in terminal.err
    assert "User ada is not authorized" in terminal.err


def test_ctrl_c_half_way_says_what_aws_still_does_and_a_second_run_waits_for_it(terminal, cloud):
    busy = []

    def describe(params):
        stack = cloud.stacks.get(params["StackName"])
        if params["StackName"] == "querycast-cognito" and stack and stack.status == "CREATE_COMPLETE" and len(busy) < 40:
            busy.append(1)
            answer = Cloud.cloudformation_DescribeStacks(cloud, **params)
            answer["Stacks"][0]["StackStatus"] = "CREATE_IN_PROGRESS"
            return answer
        return None

    cloud.on("cloudformation:DescribeStacks", describe)

    def half_way():
        while len(busy) < 2:
            time.sleep(0.01)
        return True

    assert terminal.deploy(REDSHIFT, "--yes", interrupt=half_way) == 130
    assert "Stopped while bringing up the stack querycast-cognito." in terminal.err
    assert "Run the same command again" in terminal.err
    assert len(busy) < 40
    terminal.deployed()
    assert "AWS is still working on querycast-cognito; waiting for that first." in terminal.out


def test_the_last_log_lines_of_a_failed_build_are_shown(terminal, cloud):
    cloud.on("codebuild:BatchGetBuilds", lambda p: {"builds": [{"buildStatus": "FAILED", "currentPhase": "BUILD"}]})
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "The build ended as FAILED. Its last words:" in terminal.err
    assert "the last words of querycast-image-BuildLog" in terminal.err
    cloud.on("codebuild:BatchGetBuilds", None)
    terminal.deployed()


def test_an_account_that_may_not_build_yet_is_told_the_other_ways_to_build(terminal, cloud):
    cloud.on("codebuild:StartBuild", refuse("AccountLimitExceededException", "Cannot have more than 0 builds in queue for the account"))
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "Your account may not build yet (aws codebuild start-build)" in terminal.err
    assert "--ImageBy=docker for the image and --UserGitURL for the page" in terminal.err


def test_an_account_that_may_not_use_cloudfront_is_told_to_use_a_certificate(terminal, cloud):
    cloud.failing_resource["querycast-address-cloudfront"] = ("Distribution", "Your account must be verified before you can add new CloudFront resources.")
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "ask its support, or set CertificateArn and DomainName" in terminal.err


def test_a_running_build_is_waited_for(terminal, cloud):
    terminal.deployed()
    cloud.images.clear()
    cloud.builds[1]["looks"] = 3
    cloud.builds.insert(0, cloud.builds.pop(1))
    builds = len(cloud.builds)
    terminal.deployed()
    assert "A build is running already; waiting for it first." in terminal.out
    assert len(cloud.builds) == builds


def test_a_page_that_amplify_can_t_publish_is_reported(terminal, cloud):
    cloud.on("amplify:GetJob", lambda p: {"job": {"summary": {"status": "FAILED"}}})
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "Amplify could not publish the page (FAILED)." in terminal.err


def test_a_page_that_does_not_answer_is_reported(terminal, cloud):
    curl = terminal.aws.bin / "curl"
    curl.write_text("#!/bin/sh\nexit 22\n")
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "The page or its API does not answer yet: https://main.d222.amplifyapp.com/" in terminal.err


def test_a_statement_that_redshift_refuses_is_reported_in_redshifts_words(terminal, cloud):
    cloud.on(
        "redshift-data:DescribeStatement",
        lambda p: {"Id": p["Id"], "Status": "FAILED", "Error": "ERROR: permission denied for schema public"} if cloud.statements[p["Id"]]["result"] is None else None,
    )
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "ERROR: permission denied for schema public" in terminal.err


def test_a_stack_that_only_a_person_can_repair_is_left_alone(terminal, cloud):
    terminal.deployed()
    cloud.stacks["querycast-cognito"].status = "UPDATE_ROLLBACK_FAILED"
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "The stack querycast-cognito is in the state UPDATE_ROLLBACK_FAILED, which only a person can repair." in terminal.err


def test_the_machine_without_an_aws_cli_is_told_what_to_install(terminal):
    (terminal.aws.bin / "aws").unlink()
    assert terminal.deploy(REDSHIFT, "--yes", env={"BASH_ENV": ""}) == 1
    assert "The AWS CLI is not on PATH." in terminal.err
