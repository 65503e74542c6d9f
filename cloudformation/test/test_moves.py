"""A change of the address, and a deployment of an earlier version: everything serves on, and nothing is left behind."""

import json
import re

import pytest
from changes import name_of
from cloud import ENDPOINT
from conftest import CURL, FOLDER
from fake_aws import Refused

REDSHIFT = f"--RedshiftClusterEndpoint={ENDPOINT}"
CERTIFICATE = ["--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1", "--DomainName=api.example.com"]
ZONE = [*CERTIFICATE, "--HostedZoneId=Z1"]
RECORD = "AWS::Route53::RecordSet"


def executed(terminal):
    """Each step of the stacks, with the parameters of that time."""
    sets = {}
    steps = []
    for service, operation, params in terminal.aws.calls:
        if operation == "CreateChangeSet":
            sets[params["ChangeSetName"], params["StackName"]] = {each["ParameterKey"]: each["ParameterValue"] for each in params["Parameters"]}
        elif operation == "ExecuteChangeSet":
            steps.append((params["StackName"].removeprefix("querycast-"), sets[params["ChangeSetName"], params["StackName"]]))
        elif operation in ("DeleteStack", "StartDeployment"):
            steps.append((f"{operation} {params.get('StackName', '')}".strip(), {}))
    return steps


def nothing_is_left(cloud):
    """Every thing belongs to a stack."""
    owned = {i for stack in cloud.stacks.values() for i in stack.picture.ids.values()}
    return set(cloud.things) <= owned


def things(cloud, type_):
    return [properties for other, properties in cloud.things.values() if other == type_]


def name_is_found(cloud):
    """After each call that changes something: the call, and whether the name has a record then."""
    found, answer = [], cloud.answer

    def watched(service, operation, params):
        said = answer(service, operation, params)
        if operation in ("ExecuteChangeSet", "ChangeResourceRecordSets", "DeleteStack"):
            found.append((operation, bool(things(cloud, RECORD))))
        return said

    cloud.answer = watched
    return found


# ---- Another address --------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "then"), [([], CERTIFICATE), (CERTIFICATE, [])])
def test_the_nodes_serve_at_the_new_address_before_they_leave_the_old_one(terminal, cloud, first, then):
    terminal.deployed(*first)
    cloud.on("acm:DescribeCertificate", None)
    before = len(terminal.aws.calls)
    assert terminal.deploy(REDSHIFT, "--yes", *then) == 0, terminal.out + terminal.err
    terminal.aws.calls[:] = terminal.aws.calls[before:]
    steps = [name for name, _ in executed(terminal)]
    new, old = ("certificate", "cloudfront") if then else ("cloudfront", "certificate")
    assert steps == [f"address-{new}", "backend", "webapp", "StartDeployment", "backend", "watch", f"DeleteStack querycast-address-{old}"]
    both, after = [given for name, given in executed(terminal) if name == "backend"]
    hosts = {"cloudfront": "d111.cloudfront.net", "certificate": "api.example.com"}
    # First everything is as it was, and the nodes are in the other target group too.
    assert both["Host"] == hosts[old] and f"https://{hosts[new]}" in both["AllowedOrigins"]
    assert len(both["NodeGroupIds"].split(",")) == 2 and both["Proxies"] == "1"
    assert after["Host"] == hosts[new] and after["TargetGroupArn"] == both["OtherTargetGroupArn"] and after["OtherTargetGroupArn"] == ""
    assert after["Proxies"] == ("1" if then else "2")
    [service] = things(cloud, "AWS::ECS::Service")
    assert [each["TargetGroupArn"] for each in service["LoadBalancers"]] == [after["TargetGroupArn"]]
    assert len(things(cloud, "AWS::ElasticLoadBalancingV2::LoadBalancer")) == 1 and nothing_is_left(cloud)
    assert cloud.stacks["querycast-watch"].parameters["TargetGroupArn"] == after["TargetGroupArn"]
    # There and then there is nothing left to do.
    assert terminal.deploy(REDSHIFT, "--yes", *then) == 0, terminal.err
    assert terminal.out.count("is as it should be") == 10


