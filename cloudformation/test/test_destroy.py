"""destroy.sh deletes Querycast without a trace, but deletes the table only with a flag."""

import time

from cloud import ENDPOINT, Stack
from fake_aws import Refused


def test_jobs_and_users_stay_unless_a_flag_says_otherwise(terminal, cloud):
    terminal.deployed()
    assert terminal.destroy("--yes") == 0, terminal.err
    assert list(cloud.stacks) == ["querycast-cognito", "querycast-data"]
    assert list(cloud.tables) == ["querycast"]
    assert cloud.objects == {}
    assert "The job table querycast is still there." in terminal.out
    assert "The stack querycast-cognito is still there, with its users." in terminal.out


def test_everything_is_deleted_if_the_flags_say_so(terminal, cloud):
    terminal.deployed()
    assert terminal.destroy("--yes", "--delete-jobs", "--delete-users") == 0, terminal.err
    assert cloud.stacks == {} and cloud.tables == {} and cloud.objects == {}
    assert terminal.out.rstrip().endswith("Nothing else is left.")
    assert "is still there" not in terminal.out


def test_the_pool_keeps_its_settings_until_it_is_gone(terminal):
    terminal.deployed("--SignUp=admin")
    terminal.destroy("--yes", "--delete-users")
    given = terminal.aws.made("cloudformation:CreateChangeSet")[-1]["Parameters"]
    values = {each["ParameterKey"]: each["ParameterValue"] for each in given}
    assert values["SignUp"] == "admin" and values["DeletionProtection"] == "INACTIVE"


def test_a_deleted_querycast_can_be_created_again_with_its_jobs(terminal, cloud):
    terminal.deployed()
    terminal.destroy("--yes")
    cloud.images.clear()
    terminal.deployed()
    assert list(cloud.tables) == ["querycast"] and "querycast-data is as it should be." in terminal.out


def test_no_statement_is_run_in_redshift(terminal):
    terminal.deployed()
    before = len(terminal.aws.made("redshift-data:ExecuteStatement"))
    terminal.destroy("--yes", "--delete-jobs", "--delete-users")
    assert len(terminal.aws.made("redshift-data:ExecuteStatement")) == before


def test_a_dry_run_lists_what_would_be_deleted_and_deletes_nothing(terminal, cloud):
    terminal.deployed()
    assert terminal.destroy("--dry-run", "--delete-jobs") == 0, terminal.err
    assert "querycast-backend: nodes, queues, rule, images and logs." in terminal.out
    assert "querycast-address-cloudfront: the address" in terminal.out and "querycast-network: the network." in terminal.out
    assert "querycast-data: the job table querycast, with ALL JOBS." in terminal.out
    assert len(cloud.stacks) == 9


def test_it_is_checked_first(terminal, cloud):
    terminal.deployed()
    assert terminal.destroy(answer="no") == 1
    assert len(cloud.stacks) == 9


def test_the_group_that_cloudfront_leaves_in_the_vpc_is_deleted(terminal, cloud):
    terminal.deployed()
    cloud.groups, cloud.undeletable = ["sg-1"], 1
    assert terminal.destroy("--yes") == 0, terminal.err
    assert "CloudFront has left the security group sg-1 in the VPC" in terminal.out
    assert cloud.groups == []


def test_the_firewall_is_listed_and_deleted(terminal, cloud):
    terminal.deployed("--Firewall=10000")
    assert terminal.destroy("--dry-run") == 0, terminal.err
    assert "querycast-firewall-cloudfront: the firewall." in terminal.out
    assert terminal.destroy("--yes") == 0, terminal.err
    assert "querycast-firewall-cloudfront" not in cloud.stacks and terminal.out.rstrip().endswith("Nothing else is left.")


def test_a_firewall_that_can_t_be_seen_is_not_taken_for_none(terminal, cloud):
    def no(params):
        if "firewall-cloudfront" in params["StackName"]:
            raise Refused("AccessDenied", "with an explicit deny in a service control policy")

    cloud.on("cloudformation:DescribeStacks", no)
    assert terminal.destroy("--yes") == 0, terminal.err
    assert "an explicit deny" in terminal.err
    assert "Nothing else is left, but this could not be seen: querycast-firewall-cloudfront in us-east-1." in terminal.out


