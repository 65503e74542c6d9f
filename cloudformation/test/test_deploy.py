"""deploy.sh sets Querycast up, or updates it."""

import fnmatch
import re

import cfnlint.decode.cfn_yaml
import pytest
from changes import Picture
from cloud import ENDPOINT
from conftest import CURL, FOLDER, checkout
from fake_aws import Refused
from role import ALIKE

REDSHIFT = f"--RedshiftClusterEndpoint={ENDPOINT}"
# The calls that are allowed before the user has said yes, and on a dry run: those that only read.
LOOKS = ("*:Describe*", "*:Get*", "*:List*", "*:Head*", "*:BatchGet*")


def changes(terminal):
    questions = {id(each) for each in terminal.aws.made("redshift-data:ExecuteStatement") if each["Sql"].startswith("select ")}
    made = [f"{service}:{operation}" for service, operation, params in terminal.aws.calls if id(params) not in questions]
    return [name for name in made if not any(fnmatch.fnmatch(name, look) for look in LOOKS)]


def change_sets(terminal, stack):
    """The parameters, by name, of each change set of a stack."""
    made = [each for each in terminal.aws.made("cloudformation:CreateChangeSet") if each["StackName"] == f"querycast-{stack}"]
    return [{each["ParameterKey"]: each["ParameterValue"] for each in one["Parameters"]} for one in made]


def test_one_command_creates_everything_in_the_right_order(terminal):
    terminal.deployed()
    stacks = [each["StackName"] for each in terminal.aws.made("cloudformation:CreateChangeSet")]
    assert stacks == [f"querycast-{each}" for each in ("cognito", "cognito", "data", "network", "address-cloudfront", "backend", "image", "webapp", "backend", "watch", "rebuild")]
    names = terminal.aws.names()
    image, page = [n for n, name in enumerate(names) if name == "codebuild:StartBuild"]
    sets = [n for n, name in enumerate(names) if name == "cloudformation:ExecuteChangeSet"]
    assert sets[6] < image < sets[7] < sets[8] < page < names.index("amplify:StartDeployment")
    # First without nodes, because there is no image; then with the image and the page's origin.
    assert change_sets(terminal, "backend")[0]["ImageTag"] == ""
    assert change_sets(terminal, "backend")[0]["AllowedOrigins"] == ""
    assert change_sets(terminal, "backend")[1]["ImageTag"] in terminal.cloud.images
    assert change_sets(terminal, "backend")[1]["AllowedOrigins"] == "https://main.d222.amplifyapp.com"
    # Nothing is taken over without a check.
    assert not [each for each in terminal.aws.made("cloudformation:CreateChangeSet") if each["ChangeSetType"] == "IMPORT"]
    assert "The page    https://main.d222.amplifyapp.com" in terminal.out
    assert terminal.err == ""


EUROPES = ["--CertificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/1", "--DomainName=api.example.com"]
PASSED_ON = {
    "cognito": "CognitoPoolName=Pool ClientAppName=Page SignUp=open PasswordLength=14 Mfa=OPTIONAL Protection=AUDIT",
    "data": "DDBTableName=jobs TableCapacity=provisioned",
    "capacity": "DDBTableName=jobs",
    "address-certificate": (
        "CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1 DomainName=api.example.com VpcId=vpc-0123456789abcdef0 "
        "HostedZoneId=Z1 MonitoringCidr=10.0.3.0/24 PrometheusPort=9464 AccessLogs=yes LogDays=7"
    ),
    "backend": (
        "DBUsername=reader QueryScriptS3Path=s3://mine/queries/ DDBTableName=jobs NodesAtLeast=3 NodesAtMost=4 NodesOnDemand=1 ConnectionsPerNode=3000 NodeCpu=2048 "
        "NodeMemory=4096 NodeArchitecture=X86_64 Wait=true Sharing=true Price=0.000125USD Lease=PT11S TokenCheck=PT6M SnapshotInterval=PT12S SweepInterval=PT3S QuietAfter=PT14S Compress=true Quotas=31,101,21 DueParts=9 "
        "TimeLimit=PT5H Retention=P16D CatalogueInterval=PT17S "
        "WebsocketEndpointSSMParameterName=wss "
        "RestApiEndpointSSMParameterName=rest NodePublicIp=ENABLED LogDays=7 AlarmEmail=me@example.com "
        "PermissionsBoundary=arn:aws:iam::123456789012:policy/Boundary ContainerInsights=enhanced "
        "OtlpEndpoint=http://10.0.3.7:4318/v1 OtlpHeadersArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-ours PrometheusPort=9464 "
        "NodeSubnetIds=subnet-0123456789abcdef2,subnet-0123456789abcdef3"
    ),
    "watch": "QueryScriptS3Path=s3://mine/queries/ AlarmEmail=me@example.com MonthlyBudget=200",
    "image": "LogDays=7 PermissionsBoundary=arn:aws:iam::123456789012:policy/Boundary",
    "rebuild": "LogDays=7 PermissionsBoundary=arn:aws:iam::123456789012:policy/Boundary",
    "webapp": "UserGitURL=https://github.com/you/q UserGitToken=t UserGitARN=arn:aws:codecommit:us-east-1:1:q BranchName=live LogDays=7 PermissionsBoundary=arn:aws:iam::123456789012:policy/Boundary",
}


def test_every_setting_reaches_the_parameter_of_its_name(terminal, cloud):
    cloud.objects["mine/queries/x.sql"] = b"select 1"
    flags = dict.fromkeys(f"--{each}" for stack in PASSED_ON.values() for each in stack.split())
    balancer = "subnet-0123456789abcdef0,subnet-0123456789abcdef1"
    assert terminal.deploy(REDSHIFT, "--yes", "--Inboxes=9", "--TableUnitsAtLeast=77", "--TableUnitsAtMost=777", f"--LoadBalancerSubnetIds={balancer}", *flags) == 0, terminal.err
    last = {each["StackName"].removeprefix("querycast-"): each for each in terminal.aws.made("cloudformation:CreateChangeSet")}
    assert set(last) == set(PASSED_ON)
    for stack, made in last.items():
        given = {each["ParameterKey"]: each["ParameterValue"] for each in made["Parameters"]}
        wanted = dict(each.split("=", 1) for each in PASSED_ON[stack].split())
        assert {name: given[name] for name in wanted} == wanted
        # Every parameter of the template is given: none keeps the value of an earlier run.
        known = set(cfnlint.decode.cfn_yaml.loads(made["TemplateBody"])["Parameters"])
        assert known == set(given)
        if stack == "backend":
            assert given["InboxNumbers"] == "000,001,002,003,004,005,006,007,008"
            assert given["OtherTargetGroupArn"] == "" and given["KeyArns"] == ""
            assert given["OtlpKeyArn"] == "arn:aws:kms:us-east-1:123456789012:key/ours"
        if stack == "address-certificate":
            assert given["SubnetIds"] == balancer and given["OtlpPort"] == "4318"
        if stack == "data":
            assert (given["TableUnits"], given["IndexUnits"]) == ("77", "16")
        if stack == "capacity":
            assert (given["TableAtLeast"], given["IndexAtLeast"], given["AtMost"]) == ("77", "16", "777")
            assert given["AlarmTopic"] == cloud.stacks["querycast-backend"].picture.outputs()["AlarmTopic"]
        if stack == "watch":
            assert given["BackendStack"] == "querycast-backend" and given["BudgetOf"] == ""
            for other, names in (
                ("backend", "AlarmTopic Cluster Service NodeLog Completions CompletionsDead RuleDead InboxesDead"),
                ("address-certificate", "LoadBalancerFullName TargetGroupArn NextTargetGroupArn"),
            ):
                told = cloud.stacks[f"querycast-{other}"].picture.outputs()
                assert [given[name] for name in names.split()] == [told[name] for name in names.split()]


