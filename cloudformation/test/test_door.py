"""A change of the door: the nodes serve at both, and pages move over before anything is taken away."""

import pytest
from cloud import ENDPOINT, Stack
from conftest import CURL
from fake_aws import Refused
from test_moves import CERTIFICATE, executed, nothing_is_left, things, watch_and_build_as_they_were

REDSHIFT = f"--RedshiftClusterEndpoint={ENDPOINT}"
GATEWAY = [REDSHIFT, "--yes", "--Door=gateway"]
NODE = [REDSHIFT, "--yes"]
ADDRESS = "https://d111.cloudfront.net"
REST = "https://rest1a2b3c.execute-api.us-east-1.amazonaws.com"
SOCKETS = "wss://sockets4d5e.execute-api.us-east-1.amazonaws.com"


LIVE = r'*execute-api*/live) if grep -q "ticket\.t1" "$HOME/curl.log"; then printf "HTTP/1.1 101 OK\r\n\r\n"; else printf "HTTP/1.1 403 Forbidden\r\n\r\n"; fi ;;'
SNAPSHOT = """*execute-api*/api/snapshot) echo '{"type":"snapshot"}' ;;"""


@pytest.fixture(autouse=True)
def gateway_that_asks_for_tickets(terminal):
    """Without a ticket, the gateway opens no socket."""
    curl = terminal.aws.bin / "curl"
    curl.write_text(CURL.replace('case "$*" in\n  */push', f'case "$*" in\n  {LIVE}\n  {SNAPSHOT}\n  */push'))


def run(terminal, *flags):
    """Deploys, and returns the steps."""
    before = len(terminal.aws.calls)
    assert terminal.deploy(*flags) == 0, terminal.out + terminal.err
    calls, terminal.aws.calls[:] = list(terminal.aws.calls), terminal.aws.calls[before:]
    steps = executed(terminal)
    terminal.aws.calls[:] = calls
    return steps


def an_hour_passes(cloud):
    """Since the page was published."""
    page, at, headers = cloud.objects["webapp-page/published"].decode().splitlines()
    cloud.objects["webapp-page/published"] = f"{page}\n{int(at) - 3600}\n{headers}\n".encode()


def run_later(terminal, *flags):
    an_hour_passes(terminal.cloud)
    return run(terminal, *flags)


def doors(steps):
    """What the nodes and the page know of the door at each step that changes them."""
    return [(name, given.get("Door") or given.get("ApiAddress"), bool(given.get("Gateway")) or "execute-api" in given.get("Reaches", "")) for name, given in steps if name in ("backend", "webapp")]


def alone(cloud):
    """The gateway stands, and nothing of the nodes' own address."""
    backend = cloud.stacks["querycast-backend"].parameters
    assert backend["Host"] == REST[8:] and len(backend["NodeGroupIds"].split(",")) == 1 and backend["Proxies"] == "1"
    assert backend["TargetGroupArn"] == backend["NextTargetGroupArn"] == backend["LoadBalancerFullName"] == ""
    [service] = things(cloud, "AWS::ECS::Service")
    assert service["LoadBalancers"] == [] and len(service["ServiceRegistries"]) == 1
    assert not [name for name in cloud.stacks if "address" in name] and things(cloud, "AWS::ElasticLoadBalancingV2::LoadBalancer") == []
    assert cloud.stacks["querycast-webapp"].parameters["Reaches"] == f"{REST} {SOCKETS}"
    watched = str(things(cloud, "AWS::CloudWatch::Alarm")) + str(things(cloud, "AWS::CloudWatch::Dashboard"))
    assert "ApplicationELB" not in watched and "rest1a2b3c" in watched


def test_the_first_deployment_may_have_the_gateway_at_once_and_nothing_else(terminal, cloud):
    steps = run(terminal, *GATEWAY)
    assert doors(steps) == [("backend", "node", False), ("webapp", REST, True), ("backend", "gateway", True)]
    assert [given["AllowedOrigins"] for name, given in steps if name == "door"] == ["", cloud.stacks["querycast-backend"].parameters["AllowedOrigins"]]
    alone(cloud)
    backend = cloud.stacks["querycast-backend"].parameters
    assert backend["Gateway"].split(",")[:2] == [f"{SOCKETS}/live", f"https://{SOCKETS[6:]}/live"]
    assert {each["Value"] for each in things(cloud, "AWS::SSM::Parameter")} == {f"{SOCKETS}/live", f"{REST}/api"}
    assert f"The API     {REST}/api" in terminal.out and "The gateway asks the nodes about sockets." in terminal.out
    policies = [each["RoleName"] for each in things(cloud, "AWS::IAM::RolePolicy") if each["PolicyName"] == "door"]
    assert policies[0] == "backend-NodeRole" and policies[1].startswith("role-ExecutionRole")
    assert run(terminal, *GATEWAY) == [] and nothing_is_left(cloud)


