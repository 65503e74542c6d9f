"""The base images of the image: pinned by their digests, and renewed by a schedule that deploys the result."""

import shutil
import subprocess

import cfnlint.decode.cfn_yaml
import pytest
from cloud import ACCOUNT, REGION
from conftest import FOLDER, checkout
from docker import NAMES, Docker
from role import Values, allows

REDSHIFT = "--RedshiftClusterEndpoint=sales.abc123.us-east-1.redshift.amazonaws.com:5439/dev"
REPOSITORY = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/backend-repository"


@pytest.fixture
def docker(terminal):
    return Docker(terminal.aws.bin, terminal.folder)


def run(terminal, *command):
    """A script of the build, with the sources as they are in the bucket."""
    folder = terminal.folder / "sources"
    shutil.rmtree(folder, ignore_errors=True)
    prefix = "backend-sources/source/"
    for key, content in terminal.cloud.objects.items():
        if key.startswith(prefix):
            (folder / key.removeprefix(prefix)).parent.mkdir(parents=True, exist_ok=True)
            (folder / key.removeprefix(prefix)).write_bytes(content)
    environment = {**terminal.env, "AWS_DEFAULT_REGION": REGION}
    done = subprocess.run(["sh", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    terminal.out, terminal.err = done.stdout, done.stderr
    return done.returncode


def built(terminal, docker, tag):
    """The build of CodeBuild, as image.yml says it: the fake account builds nothing."""
    newest = terminal.cloud.objects.get("backend-sources/bases/newest")
    bases = terminal.folder / "bases"
    bases.write_bytes(newest or b"")
    assert run(terminal, "cloudformation/build/image.sh", REPOSITORY, tag, str(bases)) == 0, terminal.err
    for name in (tag, "newest"):
        terminal.cloud.objects[f"backend-sources/bases/{name}"] = bases.read_bytes()
    return docker.built_on()[-1]


def rebuild(terminal):
    code = run(terminal, "cloudformation/build/rebuild.sh", "querycast-backend", REPOSITORY, "backend-sources")
    terminal.cloud.images |= set(terminal.docker.pushed())
    return code


@pytest.fixture
def deployed(terminal, docker):
    """Nodes run an image that was built on the base images of digest 1."""
    terminal.docker = docker
    terminal.deployed()
    [tag] = terminal.cloud.images
    built(terminal, docker, tag)
    return tag


def pins(digest):
    return [f"{key}={name}@sha256:{digest * 64}" for key, name in zip(("NODE", "MAVEN", "JDK"), NAMES, strict=True)]


def image_tag(cloud):
    return cloud.stacks["querycast-backend"].parameters["ImageTag"]


def test_every_base_image_is_named_by_its_digest(terminal, docker):
    terminal.deployed()
    assert built(terminal, docker, "first") == pins("1")
    froms = [line.split() for line in (FOLDER / "build/Dockerfile").read_text().splitlines() if line.startswith("FROM ")]
    assert {each for line in froms for each in line if each.startswith("$")} == {"$NODE", "$MAVEN", "$JDK"}
    assert not [line for line in froms if "amazonaws" in " ".join(line) or "public.ecr.aws" in " ".join(line)]


def test_the_next_build_has_the_base_images_of_the_one_before(terminal, docker, deployed):
    docker.today("2")
    assert built(terminal, docker, "next") == pins("1")


def test_a_base_image_that_is_new_in_the_dockerfile_is_looked_up_and_the_others_stay(terminal, docker, deployed):
    newest = "backend-sources/bases/newest"
    terminal.cloud.objects[newest] = terminal.cloud.objects[newest].replace(b"node:22", b"node:20")
    docker.today("2")
    assert built(terminal, docker, "next") == [pins("2")[0], *pins("1")[1:]]


def test_a_base_image_that_is_not_there_ends_the_build(terminal, docker):
    terminal.deployed()
    docker.today("1", NAMES[:2])
    assert run(terminal, "cloudformation/build/image.sh", REPOSITORY, "first", str(terminal.folder / "bases")) != 0
    assert docker.built_on() == []


def test_the_schedule_builds_on_the_base_images_of_today_and_deploys_by_the_same_stack(terminal, cloud, docker, deployed):
    before = dict(cloud.stacks["querycast-backend"].parameters)
    docker.today("2")
    assert rebuild(terminal) == 0, terminal.err
    assert docker.built_on()[-1] == pins("2")
    tag = image_tag(cloud)
    assert tag.startswith(f"{deployed}-") and docker.pushed()[-1] == tag
    after = dict(cloud.stacks["querycast-backend"].parameters)
    assert {**before, "ImageTag": tag} == after, "nothing else changes"
    assert cloud.objects["backend-sources/bases/newest"] == cloud.objects[f"backend-sources/bases/{tag}"]


def test_it_does_nothing_while_the_base_images_are_the_same(terminal, cloud, docker, deployed):
    calls = len(docker.pushed())
    assert rebuild(terminal) == 0, terminal.err
    assert "The base images have not changed." in terminal.out
    assert image_tag(cloud) == deployed and len(docker.pushed()) == calls


def test_deploy_sh_keeps_what_the_schedule_has_deployed(terminal, cloud, docker, deployed):
    docker.today("2")
    assert rebuild(terminal) == 0, terminal.err
    tag = image_tag(cloud)
    terminal.deployed("--LogDays=7")
    assert image_tag(cloud) == tag, "the fixes of the base images would be taken back"
    assert f"The image {tag} is there." in terminal.out


def test_nodes_that_run_an_earlier_image_are_left_alone(terminal, cloud, docker, deployed):
    cloud.images.add("yesterday")
    terminal.deployed("--ImageTag=yesterday")
    docker.today("2")
    calls = len(docker.pushed())
    assert rebuild(terminal) == 0, terminal.err
    assert f"The nodes run yesterday, and the newest sources are {deployed}." in terminal.out
    assert image_tag(cloud) == "yesterday" and len(docker.pushed()) == calls


def test_a_deployment_that_is_rolled_back_fails_the_build_and_its_base_images_are_not_kept(terminal, cloud, docker, deployed):
    newest = cloud.objects["backend-sources/bases/newest"]
    docker.today("2")
    cloud.failing_resource["querycast-backend"] = ("Service", "ECS Deployment Circuit Breaker was triggered.")
    assert rebuild(terminal) != 0
    assert image_tag(cloud) == deployed
    assert cloud.objects["backend-sources/bases/newest"] == newest


def test_docker_on_this_machine_keeps_the_base_images_too(terminal, cloud, docker, tmp_path):
    terminal.scripts = checkout(tmp_path / "checkout")
    cloud.on("ecr:GetAuthorizationToken", lambda _: {"authorizationData": [{"authorizationToken": "QVdTOnNlY3JldA==", "proxyEndpoint": "https://x"}]})
    cloud.on("ecr:ListImages", lambda _: cloud.images.update(docker.pushed()))
    terminal.deployed("--ImageBy=docker")
    assert docker.built_on()[-1] == pins("1")
    docker.today("2")
    (terminal.scripts.parent / "server/pom.xml").write_text("<project><!-- changed --></project>")
    terminal.deployed("--ImageBy=docker")
    assert len(docker.pushed()) == 2 and docker.built_on()[-1] == pins("1")
    assert "querycast-rebuild" not in cloud.stacks, "there are no sources in the account to build"


# ---- The stack ------------------------------------------------------------------------------------


def test_when_the_schedule_runs_is_a_setting_and_without_it_there_is_no_stack(terminal, cloud):
    terminal.deployed()
    assert cloud.stacks["querycast-rebuild"].parameters["Every"] == "weekly"
    terminal.deployed("--Rebuild=daily")
    assert cloud.stacks["querycast-rebuild"].parameters["Every"] == "daily"
    terminal.deployed("--Rebuild=never")
    assert "querycast-rebuild" not in cloud.stacks
    for every, expression in (("daily", "cron(23 3 * * ? *)"), ("weekly", "cron(23 3 ? * TUE *)")):
        assert Values("rebuild-setup.yaml", Every=every).properties("Schedule")["ScheduleExpression"] == expression


def test_the_schedule_may_start_the_build_and_its_failure_rings():
    values = Values("rebuild-setup.yaml", AlarmTopic="topic")
    [target] = values.properties("Schedule")["Targets"]
    assert target == {"Id": "build", "Arn": "Build.Arn", "RoleArn": "StartRole.Arn"}
    [right] = values.properties("StartRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert (right["Action"], right["Resource"]) == ("codebuild:StartBuild", "Build.Arn")
    alarm = values.properties("RebuildFailed")
    assert (alarm["Namespace"], alarm["MetricName"], alarm["AlarmActions"]) == ("AWS/CodeBuild", "FailedBuilds", ["topic"])
    assert alarm["Dimensions"] == [{"Name": "ProjectName", "Value": "ref-Build"}]


ARN = f"arn:aws:{{}}:{REGION}:{ACCOUNT}:{{}}"
STACK = ARN.format("cloudformation", "stack/querycast-backend/1a2b")
OTHER = ARN.format("cloudformation", "stack/payroll/1a2b")


@pytest.mark.parametrize(
    ("action", "resource", "may"),
    [
        ("cloudformation:UpdateStack", STACK, True),
        ("cloudformation:UpdateStack", OTHER, False),
        ("cloudformation:DeleteStack", STACK, False),
        ("ecs:RegisterTaskDefinition", ARN.format("ecs", "task-definition/querycast-backend:7"), True),
        ("ecs:RegisterTaskDefinition", ARN.format("ecs", "task-definition/payroll:7"), False),
        ("ecs:UpdateService", ARN.format("ecs", "service/querycast-backend-Cluster-1/querycast-backend-Service-1"), True),
        ("ecs:UpdateService", ARN.format("ecs", "service/payroll/payroll"), False),
        ("s3:GetObject", "arn:aws:s3:::backend-sources/source/pom.xml", True),
        ("s3:PutObject", "arn:aws:s3:::backend-sources/bases/newest", True),
        ("s3:PutObject", "arn:aws:s3:::backend-sources/source/pom.xml", False),
        ("ecr:PutImage", ARN.format("ecr", "repository/backend-repository"), True),
        ("ecr:PutImage", ARN.format("ecr", "repository/payroll"), False),
    ],
)
def test_the_build_may_change_the_image_of_this_stack_and_no_other(action, resource, may):
    values = Values("rebuild-setup.yaml", BackendStack="querycast-backend", RepositoryName="backend-repository", SourceBucket="backend-sources")
    statements = values.properties("BuildRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert any(allows(each, action, resource, {}) for each in statements) == may


@pytest.mark.parametrize(("service", "role", "may"), [("ecs-tasks", "querycast-backend-NodeRole-1", True), ("ec2", "querycast-backend-NodeRole-1", False), ("ecs-tasks", "admin", False)])
def test_it_passes_on_only_the_roles_that_the_nodes_have(service, role, may):
    values = Values("rebuild-setup.yaml", BackendStack="querycast-backend")
    statements = values.properties("BuildRole")["Policies"][0]["PolicyDocument"]["Statement"]
    context = {"iam:PassedToService": f"{service}.amazonaws.com"}
    assert any(allows(each, "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/{role}", context) for each in statements) == may


def test_the_builds_of_both_ways_remember_what_an_image_was_built_on():
    image = cfnlint.decode.cfn_yaml.load(str(FOLDER / "build/image.yml"))["phases"]
    last = image["build"]["commands"][-2:]
    assert last == [f'aws s3 cp bases "s3://$bucket/bases/{name}"' for name in ("$IMAGE_TAG", "newest")]
    assert 'aws s3 cp "s3://$bucket/bases/newest" bases' in image["pre_build"]["commands"][2]
    assert 'sh cloudformation/build/image.sh "$REPOSITORY" "$IMAGE_TAG" bases' in image["build"]["commands"]


# ---- The scan -------------------------------------------------------------------------------------


def test_serious_findings_of_the_scan_are_shown(terminal, cloud):
    cloud.findings = {"HIGH": 3, "LOW": 9}
    terminal.deployed("--NodesAtLeast=3")
    assert "The scan of the image has found 0 critical and 3 high vulnerabilities." in terminal.out
    assert image_tag(cloud), "they are shown, and the deployment goes on"


def test_serious_findings_stop_a_deployment_if_the_settings_say_so(terminal, cloud):
    cloud.findings = {"CRITICAL": 1}
    assert terminal.deploy(REDSHIFT, "--yes", "--ImageFindings=stop") == 1
    assert "ImageFindings: nothing is deployed." in terminal.err
    assert image_tag(cloud) == ""
    cloud.findings = {"MEDIUM": 2}
    assert terminal.deploy(REDSHIFT, "--yes", "--ImageFindings=stop") == 0, terminal.err
    assert "The scan of the image has found nothing serious." in terminal.out and image_tag(cloud)


def test_a_scan_is_waited_for_and_one_that_there_is_not_is_no_good_news(terminal, cloud):
    states = iter(["PENDING", "IN_PROGRESS", "ACTIVE"])
    cloud.on("ecr:DescribeImageScanFindings", lambda _: {"imageScanStatus": {"status": next(states)}, "imageScanFindings": {"findingSeverityCounts": {}}})
    terminal.deployed("--ImageFindings=stop")
    assert "has found nothing serious" in terminal.out
    cloud.on("ecr:DescribeImageScanFindings", lambda _: {"imageScanStatus": {"status": "FAILED"}})
    assert terminal.deploy(REDSHIFT, "--yes", "--ImageFindings=stop") == 1
    assert "can't be read (FAILED)" in terminal.err and "nothing is deployed that was not scanned" in terminal.err


def test_the_scanned_image_is_the_one_of_the_nodes_architecture(terminal):
    terminal.deployed("--NodeArchitecture=X86_64")
    assert "-amd64-" in terminal.aws.made("ecr:DescribeImageScanFindings")[-1]["imageId"]["imageTag"]