def test_only_the_given_region_is_used(terminal):
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", "--AWSRegion=us-east-1", env={"AWS_REGION": "eu-west-1"}) == 0, terminal.err
    assert terminal.aws.regions == {"us-east-1"}


def test_zones_that_cloudfront_does_not_reach_are_left_out(terminal):
    terminal.deployed()
    given = change_sets(terminal, "network")[0]
    assert (given["ZoneA"], given["ZoneB"]) == ("us-east-1b", "us-east-1c")
    assert change_sets(terminal, "address-cloudfront")[0]["CloudFrontPrefixListId"] == "pl-3b927c52"


def test_a_stack_keeps_its_zones(terminal, cloud):
    terminal.deployed()
    zones = [("us-east-1d", "use1-az4"), ("us-east-1b", "use1-az1"), ("us-east-1c", "use1-az2")]
    cloud.on("ec2:DescribeAvailabilityZones", lambda _: {"AvailabilityZones": [{"ZoneName": name, "ZoneId": zone} for name, zone in zones]})
    terminal.deployed("--NodesAtMost=4")
    given = change_sets(terminal, "network")[-1]
    assert (given["ZoneA"], given["ZoneB"]) == ("us-east-1b", "us-east-1c"), "other zones would replace the subnets"


def test_files_from_another_clone_are_replaced_even_if_they_are_as_long_and_newer(terminal, cloud):
    terminal.deployed()
    key = "backend-sources/source/pom.xml"
    content = cloud.objects[key]
    cloud.objects[key] = b"x" * len(content)
    cloud.images.clear()
    terminal.deployed("--LogDays=7")
    assert cloud.objects[key] == content


@pytest.fixture
def whole(terminal):
    """A terminal in the whole repository, not in a small copy of it."""
    terminal.scripts = FOLDER
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    return terminal


def test_the_sources_are_uploaded_and_nothing_else(whole):
    files = [key.removeprefix("backend-sources/source/") for key in whole.cloud.objects]
    for needed in ("pom.xml", ".mvn/jvm.config", "local/pom.xml", "spa/package-lock.json", "cloudformation/build/Dockerfile"):
        assert needed in files
    assert not [file for file in files if "/target/" in file or "node_modules" in file or file.startswith(".git")]


def test_every_module_that_maven_needs_is_uploaded(whole, cloud):
    def modules_of(folder):
        pom = cloud.objects[f"backend-sources/source/{folder}pom.xml"].decode()
        for module in re.findall("<module>(.*?)</module>", pom):
            yield f"{folder}{module}/"
            yield from modules_of(f"{folder}{module}/")

    assert {"server/", "spa/"} <= set(modules_of(""))


def test_a_second_run_finds_everything_as_it_should_be_and_changes_nothing(terminal):
    terminal.deployed()
    before = len(terminal.aws.calls)
    terminal.deployed()
    assert terminal.out.count("is as it should be") == 10, "nine stacks and the page"
    assert "The image" in terminal.out and "is there." in terminal.out
    again = [f"{service}:{operation}" for service, operation, _ in terminal.aws.calls[before:]]
    assert "cloudformation:ExecuteChangeSet" not in again
    assert "codebuild:StartBuild" not in again and "amplify:StartDeployment" not in again


def test_new_headers_of_the_page_are_published_with_the_page_as_it_is(terminal, cloud, tmp_path):
    """Amplify serves them from the next publication on, and pages open with what was published."""
    terminal.scripts = checkout(tmp_path / "checkout")
    terminal.deployed()
    page, since, headers = cloud.objects["webapp-page/published"].decode().splitlines()
    assert headers.endswith(" https://d111.cloudfront.net wss://d111.cloudfront.net")
    template = terminal.scripts / "webapp-setup.yaml"
    template.write_text(template.read_text().replace("no-referrer", "same-origin"))
    before = len(terminal.aws.calls)
    terminal.deployed()
    assert [name for name in terminal.aws.names()[before:] if "Deployment" in name or "StartBuild" in name] == ["amplify:StartDeployment"]
    assert cloud.objects["webapp-page/published"].decode().splitlines()[:2] == [page, since] and "The page is published." in terminal.out
    before = len(terminal.aws.calls)
    terminal.deployed()
    assert "amplify:StartDeployment" not in terminal.aws.names()[before:]


@pytest.mark.parametrize("change", ["spa/src/main.tsx", "the API's address"])
def test_a_page_that_has_changed_is_built_again(terminal, monkeypatch, tmp_path, change):
    terminal.scripts = checkout(tmp_path / "checkout")
    terminal.deployed()
    if change.startswith("spa"):
        (tmp_path / "checkout" / change).write_text("// changed")
    else:
        monkeypatch.setitem(ALIKE, "DomainName", "d112.cloudfront.net")
    before = len(terminal.aws.made("amplify:StartDeployment"))
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    assert len(terminal.aws.made("amplify:StartDeployment")) == before + 1


def test_a_role_of_aws_that_is_there_is_not_made_again(terminal, cloud):
    cloud.linked_roles.add("ecs.amazonaws.com")
    terminal.deployed()
    made = [each["AWSServiceName"] for each in terminal.aws.made("iam:CreateServiceLinkedRole")]
    assert made == ["ecs.application-autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com"]


def test_a_user_pool_is_protected_only_when_it_is_there(terminal):
    """A protected pool whose stack could not be finished would keep the stack from being rolled back."""
    terminal.deployed()
    assert [each["DeletionProtection"] for each in change_sets(terminal, "cognito")] == ["INACTIVE", "ACTIVE"]
    terminal.deployed("--Mfa=OPTIONAL")
    assert change_sets(terminal, "cognito")[-1]["DeletionProtection"] == "ACTIVE"


def test_the_last_step_opens_a_socket(terminal):
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    assert "The socket opens." in terminal.out
    assert "ticket.none" in (terminal.folder / "curl.log").read_text()


def test_a_test_user_gets_a_snapshot_on_the_socket(terminal):
    terminal.deployed("--TestToken=ey.to.ken")
    assert "The socket opens, and brings a snapshot." in terminal.out
    told = (terminal.folder / "curl.log").read_text()
    assert "Bearer ey.to.ken" in told and "ticket.t1" in told
    assert "ey.to.ken" not in terminal.out + terminal.err


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ('*/push) printf "HTTP/1.1 404 Not Found\\r\\n" ;;', "The socket does not open: HTTP/1.1 404 Not Found."),
        ("*/push) exit 28 ;;", "The socket does not open: no answer."),
        ('*/push) printf "HTTP/1.1 101 Switching Protocols\\r\\n" ;;', "The socket does not open: it brings no snapshot."),
        ("*/api/sessions) exit 22 ;;", "The socket does not open: TestToken gets no ticket"),
    ],
)
def test_a_socket_that_does_not_open_is_reported(terminal, answer, words):
    (terminal.aws.bin / "curl").write_text(CURL.replace("  */push)", f"  {answer}\n  */push)", 1))
    assert terminal.deploy(REDSHIFT, "--yes", "--TestToken=t") == 1
    assert words in terminal.err


@pytest.mark.parametrize(
    ("path", "place", "keys"),
    [
        ("s3://mine", "s3://mine/", "*"),
        ("s3://mine/", "s3://mine/", "*"),
        ("s3://mine/queries", "s3://mine/queries/", "queries/*"),
        ("s3://mine/queries/", "s3://mine/queries/", "queries/*"),
        ("s3://mine/queries/a.sql", "s3://mine/queries/a.sql", "queries/a.sql"),
    ],
)
def test_nodes_may_read_the_catalogue_and_nothing_beside_it(terminal, cloud, path, place, keys):
    cloud.objects |= {"mine/queries/a.sql": b"select 1", "mine/a.sql": b"select 1"}
    assert terminal.deploy(REDSHIFT, "--yes", f"--QueryScriptS3Path={path}") == 0, terminal.err
    given = change_sets(terminal, "backend")[-1]
    assert (given["QueryScriptS3Path"], given["CatalogueKeys"]) == (place, keys)