def test_a_test_user_gets_a_socket_and_a_snapshot_at_the_gateway_too(terminal):
    run(terminal, *GATEWAY, "--TestToken=ey.to.ken")
    assert "The gateway asks the nodes about sockets, and opens one; the API brings a snapshot." in terminal.out
    assert (terminal.folder / "curl.log").read_text().count("Bearer ey.to.ken") == 2, "for the ticket and for the snapshot"


@pytest.mark.parametrize(
    ("was", "answer", "words"),
    [
        (LIVE, '*execute-api*/live) printf "HTTP/1.1 403 Forbidden\\r\\n\\r\\n" ;;', "HTTP/1.1 403 Forbidden."),
        (SNAPSHOT, "*execute-api*/api/snapshot) exit 22 ;;", "it brings no snapshot."),
    ],
)
def test_at_the_gateway_too_a_test_user_without_socket_or_snapshot_is_reported(terminal, was, answer, words):
    curl = terminal.aws.bin / "curl"
    curl.write_text(curl.read_text().replace(was, answer))
    assert terminal.deploy(*GATEWAY, "--TestToken=ey.to.ken") == 1
    assert f"The socket does not open: {words}" in terminal.err


def test_the_gateway_is_there_before_the_nodes_use_it_and_they_use_it_before_the_page(terminal, cloud):
    terminal.deployed()
    steps = run(terminal, *GATEWAY)
    # Amplify serves new headers, and so the policy that names the gateway, from the next publication on.
    assert [name for name, _ in steps] == ["door", "webapp", "StartDeployment", "backend", "webapp", "StartDeployment"]
    assert doors(steps) == [("webapp", ADDRESS, True), ("backend", "gateway", True), ("webapp", REST, True)]
    [service] = things(cloud, "AWS::ECS::Service")
    assert len(service["LoadBalancers"]) == len(service["ServiceRegistries"]) == 1, "both doors stand"
    assert "The nodes' own address stays for pages that are open: run the same command again in an hour" in terminal.out


def test_at_the_gateway_the_load_balancer_stays_until_the_next_run(terminal, cloud):
    terminal.deployed()
    run(terminal, *GATEWAY)
    assert run(terminal, *GATEWAY) == [] and "run the same command again in an hour" in terminal.out, "it is too soon"
    steps = run_later(terminal, *GATEWAY)
    assert [name for name, _ in steps] == ["backend", "watch", "webapp", "StartDeployment", "DeleteStack querycast-address-cloudfront"]
    alone(cloud)
    assert nothing_is_left(cloud) and run(terminal, *GATEWAY) == []


def test_without_a_load_balancer_the_way_back_is_the_same(terminal, cloud):
    run(terminal, *GATEWAY)
    steps = run(terminal, *NODE)
    [service] = things(cloud, "AWS::ECS::Service")
    assert len(service["LoadBalancers"]) == len(service["ServiceRegistries"]) == 1, "both doors stand"
    assert doors(steps)[-1] == ("backend", "node", True) and [name for name, _ in steps][0] == "address-cloudfront"
    assert run_later(terminal, *NODE)[-1][0] == "DeleteStack querycast-door" and nothing_is_left(cloud)
    assert run(terminal, *NODE) == []


def test_the_load_balancer_stays_as_long_as_the_page_has_not_moved(terminal, cloud):
    terminal.deployed()
    cloud.on("amplify:GetJob", lambda p: {"job": {"summary": {"status": "FAILED"}}})
    assert terminal.deploy(*GATEWAY) == 1
    cloud.on("amplify:GetJob", None)
    run(terminal, *GATEWAY)
    assert things(cloud, "AWS::ElasticLoadBalancingV2::LoadBalancer"), "the page has moved only now"
    run_later(terminal, *GATEWAY)
    alone(cloud)