def test_a_stack_that_can_t_be_deleted_is_explained(terminal, cloud):
    terminal.deployed()
    cloud.undeletable = 1
    assert terminal.destroy("--yes") == 1
    assert "The stack querycast-network could not be deleted (DELETE_FAILED):" in terminal.err
    assert "Vpc (AWS::EC2::VPC): The vpc has dependencies" in terminal.err


def test_a_second_run_finds_nothing_to_do(terminal):
    assert terminal.destroy("--yes", "--delete-jobs", "--delete-users") == 0, terminal.err
    assert terminal.out.count("is not there.") == 9


def test_a_half_deleted_stack_is_deleted(terminal, cloud):
    terminal.deployed()

    def expired(_):
        raise Refused("ExpiredToken", "The security token included in the request is expired")

    cloud.on("dynamodb:UpdateTable", expired)
    assert terminal.destroy("--yes", "--delete-jobs") == 1
    assert "Your credentials have expired while deleting the job table." in terminal.err
    assert "querycast-backend" not in cloud.stacks and list(cloud.tables) == ["querycast"]
    cloud.on("dynamodb:UpdateTable", None)
    assert terminal.destroy("--yes", "--delete-jobs") == 0, terminal.err
    assert "querycast-data: the job table querycast, with ALL JOBS." in terminal.out
    assert cloud.tables == {}


def test_somebody_elses_table_of_that_name_is_left_alone(terminal, cloud):
    cloud.tables["querycast"] = {"keys": ["id"]}
    assert terminal.destroy("--yes", "--delete-jobs") == 0, terminal.err
    assert list(cloud.tables) == ["querycast"]


def test_the_table_of_another_querycast_is_left_alone(terminal, cloud):
    """A second run, or a wrong prefix by mistake: the table with the default name belongs to another stack."""
    cloud.tables["querycast"] = {"protected": True}
    cloud.owners["querycast"] = ("live-backend", "UPDATE_COMPLETE")
    assert terminal.destroy("--yes", "--delete-jobs", "--StackPrefix=trial") == 0, terminal.err
    assert cloud.tables == {"querycast": {"protected": True}}
    assert "The table querycast belongs to the stack live-backend, and stays." in terminal.out


def test_an_unfinished_pool_is_not_created_again_only_to_be_deleted(terminal, cloud):
    cloud.stacks["querycast-cognito"] = stack = Stack()
    stack.status = "ROLLBACK_COMPLETE"
    assert terminal.destroy("--yes", "--delete-users") == 0, terminal.err
    assert cloud.stacks == {}
    assert terminal.aws.made("cloudformation:CreateChangeSet") == []


def test_ctrl_c_half_way_is_reported_and_the_next_run_continues(terminal, cloud):
    terminal.deployed()
    asked = []
    cloud.on("dynamodb:DescribeTable", lambda _: asked.append(1) or {"Table": {"TableStatus": "UPDATING", "KeySchema": []}})

    def half_way():
        while len(asked) < 2:
            time.sleep(0.01)
        return True

    assert terminal.destroy("--yes", "--delete-jobs", interrupt=half_way) == 130
    assert "Stopped while deleting the job table." in terminal.err
    cloud.on("dynamodb:DescribeTable", None)
    assert terminal.destroy("--yes", "--delete-jobs") == 0, terminal.err
    assert cloud.tables == {}


def test_a_bad_setting_is_refused(terminal):
    assert terminal.destroy("--AWSRegion=there", "--yes") == 2
    assert "AWSRegion: 'there' is not a region." in terminal.err
    assert terminal.destroy("--delete-everything") == 1
    assert ENDPOINT not in terminal.err


def test_what_tells_the_backends_topic_goes_before_the_backend(terminal, cloud):
    terminal.deployed("--TableCapacity=provisioned")
    before = len(terminal.aws.made("cloudformation:DeleteStack"))
    assert terminal.destroy("--yes", "--delete-jobs") == 0, terminal.err
    assert "querycast-capacity: what lets the table's capacity follow the load." in terminal.out
    deleted = [each["StackName"] for each in terminal.aws.made("cloudformation:DeleteStack")[before:]]
    assert "querycast-watch: alarms, dashboard and budget." in terminal.out
    for each in ("querycast-capacity", "querycast-watch", "querycast-rebuild"):
        assert deleted.index(each) < deleted.index("querycast-backend"), "its alarms name the backend's topic"
        assert each not in cloud.stacks