def test_a_name_that_does_not_lead_to_the_new_address_yet_stops_the_move_where_everything_serves(terminal, cloud):
    terminal.deployed()
    curl = terminal.aws.bin / "curl"
    curl.write_text(CURL.replace('case "$*" in', 'case "$*" in *api.example.com*) exit 6 ;; esac\ncase "$*" in', 1))
    assert terminal.deploy(REDSHIFT, "--yes", *CERTIFICATE) == 1
    assert "Point api.example.com (CNAME) to internal-1.elb.amazonaws.com" in terminal.err
    assert "Then run the same command again: it goes on from there." in terminal.err
    assert cloud.stacks["querycast-webapp"].parameters["ApiAddress"] == "https://d111.cloudfront.net"
    assert cloud.stacks["querycast-backend"].parameters["Host"] == "d111.cloudfront.net"
    curl.write_text(CURL)
    assert terminal.deploy(REDSHIFT, "--yes", *CERTIFICATE) == 0, terminal.err
    assert "querycast-address-cloudfront" not in cloud.stacks and nothing_is_left(cloud)


def test_the_record_leads_to_the_old_address_until_the_nodes_leave_it(terminal, cloud):
    terminal.deployed(*ZONE)
    found = name_is_found(cloud)
    before = len(terminal.aws.calls)
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    terminal.aws.calls[:] = terminal.aws.calls[before:]
    assert executed(terminal)[-1][0] == "DeleteStack querycast-address-certificate"
    assert [each for each in found if not each[1]] == [found[-1]] and things(cloud, RECORD) == []


def test_a_move_that_fails_half_way_goes_on(terminal, cloud):
    terminal.deployed()
    cloud.failing_resource["querycast-backend"] = ("Service", "ECS Deployment Circuit Breaker was triggered")
    assert terminal.deploy(REDSHIFT, "--yes", *CERTIFICATE) == 1
    assert terminal.deploy(REDSHIFT, "--yes", *CERTIFICATE) == 0, terminal.err
    assert "querycast-address-cloudfront" not in cloud.stacks and nothing_is_left(cloud)


# ---- An earlier version -----------------------------------------------------------------------------


def as_it_was(terminal, cloud, table=True, **given):
    """A deployment of the time when table, network and address were in the backend's stack."""
    terminal.deployed()
    terminal.aws.calls.clear()
    for name in ("webapp", "watch", "image", "backend", "address-cloudfront", "network") if table else ("watch", "image", "backend", "address-cloudfront", "network"):
        for identity in cloud.stacks.pop(f"querycast-{name}").picture.ids.values():
            cloud.things.pop(identity, None)
    image = next(iter(cloud.images))
    text = (FOLDER / "test/earlier.yaml").read_text()
    parameters = {"ImageTag": image, "AllowedOrigins": "https://main.d222.amplifyapp.com", "RedshiftClusterEndpoint": ENDPOINT, "DBUsername": "reader"}
    parameters |= {"CloudFrontPrefixListId": "pl-3b927c52", "ZoneA": "us-east-1b", "ZoneB": "us-east-1c"} | given
    if table:
        cloud.stacks.pop("querycast-data")
        cloud.tables.clear()
        cloud.owners.clear()
    else:
        text = without(text, "JobTable")
    make(cloud, "backend", text, parameters)
    if table:
        page = "{Parameters: {}, Resources: {App: {Type: 'AWS::Amplify::App', Properties: {Description: {'Fn::ImportValue': querycast-backend-ApiAddress}}}}}"
        make(cloud, "webapp", page, {})
    if "querycast" in cloud.tables:
        cloud.tables["querycast"] = {"jobs": "many"}