def test_new_code_and_new_settings_are_one_deployment_that_never_stops_the_nodes(terminal, cloud):
    terminal.deployed()
    cloud.images.clear()
    before = len(terminal.aws.calls)
    terminal.deployed("--NodesAtMost=4")
    again = [f"{service}:{operation}" for service, operation, _ in terminal.aws.calls[before:]]
    assert again.index("codebuild:StartBuild") < again.index("cloudformation:ExecuteChangeSet")
    assert len(change_sets(terminal, "backend")) == 3
    last = change_sets(terminal, "backend")[-1]
    assert last["NodesAtMost"] == "4" and last["ImageTag"] != "" and last["AllowedOrigins"] == "https://main.d222.amplifyapp.com"


def test_a_dry_run_in_an_empty_account_shows_everything_and_creates_nothing(terminal, cloud):
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run") == 0, terminal.err
    assert "add     UserPool (AWS::Cognito::UserPool)" in terminal.out
    assert "add     JobTable (AWS::DynamoDB::Table)" in terminal.out
    assert "AWS::ECS::Service" in terminal.out
    assert "Nothing was changed." in terminal.out
    assert cloud.stacks == {}
    assert set(changes(terminal)) == {
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
    }


@pytest.mark.parametrize(
    ("flags", "shown"),
    [
        (["--TableCapacity=provisioned", "--Firewall=10000"], ["capacity", "rebuild", "firewall-cloudfront", "address-cloudfront"]),
        (["--Door=gateway", "--Rebuild=never"], ["door"]),
    ],
)
def test_a_dry_run_in_an_empty_account_shows_the_stacks_of_settings_too(terminal, cloud, flags, shown):
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", *flags) == 0, terminal.err
    optional = ("capacity", "rebuild", "firewall-cloudfront", "address-cloudfront", "door")
    assert [name for name in optional if f"querycast-{name} would be created" in terminal.out] == shown and cloud.stacks == {}


def test_a_dry_run_of_existing_stacks_shows_the_changes(terminal):
    terminal.deployed()
    before = len(terminal.aws.calls)
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", "--NodesAtMost=4") == 0, terminal.err
    assert "modify  NodeCount (AWS::ApplicationAutoScaling::ScalableTarget)" in terminal.out
    again = [f"{service}:{operation}" for service, operation, _ in terminal.aws.calls[before:]]
    assert "cloudformation:ExecuteChangeSet" not in again
    assert "cloudformation:DeleteStack" not in again


def test_a_flag_overrides_the_environment_which_overrides_the_file(terminal, tmp_path):
    file = tmp_path / "querycast.env"
    file.write_text(f"# ours\nRedshiftClusterEndpoint={ENDPOINT}\n  SignUp=open\n\nMfa=ON\nLogDays=7\n")
    code = terminal.deploy("--parameters", str(file), "--yes", "--dry-run", "--LogDays=3", env={"Mfa": "OPTIONAL", "LogDays": "5"})
    assert code == 0, terminal.err
    given = change_sets(terminal, "cognito")[0]
    assert (given["SignUp"], given["Mfa"]) == ("open", "OPTIONAL")


def test_a_serverless_workgroup_is_found_by_its_name(terminal):
    assert terminal.deploy("--RedshiftWorkgroup=shop", "--yes") == 0, terminal.err
    given = change_sets(terminal, "backend")[0]
    assert given["RedshiftWorkgroupArn"].endswith(":workgroup/0f-1")
    assert given["RedshiftClusterEndpoint"] == ""
    statement = terminal.aws.made("redshift-data:ExecuteStatement")[0]
    assert statement["WorkgroupName"] == "shop" and "DbUser" not in statement


READS = [
    'create user "{0}" password disable',
    'grant usage on schema public to "{0}"',
    'grant select on all tables in schema public to "{0}"',
    'alter default privileges in schema public grant select on tables to "{0}"',
]


def test_the_user_of_the_nodes_is_made_on_a_workgroup(terminal, cloud):
    assert terminal.deploy("--RedshiftWorkgroup=shop", "--yes") == 0, terminal.err
    assert cloud.sql()[-4:] == [each.format("IAMR:backend-NodeRole") for each in READS]


def test_a_refusal_on_a_workgroup_is_shown_with_what_to_run_and_stops_nothing(terminal, cloud):
    def no(params):
        if params["Sql"].startswith("create user"):
            raise Refused("AccessDeniedException", "permission denied to create user")

    cloud.on("redshift-data:ExecuteStatement", no)
    assert terminal.deploy("--RedshiftWorkgroup=shop", "--yes") == 0, terminal.err
    assert "permission denied to create user" in terminal.err
    for each in READS:
        assert each.format("IAMR:backend-NodeRole") in terminal.err


def test_a_reading_user_that_is_missing_is_offered_and_made_by_the_user_of_the_setup(terminal, cloud):
    del cloud.users["querycast_reader"]
    assert terminal.deploy(REDSHIFT, answer="yes\nno") == 1
    assert "The database has no user querycast_reader. Step 3 makes it as awsuser" in terminal.out
    assert changes(terminal) == [] and cloud.sql() == []
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    made = [each for each in cloud.statements.values() if each["result"] is None]
    assert [each["sql"] for each in made][-4:] == [each.format("querycast_reader") for each in READS]
    assert {each["where"]["DbUser"] for each in made} == {"awsuser"}
    assert change_sets(terminal, "backend")[-1]["DBUsername"] == "querycast_reader"
    # It keeps the rights that it has then.
    before = len(cloud.sql())
    assert terminal.deploy(REDSHIFT, "--yes") == 0, terminal.err
    assert [each for each in cloud.sql()[before:] if "querycast_reader" in each] == []


def test_a_reading_user_that_can_t_be_made_stops_the_run(terminal, cloud):
    del cloud.users["querycast_reader"]
    failed = {"Status": "FAILED", "Error": "ERROR: permission denied"}
    cloud.on("redshift-data:DescribeStatement", lambda p: {"Id": p["Id"], **failed} if "create user" in cloud.statements[p["Id"]]["sql"] else None)
    assert terminal.deploy(REDSHIFT, "--yes") == 1
    assert "ERROR: permission denied" in terminal.err and "Without this user the nodes can't sign in." in terminal.err


@pytest.mark.parametrize("flag", ["--DBUsername=awsuser", "--DBSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-1"])
def test_queries_run_as_a_superuser_only_if_the_settings_say_so(terminal, cloud, flag):
    cloud.users["reader"] = True
    assert terminal.deploy(REDSHIFT, "--yes", flag) == 2
    assert f"{flag[2:].split('=')[0]}: it names a superuser of the database" in terminal.err
    assert changes(terminal) == []
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", flag, "--AllowSuperuser=yes") == 0, terminal.err


@pytest.mark.parametrize("flag", ["--DBUsername=reader", "--DBSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-1"])
def test_who_may_be_a_superuser_is_refused_as_well(terminal, cloud, flag):
    def no(_):
        raise Refused("AccessDenied", "not authorized to perform redshift-data:ExecuteStatement")

    cloud.on("redshift-data:ExecuteStatement", no)
    assert terminal.deploy(REDSHIFT, "--yes", flag) == 2
    assert "could not be checked: " in terminal.err and f"{flag[2:].split('=')[0]}: it may name a superuser of the database" in terminal.err
    assert changes(terminal) == []
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", flag, "--AllowSuperuser=yes") == 0, terminal.err


def test_accounts_are_made_by_invitation_unless_the_settings_say_otherwise(terminal):
    terminal.deployed()
    assert change_sets(terminal, "cognito")[-1]["SignUp"] == "admin"
    assert "Anybody who finds the page" not in terminal.out
    terminal.deployed("--SignUp=open")
    assert "Anybody who finds the page may create an account" in terminal.out