def test_back_at_the_nodes_the_gateway_stays_until_the_next_run(terminal, cloud):
    terminal.deployed()
    run(terminal, *GATEWAY)
    steps = run(terminal, *NODE)
    # The nodes still know the gateway, so that they can tell the sockets that are open there.
    assert doors(steps) == [("webapp", ADDRESS, True), ("backend", "node", True)] and "querycast-door" in cloud.stacks
    assert "run the same command again in an hour" in terminal.out
    assert run(terminal, *NODE) == [] and "run the same command again in an hour" in terminal.out, "it is too soon"
    cloud.objects["door-results/AbC-1"] = b"a whole result"
    steps = run_later(terminal, *NODE)
    assert doors(steps) == [("backend", "node", False), ("webapp", ADDRESS, False)]
    assert steps[-1][0] == "DeleteStack querycast-door" and nothing_is_left(cloud)
    [service] = things(cloud, "AWS::ECS::Service")
    assert service["ServiceRegistries"] == [] and cloud.stacks["querycast-backend"].parameters["Proxies"] == "2"
    assert run(terminal, *NODE) == []


def test_a_change_of_the_door_that_fails_half_way_goes_on(terminal, cloud):
    terminal.deployed()
    cloud.failing_resource["querycast-backend"] = ("Service", "ECS Deployment Circuit Breaker was triggered")
    assert terminal.deploy(*GATEWAY) == 1
    assert cloud.stacks["querycast-webapp"].parameters["ApiAddress"] == ADDRESS, "pages stay where the nodes serve"
    assert doors(run(terminal, *GATEWAY))[-1] == ("webapp", REST, True)
    run_later(terminal, *GATEWAY)
    alone(cloud)


@pytest.mark.parametrize("flags", [GATEWAY, [*NODE, *CERTIFICATE]])
def test_a_firewall_that_an_interrupted_run_has_left_goes_with_the_next_one(terminal, cloud, flags):
    """Its address, CloudFront, is gone already."""
    run(terminal, *flags)
    cloud.stacks["querycast-firewall-cloudfront"] = firewall = Stack()
    firewall.status = "CREATE_COMPLETE"
    assert run(terminal, *flags) == [("DeleteStack querycast-firewall-cloudfront", {})]
    assert "querycast-firewall-cloudfront" not in cloud.stacks


def stop_while_deleting(terminal, cloud, stack, ends, *flags):
    """A run that is stopped while AWS deletes a stack. When that stack is looked at next, AWS ends it: so, or it is gone."""
    looked, name = [], f"querycast-{stack}"

    def delete(params):
        if params["StackName"] == name:
            cloud.stacks[name].status = "DELETE_IN_PROGRESS"
            raise Refused("ExpiredToken", "The security token included in the request is expired")

    def look(params):
        if params["StackName"] == name and name in cloud.stacks and cloud.stacks[name].status == "DELETE_IN_PROGRESS":
            looked.append(params)
            if len(looked) > 4 and ends == "DELETE_FAILED":
                cloud.stacks[name].status = ends
            elif len(looked) > 4:
                cloud.cloudformation_DeleteStack(name)

    cloud.on("cloudformation:DeleteStack", delete)
    assert terminal.deploy(*flags) == 1 and "run the same command" in terminal.err
    cloud.on("cloudformation:DeleteStack", None)
    cloud.on("cloudformation:DescribeStacks", look)


DELETED = [
    ("address-cloudfront", GATEWAY, GATEWAY),
    ("address-cloudfront", None, [*NODE, *CERTIFICATE]),
    ("door", GATEWAY, NODE),
]


@pytest.mark.parametrize("ends", ["DELETE_FAILED", "DELETE_COMPLETE"])
@pytest.mark.parametrize(("stack", "first", "flags"), DELETED)
def test_a_deletion_that_failed_or_was_interrupted_is_ended_by_the_next_run(terminal, cloud, stack, first, flags, ends):
    terminal.deployed()
    if first:
        run(terminal, *first)
    if stack == "door":
        run(terminal, *flags)
    an_hour_passes(cloud)
    stop_while_deleting(terminal, cloud, stack, ends, *flags)
    steps = run(terminal, *flags)
    assert f"querycast-{stack}" not in cloud.stacks and nothing_is_left(cloud)
    # Nothing is made anew, and nodes and page do not come back to it.
    assert not [name for name, _ in steps if name in ("backend", "webapp", stack)] and run(terminal, *flags) == []