def without(text, name):
    """A template without a resource, and without the outputs that name it."""
    lines, kept, skips = text.splitlines(keepends=True), [], False
    for line in lines:
        if line.startswith("  ") and not line.startswith("   "):
            skips = line in (f"  {name}:\n", f"  {name}Name:\n")
        if not line.startswith(" "):
            skips = False
        if not skips:
            kept.append(line)
    return "".join(kept)


def make(cloud, name, text, parameters):
    stack = f"querycast-{name}"
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    cloud.cloudformation_CreateChangeSet(stack, "made", "CREATE", text, given, Capabilities=("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"))
    cloud.cloudformation_ExecuteChangeSet(stack, "made", "token")
    assert cloud.stacks[stack].status == "CREATE_COMPLETE", cloud.stacks[stack].events


MOVED = ("Vpc", "PublicSubnetA", "LoadBalancer", "Nodes", "NodeGroup", "PlainListener", "VpcOrigin", "Distribution", "GatewayAttachment", "PublicRoute")


@pytest.mark.parametrize("table", [True, False])
def test_an_earlier_version_moves_to_its_stacks_and_nothing_is_made_anew(terminal, cloud, table):
    as_it_was(terminal, cloud, table)
    before = cloud.stacks["querycast-backend"].picture.ids
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.out + terminal.err
    assert cloud.tables == {"querycast": {"jobs": "many"}} and cloud.owners["querycast"] == ("querycast-data", "CREATE_COMPLETE")
    after = cloud.stacks["querycast-network"].picture.ids | cloud.stacks["querycast-address-cloudfront"].picture.ids
    for name in MOVED:
        assert after[name] == before[name] and before[name] in cloud.things, name
    assert cloud.stacks["querycast-backend"].picture.ids["Service"] == before["Service"]
    assert nothing_is_left(cloud)
    assert "stay as they are" in terminal.out
    # The nodes change once, for their new image and settings, and never for the move.
    steps = [event["LogicalResourceId"] for event in cloud.stacks["querycast-backend"].events if event["ResourceStatus"] == "UPDATE_COMPLETE"]
    assert steps.count("Service") <= 2
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    assert terminal.out.count("is as it should be") == 10


@pytest.mark.parametrize(("stack", "thing"), [("data", "JobTable"), ("address-cloudfront", "Distribution")])
def test_things_that_could_not_be_taken_over_are_taken_over_by_the_next_run(terminal, cloud, stack, thing):
    """CloudFormation leaves an empty stack then, in the state of one that was rolled back."""
    as_it_was(terminal, cloud)
    before = cloud.stacks["querycast-backend"].picture.ids
    cloud.failing_resource[f"querycast-{stack}"] = (thing, "Rate exceeded")
    assert terminal.deploy(REDSHIFT, "--yes") == 1 and cloud.stacks[f"querycast-{stack}"].status == "IMPORT_ROLLBACK_COMPLETE"
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.out + terminal.err
    assert f"querycast-{stack} was never finished" in terminal.out
    assert cloud.stacks["querycast-address-cloudfront"].picture.ids["Distribution"] == before["Distribution"]
    assert cloud.tables == {"querycast": {"jobs": "many"}} and cloud.owners["querycast"] == ("querycast-data", "CREATE_COMPLETE")
    assert nothing_is_left(cloud)


def test_what_has_moved_is_as_its_template_says(terminal, cloud):
    """CloudFormation believes that what it takes over is as the template says, and the earlier version may differ."""
    as_it_was(terminal, cloud)
    for name in ("network", "address-cloudfront"):
        assert f"querycast-{name}" not in cloud.stacks
    [group] = things(cloud, "AWS::ElasticLoadBalancingV2::TargetGroup")
    assert group["HealthCheckPath"] == "/health/ready"
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    for name in ("network", "address-cloudfront"):
        picture = cloud.stacks[f"querycast-{name}"].picture
        for each in picture.resources:
            assert cloud.things[picture.ids[each]][1] == picture.properties(each), each