@pytest.mark.parametrize(("flags", "way", "region", "scope"), [([], "cloudfront", "us-east-1", "CLOUDFRONT"), (EUROPES, "certificate", "eu-west-1", "REGIONAL")])
def test_the_firewall_is_made_where_its_address_needs_it_and_goes_with_the_setting(terminal, cloud, flags, way, region, scope):
    made_in = []
    cloud.on("cloudformation:CreateChangeSet", lambda given: made_in.append(terminal.aws.region()) if f"firewall-{way}" in given["StackName"] else None)
    europe = ["--AWSRegion=eu-west-1", "--RedshiftWorkgroup=shop", "--yes", *flags]
    assert terminal.deploy(*europe, "--Firewall=5000") == 0, terminal.out + terminal.err
    [given] = change_sets(terminal, f"firewall-{way}")
    assert given == {"Scope": scope, "RequestsPerAddress": "5000"}
    # For a firewall that CloudFront has left, it looks where CloudFront has it.
    assert made_in == [region] and terminal.aws.regions == {"eu-west-1", "us-east-1"}
    assert change_sets(terminal, f"address-{way}")[-1]["FirewallArn"] == cloud.stacks[f"querycast-firewall-{way}"].picture.outputs()["FirewallArn"]
    assert terminal.deploy(*europe) == 0, terminal.err
    assert change_sets(terminal, f"address-{way}")[-1]["FirewallArn"] == "" and f"querycast-firewall-{way}" not in cloud.stacks
    assert terminal.deploy(*europe, "--Firewall=5000") == 0, terminal.err
    assert terminal.destroy("--AWSRegion=eu-west-1", "--yes") == 0, terminal.err
    assert set(cloud.stacks) == {"querycast-cognito", "querycast-data"}


def test_a_certificate_replaces_cloudfront(terminal):
    terminal.deployed(
        "--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1",
        "--DomainName=api.example.com",
    )
    assert change_sets(terminal, "address-certificate")[0]["CloudFrontPrefixListId"] == ""
    assert change_sets(terminal, "backend")[-1]["Host"] == "api.example.com"
    assert "Point api.example.com (CNAME) to internal-1.elb.amazonaws.com." in terminal.out


def test_a_domain_that_does_not_point_to_the_load_balancer_is_explained_and_not_waited_for(terminal):
    curl = terminal.aws.bin / "curl"
    curl.write_text(CURL.replace('case "$*" in', 'case "$*" in *api.example.com*) exit 6 ;; esac\ncase "$*" in', 1))
    terminal.deployed("--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1", "--DomainName=api.example.com")
    assert "point its name to the load balancer first, as described below" in terminal.out
    assert "Point api.example.com (CNAME) to internal-1.elb.amazonaws.com." in terminal.out


def test_a_user_made_by_an_administrator_can_reset_the_password_by_mail(terminal):
    terminal.deployed("--SignUp=admin")
    [command] = [line for line in terminal.out.splitlines() if "admin-create-user" in line]
    assert "Name=email,Value=you@example.com Name=email_verified,Value=true" in command


def test_the_accounts_own_keys_are_found_and_passed_on(terminal, cloud):
    cloud.objects["mine/queries/a.sql"] = b"select 1"
    key = "arn:aws:kms:us-east-1:123456789012:key/theirs"
    cloud.on("s3:HeadObject", lambda p: {"ContentLength": 8, "SSEKMSKeyId": key} if p["Bucket"] == "mine" else None)
    terminal.deployed("--DBSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-ours", "--QueryScriptS3Path=s3://mine/queries/")
    assert change_sets(terminal, "backend")[0]["KeyArns"] == "arn:aws:kms:us-east-1:123456789012:key/ours,arn:aws:kms:us-east-1:123456789012:key/theirs"


def test_aws_own_keys_need_no_right(terminal):
    terminal.deployed("--DBSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-1")
    assert change_sets(terminal, "backend")[0]["KeyArns"] == ""
    assert terminal.aws.made("kms:DescribeKey") == []


@pytest.mark.parametrize(
    ("version", "enough"),
    [("2.32.20", False), ("2.33.0", True), ("2.100.1", True), ("3.0.0", True), ("1.43.99", False), ("1.44.0", True)],
)
def test_a_cli_that_is_too_old_is_refused_at_once(terminal, version, enough):
    aws = terminal.aws.bin / "aws"
    real = terminal.aws.bin / "aws.real"
    aws.rename(real)
    aws.write_text(f'#!/bin/sh\n[ "$1" != --version ] || {{ echo "aws-cli/{version} Python/3.11"; exit; }}\nexec "{real}" "$@"\n')
    aws.chmod(0o755)
    code = terminal.deploy(REDSHIFT, "--yes", "--dry-run", env={"BASH_ENV": ""})
    assert code == (0 if enough else 1), terminal.err
    if not enough:
        assert f"The AWS CLI is too old: aws-cli/{version}. Install 2.33 or newer" in terminal.err
        assert terminal.aws.calls == []


def test_an_existing_vpc_is_used(terminal):
    subnets = "subnet-0123456789abcdef0,subnet-0fedcba9876543211"
    terminal.deployed("--VpcId=vpc-0123456789abcdef0", f"--LoadBalancerSubnetIds={subnets}", f"--NodeSubnetIds={subnets}")
    assert change_sets(terminal, "backend")[0]["NodeSubnetIds"] == subnets
    assert change_sets(terminal, "network") == []


def test_a_git_repository_is_built_by_amplify(terminal):
    terminal.deployed("--UserGitURL=https://github.com/you/querycast", '--UserGitToken=gh"p\\1')
    assert terminal.aws.made("amplify:StartJob")[0]["jobType"] == "RELEASE"
    assert change_sets(terminal, "webapp")[0]["UserGitToken"] == 'gh"p\\1'
    assert 'gh"p' not in terminal.out + terminal.err


GIT = ["--UserGitURL=https://github.com/you/querycast", "--UserGitToken=t"]


def skips(terminal):
    return [each["SkipUnchanged"] for each in change_sets(terminal, "webapp")]


def test_a_page_from_git_is_not_built_again_unless_it_has_changed(terminal, cloud):
    """The first build must not be skipped, although nothing has changed in the repository."""
    terminal.deployed(*GIT)
    assert skips(terminal) == ["false", "true"] and len(terminal.aws.made("amplify:StartJob")) == 1
    before = len(terminal.aws.made("cloudformation:ExecuteChangeSet"))
    terminal.deployed(*GIT)
    assert "The page is published, and Amplify builds it after each commit that changes it." in terminal.out
    assert len(terminal.aws.made("amplify:StartJob")) == 1
    assert len(terminal.aws.made("cloudformation:ExecuteChangeSet")) == before
    variables = cloud.stacks["querycast-webapp"].picture.properties("App")["EnvironmentVariables"]
    assert {"Name": "AMPLIFY_DIFF_DEPLOY", "Value": "true"} in variables
    assert {"Name": "AMPLIFY_DIFF_DEPLOY_ROOT", "Value": "spa"} in variables


def test_a_page_from_git_is_built_for_another_address_although_no_commit_has_changed_it(terminal, monkeypatch):
    terminal.deployed(*GIT)
    monkeypatch.setitem(ALIKE, "DomainName", "d112.cloudfront.net")
    terminal.deployed(*GIT)
    assert skips(terminal) == ["false", "true", "false", "true"]
    assert len(terminal.aws.made("amplify:StartJob")) == 2


def test_a_page_from_git_is_built_for_new_headers_too(terminal, tmp_path):
    terminal.scripts = checkout(tmp_path / "checkout")
    terminal.deployed(*GIT)
    template = terminal.scripts / "webapp-setup.yaml"
    template.write_text(template.read_text().replace("no-referrer", "same-origin"))
    terminal.deployed(*GIT)
    assert skips(terminal) == ["false", "true", "false", "true"]
    assert len(terminal.aws.made("amplify:StartJob")) == 2


