"""The fake `aws` refuses what AWS would refuse."""

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