def test_a_dry_run_says_that_a_deletion_is_ended_first(terminal, cloud):
    terminal.deployed()
    run(terminal, *GATEWAY)
    cloud.stacks["querycast-address-cloudfront"].status = "DELETE_FAILED"
    assert terminal.deploy(*GATEWAY, "--dry-run") == 0, terminal.err
    assert "An earlier run has begun to delete querycast-address-cloudfront." in terminal.out and "querycast-address-cloudfront" in cloud.stacks


def test_nodes_of_an_earlier_version_are_replaced_first(terminal, cloud):
    terminal.deployed()
    del cloud.stacks["querycast-backend"].parameters["Door"]
    assert terminal.deploy(*GATEWAY) == 2
    assert "Door: the nodes were deployed by an earlier version" in terminal.err and "querycast-door" not in cloud.stacks


@pytest.mark.parametrize(("setting", "reason"), [("Firewall=10000", "no firewall"), ("Rollout=canary", "can only roll"), ("Compress=true", "does not compress")])
def test_what_can_t_be_had_with_the_gateway_is_refused_before_anything_happens(terminal, cloud, setting, reason):
    assert terminal.deploy(*GATEWAY, f"--{setting}") == 2
    assert setting.split("=")[0] in terminal.err and reason in terminal.err and cloud.stacks == {}


OWN_VPC = ["--VpcId=vpc-0123456789abcdef1", "--NodeSubnetIds=subnet-0123456789abcde01,subnet-0123456789abcde02"]


def test_a_gateway_alone_needs_nothing_of_a_load_balancer(terminal, cloud):
    """A VPC without an internet gateway, and no subnets for a load balancer."""
    cloud.on("ec2:DescribeSubnets", lambda p: {"Subnets": [{"VpcId": "vpc-0123456789abcdef1", "AvailabilityZoneId": f"use1-az{p['SubnetIds'][0][-1]}"}]})
    assert terminal.deploy(*GATEWAY, *OWN_VPC, "--dry-run") == 0, terminal.err
    assert terminal.deploy(*NODE, *OWN_VPC) == 2 and "LoadBalancerSubnetIds" in terminal.err


def test_a_load_balancer_that_is_there_beside_the_gateway_keeps_its_subnets(terminal, cloud):
    terminal.deployed()
    assert terminal.deploy(*GATEWAY, *OWN_VPC) == 2
    assert "LoadBalancerSubnetIds" in terminal.err and "no internet gateway" in terminal.err


def test_a_domain_that_a_gateway_alone_does_not_use_is_said(terminal, cloud):
    assert terminal.deploy(*GATEWAY, "--dry-run", *CERTIFICATE) == 0, terminal.err
    assert "DomainName is not used" in terminal.out


def test_the_limit_of_requests_is_that_of_the_settings(terminal, cloud):
    run(terminal, *GATEWAY, "--RequestsPerSecond=5000")
    assert [each["DefaultRouteSettings"]["ThrottlingRateLimit"] for each in things(cloud, "AWS::ApiGatewayV2::Stage")] == ["5000"] * 2


def test_logs_of_sockets_need_a_role_of_the_account(terminal, cloud):
    assert terminal.deploy(*GATEWAY, "--AccessLogs=yes") == 2
    assert "AccessLogs: API Gateway has no role in account 123456789012" in terminal.err and cloud.stacks == {}
    cloud.log_role = "arn:aws:iam::123456789012:role/logs"
    run(terminal, *GATEWAY, "--AccessLogs=yes")
    stages = things(cloud, "AWS::ApiGatewayV2::Stage")
    assert len(stages) == 2 and all(each["AccessLogSettings"]["Format"] for each in stages)


def an_hour_passes_since_the_secret(cloud):
    [key] = [key for key in cloud.objects if key.endswith("/gateway-secret")]
    cloud.objects[key] = b"%d" % (int(cloud.objects[key]) - 3600)


def secrets(steps):
    """What there is, in each step that changes it: the door's, and at the nodes the present one and the other."""
    return [given["Secrets"] if name == "door" else (given["Gateway"].split(",")[2], given["Gateway"].split(",")[6]) for name, given in steps if name in ("door", "backend")]