def test_a_page_from_git_that_could_not_be_built_is_built_by_the_next_run(terminal, cloud):
    cloud.on("amplify:GetJob", lambda _: {"job": {"summary": {"status": "FAILED"}}})
    assert terminal.deploy(REDSHIFT, "--yes", *GIT) == 1
    assert skips(terminal) == ["false"]
    cloud.others.clear()
    assert terminal.deploy(REDSHIFT, "--yes", *GIT) == 0, terminal.err
    assert skips(terminal)[-1] == "true" and len(terminal.aws.made("amplify:StartJob")) == 2


def test_an_earlier_image_can_be_used_again(terminal, cloud):
    terminal.deployed()
    cloud.images.add("yesterday")
    terminal.deployed("--ImageTag=yesterday")
    assert change_sets(terminal, "backend")[-1]["ImageTag"] == "yesterday"
    assert len([build for build in cloud.builds if "IMAGE_TAG" in build["variables"]]) == 1


def test_docker_builds_the_image_when_asked_to(terminal, cloud):
    terminal.env["CLOUD_LOG"] = str(terminal.folder / "docker.log")
    docker = terminal.aws.bin / "docker"
    docker.write_text('#!/bin/sh\ncat >/dev/null </dev/stdin\necho "$@" >>"$CLOUD_LOG"\n')
    docker.chmod(0o755)

    def list_images(_):
        log = terminal.folder / "docker.log"
        if log.exists() and "manifest push" in log.read_text():
            tag = log.read_text().split("manifest push")[1].split(":")[1].split()[0]
            return {"imageIds": [{"imageTag": tag}]}
        return {"imageIds": []}

    cloud.on("ecr:ListImages", list_images)
    cloud.on("ecr:GetAuthorizationToken", lambda _: {"authorizationData": [{"authorizationToken": "QVdTOnNlY3JldA==", "proxyEndpoint": "https://x"}]})
    terminal.deployed("--ImageBy=docker")
    log = (terminal.folder / "docker.log").read_text()
    assert "--platform linux/amd64" in log and "--platform linux/arm64" in log
    # The repository accepts each tag only once: an interrupted build must not block the next one.
    assert re.findall(r"^push \S+:\w{12}-(?:amd64|arm64)-\d{14}$", log, re.MULTILINE) == re.findall(r"^push .*$", log, re.MULTILINE)
    assert len(re.findall(r"^push ", log, re.MULTILINE)) == 2
    assert not [build for build in cloud.builds if "IMAGE_TAG" in build["variables"]]


def test_the_job_table_of_a_destroyed_stack_is_taken_over(terminal, cloud):
    cloud.tables["querycast"] = {"jobs": "many"}
    terminal.deployed()
    assert "The job table querycast exists from before, and is used again." in terminal.out
    made = [each for each in terminal.aws.made("cloudformation:CreateChangeSet") if each["StackName"] == "querycast-data"]
    # The table is taken over as it is; then it becomes what the settings say.
    assert [each["ChangeSetType"] for each in made] == ["IMPORT", "UPDATE"]
    assert made[1]["DeploymentMode"] == "REVERT_DRIFT"
    assert cloud.tables["querycast"] == {"jobs": "many"}
    assert cloud.owners["querycast"] == ("querycast-data", "CREATE_COMPLETE")


def test_a_table_whose_capacity_follows_the_load_goes_back_to_demand_without_what_would_change_it(terminal, cloud):
    terminal.deployed("--TableCapacity=provisioned")
    assert "dynamodb.application-autoscaling.amazonaws.com" in cloud.linked_roles
    assert cloud.stacks["querycast-data"].picture.properties("JobTable")["BillingMode"] == "PROVISIONED"
    before = len(terminal.aws.calls)
    terminal.deployed()
    assert "querycast-capacity" not in cloud.stacks
    assert cloud.stacks["querycast-data"].picture.properties("JobTable")["BillingMode"] == "PAY_PER_REQUEST"
    after = [(operation, params.get("StackName")) for _, operation, params in terminal.aws.calls[before:]]
    assert after.index(("DeleteStack", "querycast-capacity")) < after.index(("ExecuteChangeSet", "querycast-data"))
    assert terminal.destroy("--yes") == 0, terminal.err


def test_what_holds_jobs_and_users_is_not_deleted_by_hand(terminal, cloud):
    terminal.deployed()
    assert {name for name, stack in cloud.stacks.items() if stack.protected} == {"querycast-cognito", "querycast-data"}


def test_the_domains_name_can_change(terminal, cloud):
    terminal.deployed(*CERTIFICATE)
    cloud.on("acm:DescribeCertificate", lambda _: {"Certificate": {"Status": "ISSUED", "DomainName": "ask.example.com"}})
    assert terminal.deploy(REDSHIFT, "--yes", CERTIFICATE[0], "--DomainName=ask.example.com") == 0, terminal.err
    assert change_sets(terminal, "webapp")[-1]["ApiAddress"] == "https://ask.example.com"


CERTIFICATE = ["--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1", "--DomainName=api.example.com"]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--DDBTableName=other"], "DDBTableName: the jobs of querycast are in the table querycast, and another one would begin empty. Keep querycast"),
        (
            [
                "--VpcId=vpc-0123456789abcdef0",
                "--NodeSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1",
                "--LoadBalancerSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1",
            ],
            "VpcId: the nodes are in the VPC that was made for them. To change it, run destroy.sh first (jobs and users stay)",
        ),
    ],
)
def test_what_can_t_be_changed_in_place_is_refused_before_anything_happens(terminal, flags, words):
    terminal.deployed()
    before = len(changes(terminal))
    assert terminal.deploy(REDSHIFT, "--yes", *flags) == 2
    assert words in terminal.err
    assert len(changes(terminal)) == before


def test_a_replacement_is_shown_and_happens_only_after_yes(terminal, cloud):
    terminal.deployed()
    before = cloud.stacks["querycast-backend"].parameters
    assert terminal.deploy(REDSHIFT, "--WebsocketEndpointSSMParameterName=wss", answer="yes\nno") == 1
    assert "This would replace, that is make anew and delete the old one:\n  WebsocketEndpoint (AWS::SSM::Parameter)\n" in terminal.out
    assert "querycast-backend was not changed." in terminal.err
    assert cloud.stacks["querycast-backend"].parameters == before and cloud.sets == {}
    assert terminal.deploy(REDSHIFT, "--WebsocketEndpointSSMParameterName=wss", answer="yes\nyes") == 0, terminal.err


def test_help_names_every_setting(terminal):
    assert terminal.deploy("--help") == 0
    for name in (
        "RedshiftClusterEndpoint DBUsername DDBTableName WebsocketEndpointSSMParameterName RestApiEndpointSSMParameterName "
        "DDLScriptS3Path QueryScriptS3Path AWSRegion CognitoPoolName ClientAppName"
    ).split():
        assert name in terminal.out


# ---- Bad input --------------------------------------------------------------------------------------

