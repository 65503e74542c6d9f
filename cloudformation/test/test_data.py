"""The setup script runs through the Data API: once, in steps, and it never deletes existing rows."""

import re
import subprocess

import pytest
from cloud import ENDPOINT, Cloud
from conftest import FOLDER, Terminal
from fake_aws import FakeAws
from local_cloud import local_cloud

REDSHIFT = f"--RedshiftClusterEndpoint={ENDPOINT}"
SAMPLE = b"""-- As the sample had it.
drop table if exists trips;
create table trips (id int, note varchar(20));
copy trips from 's3://mine/trips/' iam_role 'arn:aws:iam::123456789012:role/reader';
"""


def with_script(terminal, script, *flags):
    """Runs the script in a Querycast that is there, without it at first: all else is done already then."""
    if not terminal.cloud.stacks:
        rows, terminal.cloud.rows = terminal.cloud.rows, {}
        terminal.deployed("--SetupData=no")
        terminal.cloud.rows = rows
    terminal.cloud.objects["mine/setup.sql"] = script
    assert terminal.deploy(REDSHIFT, "--yes", "--DDLScriptS3Path=s3://mine/setup.sql", *flags) == 0, terminal.err
    return terminal.cloud.sql()


def test_the_repositorys_script_copies_from_where_it_is_told(terminal, cloud):
    terminal.deployed("--DataS3Path=s3://mine/trips/", "--DataRoleArn=arn:aws:iam::123456789012:role/reader", "--DataRegion=eu-west-1")
    table, copy = cloud.sql()
    assert "create table if not exists nyc_yellow_taxi" in table
    assert "from 's3://mine/trips/'" in copy
    assert "iam_role 'arn:aws:iam::123456789012:role/reader'" in copy
    assert "region 'eu-west-1'" in copy


def test_the_clusters_default_role_is_named_without_quotes(terminal, cloud):
    terminal.deployed("--DataS3Path=s3://mine/trips/", "--DataRoleArn=default")
    assert "iam_role default" in cloud.sql()[1]


def test_the_example_bucket_is_never_copied_from(terminal, cloud):
    terminal.deployed()
    assert len(cloud.sql()) == 1
    assert "2 of 2: left out, because DataS3Path does not say where to copy from" in terminal.out


def test_it_runs_as_the_given_user_in_the_given_database(terminal, cloud):
    terminal.deployed("--SetupUsername=owner")
    for each in cloud.statements.values():
        assert each["where"]["DbUser"] == "owner"
        assert (each["where"]["ClusterIdentifier"], each["where"]["Database"]) == ("sales", "dev")


def test_a_script_in_s3_is_run_instead_of_the_repositorys(terminal):
    assert [each.split()[0] for each in with_script(terminal, SAMPLE)] == ["--", "create", "copy"]
    assert terminal.cloud.rows == {"trips": 1000}
    assert "  3 of 3: copy trips from" in terminal.out


def test_a_table_that_holds_rows_is_neither_dropped_nor_filled_again(terminal):
    with_script(terminal, SAMPLE)
    before = len(terminal.cloud.sql())
    with_script(terminal, SAMPLE)
    assert len(terminal.cloud.sql()) == before
    assert terminal.cloud.rows == {"trips": 1000}
    assert "1 of 3: left out, because trips holds 1000 rows. To delete them anyway: --DropFilledTables=yes" in terminal.out
    assert "2 of 3: left out, trips stays as it is" in terminal.out
    assert "3 of 3: left out, because trips holds 1000 rows already" in terminal.out


def test_it_is_dropped_if_the_setting_says_so(terminal):
    with_script(terminal, SAMPLE)
    with_script(terminal, SAMPLE, "--DropFilledTables=yes")
    assert len([each for each in terminal.cloud.sql() if "drop table" in each]) == 2
    assert terminal.cloud.rows == {"trips": 1000}


@pytest.mark.parametrize(
    "statement",
    [
        "drop table trips",
        "DROP TABLE public.trips cascade",
        'drop table "public"."trips"',
        'drop table "Odd Name"',
        "drop table empty, trips",
        "drop schema public cascade",
        "truncate trips",
        "truncate table trips",
        "delete from trips where id = 1",
        "alter table trips drop column note",
        "alter table other append from trips",
        "merge into trips using other on trips.id = other.id when matched then delete when not matched then insert values (1)",
    ],
)
def test_no_other_statement_may_delete_rows(terminal, statement):
    terminal.cloud.rows = {"trips": 5, "empty": 0}
    sql = with_script(terminal, statement.encode())
    assert sql == []
    assert "1 of 1: left out" in terminal.out
    assert terminal.cloud.rows["trips"] == 5