@pytest.mark.parametrize("stack", ["backend", "data", "network", "address-cloudfront"])
def test_a_move_of_an_earlier_version_that_is_interrupted_goes_on(terminal, cloud, stack):
    as_it_was(terminal, cloud)
    before = cloud.stacks["querycast-backend"].picture.ids

    def no(params):
        if params["StackName"] == f"querycast-{stack}":
            raise Refused("AccessDenied", "not today")

    cloud.on("cloudformation:CreateChangeSet", no)
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert before["LoadBalancer"] in cloud.things and cloud.tables == {"querycast": {"jobs": "many"}}
    cloud.on("cloudformation:CreateChangeSet", None)
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.out + terminal.err
    assert cloud.stacks["querycast-address-cloudfront"].picture.ids["LoadBalancer"] == before["LoadBalancer"]
    assert nothing_is_left(cloud) and cloud.tables == {"querycast": {"jobs": "many"}}


def test_an_earlier_version_with_a_certificate_in_an_own_network_moves_too(terminal, cloud):
    subnets = "subnet-0123456789abcdef0,subnet-0123456789abcdef1"
    where = {"VpcId": "vpc-0123456789abcdef0", "LoadBalancerSubnetIds": subnets, "NodeSubnetIds": subnets}
    domain = {"CertificateArn": CERTIFICATE[0].split("=")[1], "DomainName": "api.example.com", "HostedZoneId": "Z1"}
    as_it_was(terminal, cloud, CloudFrontPrefixListId="", ZoneA="", ZoneB="", **where, **domain)
    found = name_is_found(cloud)
    before = dict(cloud.stacks["querycast-backend"].picture.ids)
    flags = [f"--{name}={value}" for name, value in (where | domain).items()]
    assert terminal.deploy(REDSHIFT, "--yes", *flags) == 0, terminal.out + terminal.err
    assert cloud.stacks["querycast-address-certificate"].picture.ids["SecureListener"] == before["SecureListener"]
    assert all(there for _, there in found) and len(things(cloud, RECORD)) == 1
    assert "querycast-network" not in cloud.stacks and nothing_is_left(cloud)


def record_as_it_was(terminal, cloud):
    """A deployment of the time when the record of the name was in the backend's stack."""
    terminal.deployed(*ZONE)
    update(cloud, "address-certificate", without(cloud.stacks["querycast-address-certificate"].template, "Record"))
    record = f"""
Resources:
  Record:
    Condition: MakesRecord
    Type: {RECORD}
    Properties:
      HostedZoneId: !Ref HostedZoneId
      Name: !Ref DomainName
      Type: A
      AliasTarget: {{DNSName: internal-1.elb.amazonaws.com, HostedZoneId: Z35SXDOTRQ7X7K}}
"""
    text = cloud.stacks["querycast-backend"].template.replace("\nResources:\n", record)
    text = text.replace("\nConditions:\n", '\nConditions:\n  MakesRecord: !Not [!Equals [!Ref HostedZoneId, ""]]\n')
    for name, value in (("HostedZoneId", "Z1"), ("DomainName", "api.example.com")):
        text = text.replace("\nParameters:\n", f"\nParameters:\n  {name}: {{Type: String, Default: {value}}}\n")
    update(cloud, "backend", text)
    [record] = things(cloud, RECORD)
    assert "SetIdentifier" not in record
    terminal.aws.calls.clear()


def update(cloud, name, text):
    stack = f"querycast-{name}"
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in cloud.stacks[stack].parameters.items()]
    cloud.cloudformation_CreateChangeSet(stack, "made", "UPDATE", text, given, Capabilities=("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"))
    cloud.cloudformation_ExecuteChangeSet(stack, "made", "token")
    assert cloud.stacks[stack].status == "UPDATE_COMPLETE", cloud.stacks[stack].events