BAD = [
    ("GatewaySecret", "third", "first or second"),
    ("RedshiftClusterEndpoint", "", "there is no Redshift"),
    ("RedshiftClusterEndpoint", "sales", "'sales' is not an endpoint with host, port and database"),
    ("RedshiftClusterEndpoint", "sales.abc.us-east-1.redshift.amazonaws.com/dev", "is not an endpoint"),
    ("AWSRegion", "eu-west-1", "RedshiftClusterEndpoint is in another region"),
    ("AWSRegion", "Ireland", "is not a region"),
    ("Account", "12", "is not an account's number"),
    ("StackPrefix", "1st", "is not a letter"),
    ("CognitoPoolName", "a/b", "is not a name"),
    ("ClientAppName", "a/b", "is not a name"),
    ("SignUp", "everybody", "is not open or admin"),
    ("PasswordLength", "4", "is not a number from 8 to 99"),
    ("Mfa", "maybe", "is not OFF, OPTIONAL or ON"),
    ("Protection", "yes", "is not OFF, AUDIT or ENFORCED"),
    ("RedshiftWorkgroup", "shop", "RedshiftClusterEndpoint is set too"),
    ("RedshiftDatabase", "my db", "is not a database's name"),
    ("AllowSuperuser", "perhaps", "is not yes or no"),
    ("DBUsername", "Robert'); drop table", "is not a user's name"),
    ("SetupUsername", "A", "is not a user's name"),
    ("DBSecretArn", "secret", "is not a secret's ARN"),
    ("DDBTableName", "a b", "is not 3 to 255"),
    ("TableCapacity", "some", "is not on-demand or provisioned"),
    ("TableUnitsAtLeast", "0", "is not a number from 1 to 99999"),
    ("TableUnitsAtMost", "many", "is not a number from 1 to 99999"),
    ("TableUnitsAtMost", "49", "less than TableUnitsAtLeast"),
    ("NodesOnDemand", "some", "is not a number from 0 to 200"),
    ("WebsocketEndpointSSMParameterName", "a b", "is not a name"),
    ("RestApiEndpointSSMParameterName", "REDSHIFT_WSS_ENDPOINT", "it is the same as"),
    ("RestApiEndpointSSMParameterName", "a/b", "is not a name"),
    ("RestApiEndpointSSMParameterName", "/SSM/rest", "begins with aws or ssm"),
    ("WebsocketEndpointSSMParameterName", "awsSocket", "begins with aws or ssm"),
    ("WebsocketEndpointSSMParameterName", "a" * 1012, "has more than 1011 characters"),
    ("SetupData", "perhaps", "is not yes or no"),
    ("DropFilledTables", "perhaps", "is not yes or no"),
    ("DDLScriptS3Path", "s3://bucket/folder/", "is not the S3 path of one file"),
    ("DDLScriptS3Path", "setup.sql", "is not the S3 path of one file"),
    ("QueryScriptS3Path", "queries/", "is not an S3 path"),
    ("QueryScriptS3Path", "s3://mine/*", "is not an S3 path"),
    ("TestToken", "a b", "is not an access token"),
    ("DataS3Path", "s3://bucket/'x'", "is not an S3 path"),
    ("DataS3Path", "s3://bucket/a&b", "is not an S3 path"),
    ("DataRoleArn", "role", "is not a role's ARN"),
    ("DataRegion", "here", "is not a region"),
    ("AllowedOrigins", "http://app.example.com", "is not a list of origins"),
    ("AllowedOrigins", "https://app.example.com/", "is not a list of origins"),
    ("Inboxes", "0", "is not a number from 1 to 400"),
    ("Inboxes", "401", "is not a number from 1 to 400"),
    ("NodesAtMost", "201", "is not a number from 1 to 200"),
    ("ConnectionsPerNode", "20001", "is not a number from 100 to 20000"),
    ("Inboxes", "15", "fewer than twice NodesAtMost"),
    ("Wait", "1", "is not true or false"),
    ("Sharing", "yes", "is not true or false"),
    ("Price", "cheap", "is not an amount and a currency"),
    ("Compress", "on", "is not true or false"),
    ("Lease", "PT61S", "is not a duration of up to PT1M"),
    ("Lease", "10", "is not a duration"),
    ("SnapshotInterval", "PT1M", "is not a duration of up to PT50S"),
    ("DueParts", "65", "is not a number from 1 to 64"),
    ("Quotas", "30,100", "is not none, or three numbers separated by commas"),
    ("SweepInterval", "PT0S", "is not a duration of up to PT1M"),
    ("QuietAfter", "P1D", "is not a duration of up to PT10M"),
    ("TokenCheck", "PT2H", "is not a duration of up to PT1H"),
    ("TimeLimit", "P1DT1S", "is not a duration of up to PT24H"),
    ("TimeLimit", "PT", "is not a duration"),
    ("Retention", "P366D", "is not a duration of up to P365D"),
    ("CatalogueInterval", "pt30s", "is not a duration of up to PT10M"),
    ("NodesAtLeast", "none", "is not a number"),
    ("NodesAtMost", "1", "less than NodesAtLeast"),
    ("NodeCpu", "1000", "is not 512, 1024, 2048 or 4096"),
    ("NodeMemory", "16384", "with NodeCpu=1024 it may be 2048 to 8192"),
    ("Rollout", "slow", "is not rolling, canary, linear or bluegreen"),
    ("Door", "window", "is not node or gateway"),
    ("NodeArchitecture", "arm", "is not ARM64 or X86_64"),
    ("ImageBy", "hand", "is not codebuild or docker"),
    ("ImageTag", "a b", "is not a tag"),
    ("ImageFindings", "hide", "is not show or stop"),
    ("Rebuild", "hourly", "is not daily, weekly or never"),
    ("CertificateArn", "arn:aws:acm:eu-west-1:123456789012:certificate/1", "must be in the load balancer's region"),
    ("DomainName", "api.example.com", "a domain of yours needs its certificate"),
    ("HostedZoneId", "zone", "is not a hosted zone's id"),
    ("VpcId", "vpc-1", "is not a VPC's id"),
    ("VpcId", "vpc-0123456789abcdef0", "the load balancer needs two of its subnets"),
    ("LoadBalancerSubnetIds", "subnet-0123456789abcdef0", "is not two or more subnets' ids"),
    ("NodeSubnetIds", "subnet-0123456789abcdef0", "is not two or more subnets' ids"),
    ("VpcId", "", "subnets are set, but not their VPC"),
    ("NodePublicIp", "yes", "is not ENABLED or DISABLED"),
    ("LogDays", "2", "is not one of 1, 3, 5"),
    ("PermissionsBoundary", "boundary", "is not a policy's ARN"),
    ("AlarmEmail", "me", "is not an email address"),
    ("Firewall", "9", "is not a number from 10"),
    ("RequestsPerSecond", "10001", "is not a number from 1 to 10000"),
    ("AccessLogs", "on", "is not yes or no"),
    ("ContainerInsights", "yes", "is not disabled, enabled or enhanced"),
    ("MonthlyBudget", "9.5", "is not a whole number of US dollars"),
    ("MonthlyBudget", "200", "the mail needs an address"),
    ("OtlpEndpoint", "10.0.3.7:4318", "is not an http or https address"),
    ("OtlpEndpoint", "http://10.0.3.7:4318", "OtlpEndpoint is not at port 443"),
    ("OtlpHeadersArn", "api-key=abc", "is not a secret's ARN"),
    ("OtlpHeadersArn", "arn:aws:secretsmanager:us-east-1:123456789012:secret:sales-1", "there is no collector"),
    ("PrometheusPort", "80", "is not a port from 1024 to 65535"),
    ("PrometheusPort", "9080", "9080 is the port of the page"),
    ("PrometheusPort", "9464", "the nodes must know who may ask"),
    ("MonitoringCidr", "0.0.0.0/0", "is not a block of addresses"),
    ("UserGitURL", "git@github.com:you/querycast", "is not a repository's https address"),
    ("UserGitURL", "https://github.com/you/querycast", "Amplify needs a token"),
    ("UserGitARN", "arn", "is not a CodeCommit repository's ARN"),
    ("BranchName", "feature/x", "is not a branch"),
    ("DataS3Path", "s3://bucket/trips/", "Redshift needs a role to read it"),
]


@pytest.mark.parametrize(
    ("tag", "counts", "words"),
    [
        (None, "", "The budget counts the whole account"),
        ("Inactive", "querycast", "The budget counts what has the tag Application=querycast."),
        ("Active", "querycast", "The budget counts what has the tag Application=querycast."),
    ],
)
def test_the_budget_counts_this_querycast_where_aws_counts_by_its_tag(terminal, cloud, tag, counts, words):
    cloud.cost_tags = {"Application": tag} if tag else {}
    terminal.deployed("--MonthlyBudget=200", "--AlarmEmail=you@example.com")
    assert words in terminal.out
    assert {each["BudgetOf"] for each in change_sets(terminal, "watch")} == {counts}
    assert cloud.cost_tags == ({"Application": "Active"} if tag else {})
    made = terminal.aws.made("cloudformation:CreateChangeSet")
    assert all(each["Tags"] == [{"Key": "Application", "Value": "querycast"}] for each in made)