def test_several_copies_fill_one_new_table(terminal):
    copies = b"create table if not exists t (a int); copy t from 's3://mine/1'; copy t from 's3://mine/2';"
    with_script(terminal, copies)
    assert terminal.cloud.rows == {"t": 2000}
    with_script(terminal, copies)
    assert terminal.cloud.rows == {"t": 2000}


def test_nothing_is_run_when_the_tables_are_there_already(terminal, cloud):
    terminal.deployed("--SetupData=no")
    assert cloud.sql() == []


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("select 1; select 2", ["select 1", "select 2"]),
        ("select ';'; select ''';'''", ["select ';'", "select ''';'''"]),
        ('select 1 as "a;b";', ['select 1 as "a;b"']),
        ("select 1 -- not here; no\n, 2;", ["select 1 , 2"]),
        ("select /* a; /* b; */ c; */ 1;", ["select 1"]),
        ("create procedure p() as $$ begin; end; $$ language plpgsql; select 1;", ["create procedure p() as $$ begin; end; $$ language plpgsql", "select 1"]),
        ("do $x$ ; $$ ; $x$;", ["do $x$ ; $$ ; $x$"]),
        (";;\n -- only words\n ;\n\n", []),
        ("SELECT\n\t1\n;\n", ["select 1"]),
    ],
)
def test_a_script_is_split_at_the_semicolons_that_end_statements(tmp_path, script, statements):
    program = f'. "{FOLDER}/lib/data.sh"; split_statements "{tmp_path}"'
    subprocess.run(["bash", "-c", program], input=script, text=True, check=True)
    plain = [re.sub(r"\s+", " ", file.read_text()).strip() for file in sorted(tmp_path.glob("*.plain"))]
    assert plain == statements


@pytest.fixture(scope="module")
def redshift(tmp_path_factory):
    with local_cloud(tmp_path_factory.mktemp("local")) as address:
        yield address


def test_against_a_warehouse_that_really_runs_it(redshift, tmp_path, monkeypatch):
    """The local cloud's Data API holds trips already and refuses to create tables, so the test sees only this much."""
    for name, value in (("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local"), ("AWS_ENDPOINT_URL_REDSHIFT_DATA", redshift)):
        monkeypatch.setenv(name, value)
    cloud = Cloud()
    aws = FakeAws(cloud, tmp_path / "aws", passes_on=("redshift-data",))
    terminal = Terminal(aws, tmp_path)
    endpoint = "--RedshiftClusterEndpoint=querycast.abc123.us-east-1.redshift.amazonaws.com:5439/dev"
    cloud.on("redshift:DescribeClusters", lambda _: {"Clusters": [{"ClusterStatus": "available", "Endpoint": {"Address": "querycast.abc123.us-east-1.redshift.amazonaws.com", "Port": 5439}}]})
    cloud.objects["mine/setup.sql"] = b"""
        drop table if exists nyc_yellow_taxi;
        create table nyc_yellow_taxi (id int);
        copy nyc_yellow_taxi from 's3://mine/trips/' iam_role default;
        truncate trips_that_are_not_there_yet; -- "where there is none, none are lost"; Redshift refuses it
    """
    flags = (endpoint, "--yes", "--DDLScriptS3Path=s3://mine/setup.sql")
    assert terminal.deploy(*flags) == 1, terminal.err
    assert "1 of 4: left out, because nyc_yellow_taxi holds 36500 rows." in terminal.out
    assert "2 of 4: left out, nyc_yellow_taxi stays as it is" in terminal.out
    assert "3 of 4: left out, because nyc_yellow_taxi holds 36500 rows already" in terminal.out
    assert "4 of 4: truncate trips_that_are_not_there_yet" in terminal.out
    cloud.objects["mine/setup.sql"] = b"select count(*) from nyc_yellow_taxi"
    assert terminal.deploy(*flags) == 0, terminal.err
    cloud.objects["mine/setup.sql"] = b"select nonsense from nowhere"
    assert terminal.deploy(*flags) == 1
    assert "Redshift refused a statement of the setup script (FAILED):" in terminal.err
    assert "nowhere" in terminal.err
    aws.close()