def test_the_record_moves_to_the_address_and_the_name_is_never_gone(terminal, cloud):
    record_as_it_was(terminal, cloud)
    found = name_is_found(cloud)
    assert terminal.deploy(REDSHIFT, "--yes", *ZONE) == 0, terminal.out + terminal.err
    assert len(found) > 4 and all(there for _, there in found), found
    [record] = things(cloud, RECORD)
    assert (record["SetIdentifier"], record["Weight"]) == ("querycast-address-certificate", 1)
    assert nothing_is_left(cloud) and "Record" not in cloud.stacks["querycast-backend"].picture.ids
    assert "the name leads to the load balancer all the time" in terminal.out
    # There and then there is nothing left to do.
    assert terminal.deploy(REDSHIFT, "--yes", *ZONE) == 0, terminal.err
    assert terminal.out.count("is as it should be") == 10
    assert terminal.aws.names().count("route53:ChangeResourceRecordSets") == 2


@pytest.mark.parametrize("step", range(5))
def test_a_move_of_the_record_that_is_interrupted_goes_on(terminal, cloud, step):
    """Stopped before each of its steps: the record is kept, has a weight, has its successor, goes, is let go."""
    record_as_it_was(terminal, cloud)
    found, answer, steps = name_is_found(cloud), cloud.answer, []

    def stops(service, operation, params):
        if operation in ("ExecuteChangeSet", "ChangeResourceRecordSets"):
            steps.append(operation)
            if len(steps) == step + 1:
                raise Refused("AccessDenied", "not today")
        return answer(service, operation, params)

    cloud.answer = stops
    assert terminal.deploy(REDSHIFT, "--yes", *ZONE) == 1
    cloud.answer = answer
    assert terminal.deploy(REDSHIFT, "--yes", *ZONE) == 0, terminal.out + terminal.err
    assert all(there for _, there in found), found
    [record] = things(cloud, RECORD)
    assert record["SetIdentifier"] == "querycast-address-certificate" and nothing_is_left(cloud)


def test_a_record_that_has_not_moved_yet_keeps_its_name(terminal, cloud):
    record_as_it_was(terminal, cloud)
    assert terminal.deploy(REDSHIFT, "--yes") == 2
    assert "HostedZoneId: first the DNS record, which an earlier version made, moves to another stack as it is." in terminal.err
    assert "Run this once with DomainName=api.example.com and the certificate as it is, and change it then." in terminal.err
    assert executed(terminal) == []


def test_a_dry_run_moves_no_record(terminal, cloud):
    record_as_it_was(terminal, cloud)
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", *ZONE) == 0, terminal.out + terminal.err
    assert "route53:ChangeResourceRecordSets" not in terminal.aws.names() and executed(terminal) == []


def test_a_record_of_somebody_else_stays(terminal, cloud):
    """A name that leads elsewhere is not ours to move: Route 53 refuses a second one, and the script says so."""
    terminal.deployed(*CERTIFICATE)
    other = {"HostedZoneId": "Z1", "Name": "api.example.com", "Type": "A", "AliasTarget": {"DNSName": "other.elb.amazonaws.com", "HostedZoneId": "Z35"}}
    cloud.things["their-record"] = (RECORD, other)
    assert terminal.deploy(REDSHIFT, "--yes", *ZONE) == 1
    assert "other RRSets exist with the same name and type" in terminal.err
    assert cloud.things["their-record"] == (RECORD, other)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (CERTIFICATE, "CertificateArn: first querycast, which was made by an earlier version, moves to new stacks as it is. Run this once with CertificateArn="),
        (
            [
                "--VpcId=vpc-0123456789abcdef0",
                "--NodeSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1",
                "--LoadBalancerSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1",
            ],
            "VpcId: first querycast",
        ),
    ],
)
def test_nothing_changes_on_the_way(terminal, cloud, flags, words):
    as_it_was(terminal, cloud)
    assert terminal.deploy(REDSHIFT, "--yes", *flags) == 2
    assert words in terminal.err
    assert executed(terminal) == []