def test_a_budget_of_the_whole_account_becomes_one_of_this_querycast_in_place(terminal, cloud):
    terminal.deployed("--MonthlyBudget=200", "--AlarmEmail=you@example.com")
    cloud.cost_tags = {"Application": "Inactive"}
    terminal.deployed("--MonthlyBudget=200", "--AlarmEmail=you@example.com")
    assert "changed  Budget (AWS::Budgets::Budget)\n" in terminal.out and "This would replace" not in terminal.out
    [budget] = [properties for type_, properties in cloud.things.values() if type_ == "AWS::Budgets::Budget"]
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": ["user:Application$querycast"]}


def test_an_account_that_may_not_see_its_costs_counts_all_of_them(terminal, cloud):
    def no(_):
        raise Refused("AccessDeniedException", "Linked account doesn't have access to cost allocation tags.")

    cloud.on("ce:ListCostAllocationTags", no)
    terminal.deployed("--MonthlyBudget=200", "--AlarmEmail=you@example.com")
    assert "have its management account activate the tag" in terminal.out
    assert change_sets(terminal, "watch")[-1]["BudgetOf"] == ""


@pytest.mark.parametrize(
    ("endpoint", "port"),
    [
        ("https://otlp.example.com", ""),
        ("https://otlp.example.com/v1:x", None),
        ("https://10.0.3.7:4318", "4318"),
        ("http://10.0.3.7", "80"),
        ("https://otlp.example.com:443/otlp", ""),
    ],
)
def test_nodes_may_call_the_collectors_port(terminal, endpoint, port):
    code = terminal.deploy(REDSHIFT, "--yes", f"--OtlpEndpoint={endpoint}", "--MonitoringCidr=10.0.3.0/24")
    assert code == (2 if port is None else 0), terminal.err
    if port is not None:
        assert change_sets(terminal, "address-cloudfront")[-1]["OtlpPort"] == port


@pytest.mark.parametrize(("name", "value", "reason"), BAD)
def test_a_bad_setting_is_refused_by_its_name_with_a_reason_and_an_example(terminal, name, value, reason):
    more = ["--NodeSubnetIds=subnet-0123456789abcdef0,subnet-0fedcba9876543210"] if reason.startswith("subnets") else []
    assert terminal.deploy(REDSHIFT, "--yes", f"--{name}={value}", *more) == 2
    assert reason in terminal.err
    assert ": " in terminal.err and "For example " in terminal.err
    assert name in terminal.err
    assert terminal.aws.calls == []


def test_no_region_is_guessed(terminal):
    assert terminal.deploy(REDSHIFT, "--yes", env={"AWS_REGION": ""}) == 2
    assert "AWSRegion: there is no region. For example AWSRegion=us-east-1." in terminal.err
    assert terminal.aws.calls == []


def test_every_setting_has_a_bad_value_here(terminal):
    terminal.deploy("--help")
    names = [line.split()[0] for line in terminal.out.rsplit("\n\n", 1)[1].splitlines()]
    # A token may have any form: the Git host decides.
    assert set(names) - {name for name, _, _ in BAD} == {"UserGitToken"}


def test_all_faults_are_reported_together(terminal):
    assert terminal.deploy("--SignUp=x", "--Mfa=x", "--LogDays=x") == 2
    for name in ("SignUp", "Mfa", "LogDays", "RedshiftClusterEndpoint"):
        assert f"  {name}: " in terminal.err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--Nonsense=1"], "--Nonsense=1: there is no such setting"),
        (["--nonsense"], "--nonsense: there is no such setting or flag"),
        (["nonsense"], "'nonsense' is no flag"),
        (["--DBUsername"], "--DBUsername wants a value, such as --DBUsername=querycast_reader"),
        (["--parameters"], "--parameters wants a file"),
        (["--parameters", "/nowhere"], "/nowhere can't be read"),
    ],
)
def test_an_unknown_setting_is_refused(terminal, flags, words):
    assert terminal.deploy(*flags) == 1
    assert words in terminal.err
    assert terminal.aws.calls == []


def test_a_line_that_is_not_a_setting_is_refused_with_its_number(terminal, tmp_path):
    file = tmp_path / "querycast.env"
    file.write_text("SignUp=open\nDbUser=me\n")
    assert terminal.deploy("--parameters", str(file)) == 1
    assert "line 2: 'DbUser' is no setting" in terminal.err


def test_a_node_may_hold_as_many_sockets_as_the_server_takes(terminal):
    most = ("--ConnectionsPerNode=20000", "--NodesAtMost=200", "--Inboxes=400")
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", *most) == 0, terminal.err


OWN_VPC = ["--VpcId=vpc-0123456789abcdef0", "--NodeSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1"]


# ---- Things that do not exist -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (
            ["--RedshiftClusterEndpoint=other.abc123.us-east-1.redshift.amazonaws.com:5439/dev"],
            "there is no cluster other in us-east-1 of account 123456789012; there is sales.",
        ),
        (["--RedshiftClusterEndpoint=sales.zzz999.us-east-1.redshift.amazonaws.com:5439/dev"], "the cluster sales is at sales.abc123"),
        (["--RedshiftClusterEndpoint=", "--RedshiftWorkgroup=other"], "there is no workgroup other in us-east-1 of account 123456789012; there is shop."),
        (["--DBSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:other-1"], "there is no such secret"),
        (["--RedshiftClusterEndpoint=sales.abc123.us-east-1.redshift.amazonaws.com:5440/dev"], "the cluster sales listens on port 5439"),
        (
            ["--RedshiftClusterEndpoint=sales.abc123.us-east-1.redshift.amazonaws.com:5439/other"],
            'RedshiftClusterEndpoint: Redshift does not let it in: FATAL: database "other" does not exist',
        ),
        (["--RedshiftClusterEndpoint=", "--RedshiftWorkgroup=shop", "--RedshiftDatabase=other"], "RedshiftDatabase: Redshift does not let it in"),
        (["--SetupUsername=nobody"], 'SetupUsername: Redshift does not let it in: FATAL: user "IAM:nobody" does not exist'),
        (["--DDLScriptS3Path=s3://mine/setup.sql"], "s3://mine/setup.sql is not there"),
        (["--QueryScriptS3Path=s3://mine/queries/"], "there is no .sql file at s3://mine/queries/"),
        (["--QueryScriptS3Path=s3://mine/a.sql"], "there is no .sql file at s3://mine/a.sql"),
        (["--QueryScriptS3Path=s3://nobodys/queries/"], "there is no bucket nobodys"),
        (["--QueryScriptS3Path=s3://faraway/queries/"], "the bucket faraway is in eu-central-1; it must be in us-east-1."),
        (
            ["--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/pending", "--DomainName=api.example.com"],
            "the certificate is not issued but PENDING_VALIDATION",
        ),
        (
            ["--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1", "--DomainName=api.example.net"],
            "DomainName: the certificate is not for api.example.net but for api.example.com *.example.org.",
        ),
        (
            ["--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1", "--DomainName=api.example.com", "--HostedZoneId=Z2"],
            "HostedZoneId: there is no such zone in account 123456789012.",
        ),
        (
            ["--CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1", "--DomainName=api.example.org", "--HostedZoneId=Z1"],
            "HostedZoneId: the zone is for example.com, which api.example.org is not in.",
        ),
        (
            [*OWN_VPC, "--LoadBalancerSubnetIds=subnet-0123456789abcdef0,subnet-0fedcba9876543210"],
            "LoadBalancerSubnetIds: the subnet subnet-0fedcba9876543210 is in the zone of another one",
        ),
        (
            [*OWN_VPC, "--LoadBalancerSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef3"],
            "LoadBalancerSubnetIds: the subnet subnet-0123456789abcdef3 is in the zone use1-az3, which CloudFront does not reach.",
        ),
        (["--ImageTag=unknown"], "there is no image unknown"),
        (
            [
                "--VpcId=vpc-99999999999999999",
                "--LoadBalancerSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcbad0",
                "--NodeSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcbad0",
            ],
            "vpc-99999999999999999 is not there, or has no internet gateway",
        ),
    ],
)
def test_a_missing_thing_is_refused_before_anything_is_changed(terminal, flags, words):
    assert terminal.deploy(REDSHIFT, "--yes", *flags) == 2
    assert words in terminal.err
    assert "For example " in terminal.err
    assert changes(terminal) == []