def test_another_secret_takes_the_place_of_the_gateways_and_no_call_is_refused_meanwhile(terminal, cloud):
    run(terminal, *GATEWAY)
    first = cloud.stacks["querycast-backend"].parameters["Gateway"].split(",")[2]
    steps = run(terminal, *GATEWAY, "--GatewaySecret=second")
    second = cloud.stacks["querycast-backend"].parameters["Gateway"].split(",")[2]
    assert first and second and first != second
    # All nodes know the second before the gateway sends it, and the first for as long as it seals open sessions.
    assert secrets(steps) == ["first,second", (first, second), "second,first", (second, first)]
    assert "run the same command again in an hour" in terminal.out
    assert run(terminal, *GATEWAY, "--GatewaySecret=second") == [], "it is too soon"
    an_hour_passes_since_the_secret(cloud)
    # First no node needs it any more.
    assert secrets(run(terminal, *GATEWAY)) == [(second, second), "second"], "the flag is not needed a second time"
    assert len(things(cloud, "AWS::SecretsManager::Secret")) == 1 and nothing_is_left(cloud)
    assert run(terminal, *GATEWAY) == [] and run(terminal, *GATEWAY, "--GatewaySecret=second") == []
    steps = run(terminal, *GATEWAY, "--GatewaySecret=first")
    assert [each for each in secrets(steps) if isinstance(each, str)] == ["second,first", "first,second"], "and back, to a new one"


@pytest.mark.parametrize("failing", [1, 2])
def test_a_replacement_of_the_secret_that_fails_half_way_goes_on(terminal, cloud, failing):
    run(terminal, *GATEWAY)
    updates = []

    def execute(params):
        if "backend" in params["StackName"]:
            updates.append(params)
            if len(updates) == failing:
                raise Refused("ExpiredToken", "The security token included in the request is expired")

    cloud.on("cloudformation:ExecuteChangeSet", execute)
    assert terminal.deploy(*GATEWAY, "--GatewaySecret=second") == 1
    cloud.on("cloudformation:ExecuteChangeSet", None)
    run(terminal, *GATEWAY, "--GatewaySecret=second")
    assert cloud.stacks["querycast-door"].parameters["Secrets"] == "second,first"
    present, other = cloud.stacks["querycast-backend"].parameters["Gateway"].split(",")[2::4]
    assert "Second" in present and "Second" not in other, "they know the old one for an hour"
    an_hour_passes_since_the_secret(cloud)
    run(terminal, *GATEWAY)
    assert cloud.stacks["querycast-door"].parameters["Secrets"] == "second" and nothing_is_left(cloud)


def test_a_dry_run_says_that_the_secret_would_be_replaced(terminal, cloud):
    run(terminal, *GATEWAY)
    assert terminal.deploy(*GATEWAY, "--dry-run", "--GatewaySecret=second") == 0, terminal.err
    assert "The gateway's secret would be replaced by the second one." in terminal.out
    assert terminal.deploy(*GATEWAY, "--dry-run", "--GatewaySecret=first") == 0, terminal.err
    assert "would be replaced by the first" not in terminal.out


def test_a_dry_run_shows_the_gateway_and_changes_nothing(terminal, cloud):
    terminal.deployed()
    before = set(cloud.things)
    assert terminal.deploy(REDSHIFT, "--dry-run", "--yes", "--Door=gateway") == 0, terminal.err
    assert "querycast-door: 3" in terminal.out and set(cloud.things) == before and "querycast-door" not in cloud.stacks


def test_everything_is_deleted_with_the_gateway_too(terminal, cloud):
    terminal.deployed()
    run(terminal, *GATEWAY)
    cloud.objects["door-results/AbC-1"] = b"a whole result"
    assert terminal.destroy("--yes", "--delete-jobs", "--delete-users") == 0, terminal.out + terminal.err
    assert cloud.stacks == {} and "querycast-door is gone." in terminal.out


def test_an_earlier_version_with_the_gateway_is_deleted_too(terminal, cloud):
    """Its backend has parameters that the template of today does not have."""
    watch_and_build_as_they_were(terminal, cloud, "--Door=gateway")
    assert "MonthlyBudget" in cloud.stacks["querycast-backend"].parameters
    assert terminal.destroy("--yes", "--delete-jobs", "--delete-users") == 0, terminal.out + terminal.err
    assert cloud.stacks == {} and cloud.things == {}