def test_what_aws_can_t_move_is_refused_before_anything_happens(terminal, cloud):
    as_it_was(terminal, cloud)

    def summary(params):
        answer = cloud.cloudformation_GetTemplateSummary(**params)
        known = [each for each in answer["ResourceIdentifierSummaries"] if each["ResourceType"] != "AWS::CloudFront::VpcOrigin"]
        return answer | {"ResourceIdentifierSummaries": known}

    cloud.on("cloudformation:GetTemplateSummary", summary)
    assert terminal.deploy(REDSHIFT, "--yes") == 2
    assert "AWS can't move its AWS::CloudFront::VpcOrigin to another stack. Run destroy.sh first (jobs and users stay)" in terminal.err
    assert executed(terminal) == []


def test_a_dry_run_says_that_it_would_move_and_changes_nothing(terminal, cloud):
    as_it_was(terminal, cloud)
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run") == 0, terminal.out + terminal.err
    assert "Network and address of querycast move to stacks of their own" in terminal.out
    assert executed(terminal) == [] and json.dumps(sorted(cloud.stacks)).count("network") == 0


# ---- What watches, and what builds the image -----------------------------------------------------------

WATCHED = ["--MonthlyBudget=200", "--AlarmEmail=you@example.com"]


def watch_and_build_as_they_were(terminal, cloud, *flags):
    """A deployment of the time when both were in the backend's stack. Returns what is to move."""
    terminal.deployed(*WATCHED, *flags)
    own, conditions, moving = "", "", {}
    queues = "(Completions|CompletionsDead|RuleDead|InboxesDead)"
    for name in ("image", "watch"):
        stack, text = cloud.stacks.pop(f"querycast-{name}"), (FOLDER / f"{name}-setup.yaml").read_text()
        for identity in stack.picture.ids.values():
            cloud.things.pop(identity)
        own += text.split("\nResources:\n")[1].split("\nOutputs:\n")[0]
        conditions += "".join(line for line in text.splitlines(keepends=True) if re.match("  (CountsOwnCosts|HasBudget): ", line))
        moving[name] = set(stack.picture.resources)
    for now, then in (
        (f"!Ref {queues}\\b", r"!GetAtt \1.QueueName"),
        (f"\\{{{queues}}}", r"{\1.QueueName}"),
        (r"!Ref AlarmTopic", "!Ref Alarms"),
        (r"!Ref BackendStack", "!Ref AWS::StackName"),
        (r"\{BackendStack}", "{AWS::StackName}"),
        (r"\{Service}", "{Service.Name}"),
        (r"\{RepositoryName}", "{Repository}"),
    ):
        own = re.sub(now, then, own)
    backend = cloud.stacks["querycast-backend"].template.replace("\nResources:\n", f"\nResources:\n{own}", 1)
    # Without descriptions and comments, for both together are longer than a call of the API may be.
    backend = re.sub(r", Description: [^{}\n]*}\n", "}\n", backend)
    backend = re.sub(r"\n *#[^\n]*", "", backend)
    backend = backend.replace("\nConditions:\n", f"\nConditions:\n{conditions}", 1)
    parameters = "  MonthlyBudget: {Type: Number, Default: 200}\n  BudgetOf: {Type: String, Default: ''}\n"
    backend, outputs = backend.replace("\nParameters:\n", f"\nParameters:\n{parameters}", 1).split("\nOutputs:\n")
    for name in ("Cluster", "Service", "NodeLog", "Completions", "CompletionsDead", "RuleDead", "InboxesDead"):
        outputs = without(outputs, name)
    update(cloud, "backend", f"{backend}\nOutputs:\n{outputs}")
    terminal.aws.calls.clear()
    return moving