@pytest.mark.parametrize(
    ("service", "name", "flags"), [("amplify", "Amplify", []), ("fargate", "Fargate", []), ("apigatewayv2", "API Gateway for sockets", ["--Door=gateway"])]
)
def test_a_region_without_a_service_is_refused_first(terminal, cloud, service, name, flags):
    cloud.absent_services.add(service)
    if flags:
        assert terminal.deploy(REDSHIFT, "--yes", "--dry-run") == 0, "nobody needs it"
        terminal.aws.calls.clear()
    assert terminal.deploy(REDSHIFT, "--yes", *flags) == 2
    assert f"AWSRegion: AWS has no {name} in us-east-1." in terminal.err
    assert changes(terminal) == []


@pytest.mark.parametrize("absent", [[], ["amplify"]])
def test_a_region_that_does_not_answer_for_aws_list_is_looked_up_in_another(terminal, cloud, absent):
    cloud.absent_services.update(absent)
    flags = ("--AWSRegion=eu-west-1", "--RedshiftWorkgroup=shop", "--yes", "--dry-run")

    def answer(params):
        if terminal.aws.region() == "eu-west-1" and "global-infrastructure" in params["Name"]:
            raise Refused("ParameterNotFound", "")

    cloud.on("ssm:GetParameter", answer)
    assert terminal.deploy(*flags) == (2 if absent else 0), terminal.err
    assert terminal.err.count("AWSRegion:") == len(absent)
    cloud.on("ssm:GetParameter", lambda _: answer(_) or refuse_here(terminal))
    assert terminal.deploy(*flags) == 0, "what may not be looked up is left to the steps that need it"


def refuse_here(terminal):
    if terminal.aws.region() == "us-east-1":
        raise Refused("AccessDeniedException", "with an explicit deny in a service control policy")


def test_a_region_without_cognito_is_refused_first(terminal, cloud):
    """It asks Cognito itself: AWS's list is not documented for it by a name."""
    aws = terminal.folder / "aws-without-cognito.sh"
    refusal = 'echo "Could not connect to the endpoint URL: https://cognito-idp.us-east-1.amazonaws.com/" >&2; return 255'
    aws.write_text(terminal.aws.function.read_text().replace("aws() {", f'aws() {{\n  [ "$1" != cognito-idp ] || {{ {refusal}; }}', 1))
    assert terminal.deploy(REDSHIFT, "--yes", env={"BASH_ENV": str(aws)}) == 2
    assert "AWSRegion: AWS has no Cognito in us-east-1." in terminal.err and changes(terminal) == []


def test_a_paused_cluster_is_refused(terminal, cloud):
    cloud.on(
        "redshift:DescribeClusters",
        lambda _: {"Clusters": [{"ClusterStatus": "paused", "Endpoint": {"Address": ENDPOINT.split(":")[0]}}]},
    )
    assert terminal.deploy(REDSHIFT, "--yes") == 2
    assert "the cluster sales is not available but paused. Resume it first." in terminal.err


def test_the_table_of_another_stack_is_not_taken_over(terminal, cloud):
    cloud.tables["querycast"] = {}
    cloud.owners["querycast"] = ("other-backend", "CREATE_COMPLETE")
    assert terminal.deploy(REDSHIFT, "--yes") == 2
    assert "DDBTableName: the table querycast belongs to the stack other-backend. Choose another name." in terminal.err
    assert changes(terminal) == []


def test_what_may_be_replaced_is_shown_and_asked_too(terminal, cloud):
    """CloudFormation says so of a service that begins to use Spot."""
    terminal.deployed()
    assert terminal.deploy(REDSHIFT, "--yes", "--dry-run", "--NodesOnDemand=2") == 0, terminal.err
    assert "modify  Service (AWS::ECS::Service), which may replace it\n" in terminal.out
    assert terminal.deploy(REDSHIFT, "--NodesOnDemand=2", answer="yes\nno") == 1
    assert "This may replace; AWS decides that when it makes the change:\n  Service (AWS::ECS::Service)\n" in terminal.out
    assert "querycast-backend was not changed." in terminal.err and cloud.stacks["querycast-backend"].parameters["NodesOnDemand"] != "2"
    assert terminal.deploy(REDSHIFT, "--NodesOnDemand=2", answer="yes\nyes") == 0, terminal.err


def test_existing_parameters_are_not_replaced(terminal, cloud):
    cloud.parameters.add("REDSHIFT_WSS_ENDPOINT")
    assert terminal.deploy(REDSHIFT, "--yes") == 2
    assert "WebsocketEndpointSSMParameterName: there is a parameter REDSHIFT_WSS_ENDPOINT in us-east-1 already." in terminal.err
    assert changes(terminal) == []


def test_somebody_elses_table_is_not_touched(terminal, cloud):
    cloud.tables["querycast"] = {"keys": ["id"]}
    assert terminal.deploy(REDSHIFT, "--yes") == 2
    assert "there is a table querycast already, and it is no job table" in terminal.err


# ---- Where ------------------------------------------------------------------------------------------


def test_account_and_region_are_shown_and_must_be_confirmed(terminal):
    assert terminal.deploy(REDSHIFT, answer="no") == 1
    assert "Account  123456789012" in terminal.out
    assert "Region   us-east-1" in terminal.out
    assert "Nothing was changed." in terminal.err
    assert terminal.aws.names() == ["sts:GetCallerIdentity"]


def test_yes_continues(terminal):
    assert terminal.deploy(REDSHIFT, "--dry-run", answer="yes") == 0, terminal.err


def test_without_a_terminal_the_answer_is_not_yes(terminal):
    assert terminal.deploy(REDSHIFT) == 1
    assert "Run it in a terminal, or with --yes." in terminal.err


def test_the_wrong_account_is_refused_even_with_yes(terminal):
    assert terminal.deploy(REDSHIFT, "--yes", "--Account=999999999999") == 1
    assert "Account: this is 123456789012, not 999999999999." in terminal.err
    assert changes(terminal) == []


# ---- How new nodes take over ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rollout", "strategy"), [("rolling", "ROLLING"), ("canary", "CANARY"), ("linear", "LINEAR"), ("bluegreen", "BLUE_GREEN")]
)
def test_how_new_nodes_take_over_is_a_setting(terminal, rollout, strategy):
    terminal.deployed()
    assert terminal.deploy(REDSHIFT, "--yes", f"--Rollout={rollout}") == 0, terminal.err
    assert change_sets(terminal, "backend")[-1]["Strategy"] == strategy


def test_nodes_of_an_earlier_version_roll_once_before_they_may_take_over_otherwise(terminal, cloud):
    terminal.deployed()
    before = len(changes(terminal))
    group = cloud.stacks["querycast-backend"].parameters.pop("NextTargetGroupArn")
    assert terminal.deploy(REDSHIFT, "--yes", "--Rollout=canary") == 2
    assert "Rollout: the nodes were deployed by an earlier version of this script. Run it once with Rollout=rolling first." in terminal.err
    assert len(changes(terminal)) == before
    cloud.stacks["querycast-backend"].parameters["NextTargetGroupArn"] = group
    assert terminal.deploy(REDSHIFT, "--yes", "--Rollout=canary") == 0, terminal.err