def names_given(cloud):
    """The names that templates give to things themselves: there can't be two of one."""
    return [(type_, name) for type_, properties in cloud.things.values() if (name := name_of(type_, properties))]


def test_what_watches_and_builds_moves_to_its_own_stacks_and_the_nodes_do_not_notice(terminal, cloud):
    moving = watch_and_build_as_they_were(terminal, cloud)
    before, answer = cloud.stacks["querycast-backend"].picture, cloud.answer
    assert {"Dashboard", "Budget"} < moving["watch"] and moving["image"] == {"ImageBuild", "BuildRole", "BuildLog"}

    def unique(service, operation, params):
        said = answer(service, operation, params)
        if operation == "ExecuteChangeSet":
            assert len(names_given(cloud)) == len(set(names_given(cloud)))
        return said

    cloud.answer = unique
    assert terminal.deploy(REDSHIFT, "--yes", *WATCHED) == 0, terminal.out + terminal.err
    assert [name for name, _ in executed(terminal)] == ["image", "backend", "watch"]
    after = cloud.stacks["querycast-backend"].picture
    assert set(before.resources) - set(after.resources) == moving["watch"] | moving["image"]
    assert {name: set(cloud.stacks[f"querycast-{name}"].picture.resources) for name in moving} == moving
    assert ("AWS::CloudWatch::Dashboard", "querycast-watch") in names_given(cloud)
    # Who hears of alarms need not confirm it again, and ECS takes versions back by the same alarm.
    for name in ("Alarms", "AlarmMail", "ServerErrors", "Service", "Cluster", "Completions", "Repository", "SourceBucket"):
        assert after.ids[name] == before.ids[name], name
    [service] = things(cloud, "AWS::ECS::Service")
    assert service["DeploymentConfiguration"]["Alarms"]["AlarmNames"] == [after.ids["ServerErrors"]]
    assert "changed  Service" not in terminal.out and "changed  Node " not in terminal.out
    assert nothing_is_left(cloud)
    assert terminal.deploy(REDSHIFT, "--yes", *WATCHED) == 0, terminal.err
    assert terminal.out.count("is as it should be") == 10


@pytest.mark.parametrize("stack", ["image", "backend", "watch"])
def test_that_move_goes_on_when_it_was_interrupted(terminal, cloud, stack):
    moving = watch_and_build_as_they_were(terminal, cloud)

    def no(params):
        if params["StackName"] == f"querycast-{stack}":
            raise Refused("AccessDenied", "not today")

    cloud.on("cloudformation:CreateChangeSet", no)
    assert terminal.deploy(REDSHIFT, "--yes", *WATCHED) == 1
    cloud.on("cloudformation:CreateChangeSet", None)
    assert terminal.deploy(REDSHIFT, "--yes", *WATCHED) == 0, terminal.out + terminal.err
    assert {name: set(cloud.stacks[f"querycast-{name}"].picture.resources) for name in moving} == moving and nothing_is_left(cloud)


def test_a_dry_run_before_that_move_shows_all_stacks(terminal, cloud):
    watch_and_build_as_they_were(terminal, cloud)
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", *WATCHED) == 0, terminal.out + terminal.err
    assert "remove  Dashboard (AWS::CloudWatch::Dashboard)" in terminal.out
    assert "querycast-watch would be created, with resources of these types:" in terminal.out
    assert "add     ImageBuild (AWS::CodeBuild::Project)" in terminal.out
    assert "cloudformation:ExecuteChangeSet" not in terminal.aws.names() and "querycast-image" not in cloud.stacks


def test_destroy_sh_ends_a_querycast_in_which_nothing_has_moved_yet(terminal, cloud):
    watch_and_build_as_they_were(terminal, cloud)
    assert terminal.destroy("--yes", "--delete-jobs", "--delete-users") == 0, terminal.out + terminal.err
    assert cloud.stacks == {} and cloud.things == {}
