"""The arithmetic of the guide, "What it costs", done again from the counts and prices that it names."""

import json
import re
import zlib
from pathlib import Path

import pytest
from role import Values

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "cloudformation/README.md").read_text().split("## What it costs")[1].split("\n## ")[0]
COLUMNS = [10, 1_000, 100_000]
LARGE = COLUMNS[-1]
MONTH = 730
DAYS = 20
# Of one user, and of 60 % of the users, who are there at the same time: in different shifts or time zones.
WORK = DAYS * 8
BUSY = WORK / 0.6

# The settings of the last column.
ON_DEMAND, SOCKETS, LEAST = 2, 5_000, 25

# What one user has in a month.
JOBS = DAYS * 20
LONG = JOBS // 4
RETURNS = DAYS * 20
SESSIONS = DAYS * 9
SNAPSHOTS = WORK * 60 // 5 + JOBS * 3 // 2
BEATS = WORK * 3600 // 25 - SNAPSHOTS
HINTS = JOBS + LONG
# Every sixth time the browser asks first whether it may ask.
ASKED = 1 + 1 / 6
READS = SNAPSHOTS + RETURNS + 3 * JOBS + 2 * HINTS
WRITES = 11 * JOBS + 3 * SESSIONS
INDEX_WRITES = 2 * JOBS
QUEUE = (HINTS + JOBS) * 2.1
REQUESTS = (JOBS + RETURNS) * ASKED + SESSIONS * 2.5 + DAYS * 5

# What a node does by itself in an hour. The leases are in the table, what is due is in the index.
LEASES = 1_440
DUE_READS = 4_560


def megabytes(compressed):
    snapshot, rows = (0.5, 15) if compressed else (0.9, 64)
    return (SNAPSHOTS * snapshot + BEATS * 0.1 + RETURNS * 0.9 + JOBS * rows + REQUESTS) / 1000


def more_nodes(users, sockets=SOCKETS):
    """The nodes beside the two that always run, while 60 % of the users are there."""
    return max(0, users * 0.6 / sockets - ON_DEMAND)


def node_hours(users):
    return ON_DEMAND * MONTH + more_nodes(users) * BUSY


def nodes(users, cores=None, spot=0.5, sockets=SOCKETS):
    hour = (cores or (0.5 if users == LARGE else 1)) * 0.03238 + 2 * 0.00356
    return ON_DEMAND * MONTH * (hour + 0.005) + more_nodes(users, sockets) * BUSY * (hour * spot + 0.005)


def load_balancer(users, is_large=None):
    is_large = users == LARGE if is_large is None else is_large
    units = max(users * 0.6 / 3000, users * megabytes(is_large) / 1000 / BUSY)
    return 0.0225 * MONTH + 0.008 * units * BUSY + (2 * 0.005 * MONTH if is_large else 0)


def traffic(users, is_large):
    gigabytes = users * megabytes(is_large) / 1000
    if is_large:
        return max(0, gigabytes - 100) * 0.09
    return max(0, gigabytes - 1000) * 0.085 + max(0, users * REQUESTS - 10e6) / 10_000 * 0.01


def capacity(units, least, price):
    """Of what is 70 % used while the users are there, a quarter of an hour each day after that, and else the least."""
    at_work = max(least, units / BUSY / 3600 / 0.7)
    hours = BUSY + DAYS / 4
    return (at_work * hours + least * (MONTH - hours)) * price


def node_writes(users):
    """In an hour: its lease, and its sums of what was used, 1 KB every ten seconds or 80 KB every two minutes."""
    return LEASES + (2_400 if users == LARGE else 360)


def on_demand(users):
    reads = users * READS + node_hours(users) * (LEASES + DUE_READS)
    writes = users * WRITES + node_hours(users) * node_writes(users)
    return reads * 0.125e-6 + writes * 0.625e-6


def provisioned(users):
    hours, index = node_hours(users), LEAST / 5
    reads = capacity(users * READS + hours * LEASES, LEAST, 0.00013) + capacity(hours * DUE_READS, index, 0.00013)
    writes = capacity(users * (WRITES - INDEX_WRITES) + hours * node_writes(users), LEAST, 0.00065)
    return reads + writes + capacity(users * INDEX_WRITES, index, 0.00065)


def storage(users):
    # A job and its copy in an index for a month, its text for three days and until it is deleted.
    gigabytes = users * JOBS * (1.5 + 0.8 * 4 / 30) / 1e6
    return max(0, gigabytes - 25) * 0.25 + gigabytes * 0.20


def queues(users):
    return max(0, users * QUEUE + node_hours(users) * 360 - 1e6) * 0.4e-6


def alarm_metrics(template, **given):
    """Of a template's alarms, each metric that they look at has a price."""
    values = Values(template, **given)
    alarms = [name for name, each in values.template["Resources"].items() if isinstance(each, dict) and each["Type"] == "AWS::CloudWatch::Alarm"]
    return sum(len([each for each in values.properties(name).get("Metrics", [{"MetricStat": 1}]) if "MetricStat" in each]) for name in alarms)


# The load balancer with two target groups; and each policy of autoscaling makes two alarms, for a table four.
GROUPS = {"TargetGroupArn": "a:b:c:d:e:one", "NextTargetGroupArn": "a:b:c:d:e:two", "LoadBalancerFullName": "app/one"}
ALARMS = sum(alarm_metrics(f"{name}-setup.yaml", **GROUPS) for name in ("backend", "watch", "rebuild"))
ALARMS += 2 * (ROOT / "cloudformation/backend-setup.yaml").read_text().count("AWS::ApplicationAutoScaling::ScalingPolicy")
CAPACITY_ALARMS = alarm_metrics("capacity-setup.yaml")
CAPACITY_ALARMS += 4 * (ROOT / "cloudformation/capacity-setup.yaml").read_text().count("AWS::ApplicationAutoScaling::ScalingPolicy")
FIGURES = len(re.findall(r"^  [A-Z0-9_]+\(", (ROOT / "server/src/main/java/io/querycast/Figure.java").read_text(), re.MULTILINE))


def watching(users):
    gigabytes = users * (JOBS * 3 + LONG) * 0.2 / 1e6 + node_hours(users) * 60 * 1.5 / 1e6
    more = CAPACITY_ALARMS if users == LARGE else 0
    return (ALARMS + more) * 0.10 + FIGURES * 0.30 + gigabytes * (0.50 + 0.03)


ROWS = {
    "Nodes": nodes,
    "Load balancer": load_balancer,
    "Bytes and requests": lambda users: traffic(users, users == LARGE),
    "DynamoDB, reads and writes": lambda users: (provisioned if users == LARGE else on_demand)(users),
    "DynamoDB, storage": storage,
    "SQS": queues,
    "Cognito": lambda users: max(0, users - 10_000) * 0.0055,
    "Amplify": lambda users: users * (0.37 + 3 * 0.09) / 1000 * 0.15,
    "Alarms, figures, logs": watching,
}


def stated(row):
    [cells] = re.findall(rf"^\| (?:\*\*)?{re.escape(row)}.*\|(.*)\|(.*)\|(.*)\|$", GUIDE, re.MULTILINE)
    return [int(cell.strip(" *").replace(",", "")) for cell in cells]


@pytest.mark.parametrize("row", ROWS)
def test_each_number_follows_from_the_counts_and_prices(row):
    assert stated(row) == [round(ROWS[row](users)) for users in COLUMNS]


def test_what_alarms_and_figures_cost_is_counted_in_the_templates_and_the_server():
    assert f"{ALARMS} metrics of alarms (4 of them of autoscaling) at 0.10, {FIGURES} figures at 0.30; provisioned {CAPACITY_ALARMS} metrics more" in GUIDE


def test_the_last_row_is_the_sum():
    rows = [*ROWS, "Builds, images, sources"]
    assert stated("together") == [sum(column) for column in zip(*map(stated, rows), strict=True)]
    assert stated("together")[-1] <= 3_140 / 3


def test_what_other_settings_cost_is_computed_too():
    whole = nodes(LARGE, 1, 1, 2_000) - nodes(LARGE)
    bytes_ = traffic(LARGE, False) + load_balancer(LARGE, False) - traffic(LARGE, True) - load_balancer(LARGE)
    demand = on_demand(LARGE) - provisioned(LARGE) - CAPACITY_ALARMS * 0.10
    text = " ".join(GUIDE.split())
    assert f"on Spot {whole:.0f} more" in text
    assert f"uncompressed messages {bytes_:.0f} more, a table on demand {demand:.0f} more" in text
    assert f"the last column would be {stated('together')[-1] + whole + bytes_ + demand:,.0f}:" in text
    assert f"Without Spot it is {nodes(LARGE, spot=1) - nodes(LARGE):.0f} more" in text
    assert f"with a whole core it is {nodes(LARGE, 1) - nodes(LARGE):.0f} more" in text
    assert f"hints would cost {(JOBS - LONG) * 2.1 * LARGE * 0.4e-6:.0f} more" in text


def test_the_counts_of_a_user_are_those_of_the_table():
    wanted = f"{READS:,} reads, {WRITES:,} writes, {QUEUE:,.0f} queue requests,\n{REQUESTS:,.0f} requests, and"
    wanted += f" {megabytes(True):.0f} MB ({megabytes(False):.0f} MB without"
    assert wanted in GUIDE


def test_a_snapshot_with_a_job_is_as_long_as_the_table_says():
    job = json.loads((ROOT / "docs/protocol/job-finished.json").read_text())
    snapshot = json.loads((ROOT / "docs/protocol/snapshot.json").read_text()) | {"jobs": [job]}
    text = json.dumps(snapshot, separators=(",", ":")).encode()
    packed = zlib.compressobj(6, zlib.DEFLATED, -15)
    # The table says 0.9 and 0.5 KB, rounded.
    assert len(text) + 50 < 950 and len(packed.compress(text) + packed.flush()) + 50 < 550


def test_a_stored_job_is_as_large_as_the_table_says():
    """DynamoDB counts names and values, and 100 bytes for an item and for its copy in an index."""
    stored = json.loads((ROOT / "server/src/test/resources/job-items.json").read_text())
    [job] = [each["item"] for each in stored if each["what"] == "finished"]
    job = job | {"pk": "user#" + "0" * 36, "owner": "0" * 36}
    size = sum(len(name) + (len(value) if isinstance(value, str) else 8) for name, value in job.items())
    assert 2 * (size + 100) <= 1_500


def test_half_a_core_is_enough_for_the_sockets_and_jobs_of_a_node():
    jobs_a_second = LARGE * JOBS / BUSY / 3600 / (LARGE * 0.6 / SOCKETS)
    # As docs/performance.md has measured them: the dearest job, its compression, and a message to each socket in 25 s.
    seconds = jobs_a_second * (0.014 + 0.002) + SOCKETS / 25 * 0.000215
    assert seconds * 2 < 0.5 * 0.6, "twice the mean must be less than the 60 % at which ECS adds a node"


def test_the_firewalls_price_follows_from_its_rules_and_the_requests():
    rules = len(Values("firewall-setup.yaml").properties("Firewall")["Rules"])
    assert f"1 for each of {rules} rules, 0.60 for a million requests" in GUIDE
    assert f"| {5 + rules}, and {LARGE * REQUESTS * 0.6e-6:.0f} more for 100,000 users |" in GUIDE


# ---- The two doors --------------------------------------------------------------------------------

DOORS = [100, 1_000, 10_000, 100_000, 1_000_000]
# At the gateway a user pings each 9 minutes and is answered, and each step is a message.
MESSAGES = WORK * 60 // 9 * 2 + JOBS + LONG
# Besides the requests of the other door: a question after opening, two while a long job runs, and the gateway's own two.
AT_GATEWAY = REQUESTS + (SESSIONS + 2 * LONG) * ASKED + 2 * SESSIONS
# A job, as docs/performance.md has measured it; a node of half a core may use 60 % of that.
BY_WORK = 0.5 * 0.6 / 0.016


def is_large(users):
    return users >= LARGE


def node_door(users):
    large = is_large(users)
    cores, spot, sockets = (0.5, 0.5, SOCKETS) if large else (1, 1, 2_000)
    hints = users * HINTS * 2.1 * 0.4e-6
    return nodes(users, cores, spot, sockets), load_balancer(users, large) + traffic(users, large) + hints


def gateway_door(users):
    large = is_large(users)
    cores, spot = (0.5, 0.5) if large else (1, 1)
    hour = cores * 0.03238 + 2 * 0.00356
    more = max(0, users * JOBS / BUSY / 3600 / BY_WORK - ON_DEMAND)
    held = ON_DEMAND * MONTH * (hour + 0.005) + more * BUSY * (hour * spot + 0.005)
    requests = users * AT_GATEWAY
    calls = min(requests, 300e6) * 1e-6 + max(0, requests - 300e6) * 0.9e-6
    sockets = users * (MESSAGES * 1e-6 + WORK * 60 * 0.25e-6)
    gigabytes = users * (JOBS * 64 + AT_GATEWAY) / 1e6
    return held, calls + sockets + max(0, gigabytes - 100) * 0.09 + 0.01 * MONTH + 0.40 + 0.50


def test_the_table_of_the_two_doors_follows_from_the_counts_and_prices():
    for users in DOORS:
        cells = [*node_door(users), *gateway_door(users)]
        node, gateway = round(cells[0]) + round(cells[1]), round(cells[2]) + round(cells[3])
        numbers = [round(cells[0]), round(cells[1]), node, round(cells[2]), round(cells[3]), gateway]
        assert f"| {users:,} | " + " | ".join(f"{each:,}" for each in numbers) + " |" in GUIDE


def test_the_guide_says_from_how_many_users_the_nodes_own_door_is_cheaper():
    cheaper = next(users for users in range(100, 100_000, 100) if sum(node_door(users)) < sum(gateway_door(users)))
    assert f"From {cheaper:,} users on" in GUIDE
    assert f"[from {cheaper:,} users on](cloudformation/README.md#the-two-doors)" in (ROOT / "README.md").read_text()
    saved = [round(sum(map(round, node_door(users)))) - round(sum(map(round, gateway_door(users)))) for users in (100, 1_000)]
    assert f"With 100 users the gateway saves {saved[0]} dollars a month, and with 1,000 users {saved[1]}." in GUIDE
    calls = -(-(1 << 30) // (5 << 20))
    assert f"{calls * 0.005 / 1000 + 0.023 / 30:.3f} more:\n{calls} calls of S3" in GUIDE
    posts = JOBS + LONG
    assert f"each of a user's {posts} takes\n[0.2 ms](../docs/performance.md#results), which is {posts * 0.0002 / (JOBS * 0.016):.0%}".replace("%", " %") in GUIDE
    assert f"{MESSAGES:,} messages, {AT_GATEWAY:,.0f} requests and {WORK * 60:,} minutes" in GUIDE


def test_the_limits_of_the_gateway_follow_from_the_same_counts():
    guide = (ROOT / "docs/operations.md").read_text()
    for row, each, limit in (("requests: 2,000", AT_GATEWAY, 2_000), ("new sockets: 500", SESSIONS, 500), ("posts to sockets: 10,000", JOBS + LONG, 10_000)):
        a_second = [users * each / BUSY / 3600 for users in (10_000, 100_000, 1_000_000)]
        cells = " | ".join(f"**{n:,.0f}**" if n > limit else f"{n:,.0f}" for n in a_second)
        [line] = re.findall(rf"^\| at the gateway, {row} a second.*$", guide, re.MULTILINE)
        assert f"| {cells} |" in line
    assert f"{AT_GATEWAY:,.0f} a user in a month" in guide and f"{JOBS + LONG} in a month" in guide


def throttled(peak, least, ramp):
    """
    How many units DynamoDB refuses on a morning, while the load grows from nothing within `ramp` minutes. It keeps what
    was not used for five minutes. When more than 70 % was used for two minutes, it raises the capacity two minutes later.
    """
    units, kept, hot, raised, refused = least, 300 * least, 0, None, 0
    for minute in range(ramp + 30):
        if raised and raised[0] == minute:
            units, raised, hot = raised[1], None, 0
        load = peak * min(1, (minute + 1) / ramp)
        missing = (load - units) * 60
        used = min(kept, max(0, missing))
        refused += max(0, missing) - used
        kept = min(300 * units, kept - used - min(0, missing))
        consumed = load if refused == 0 else units + used / 60
        hot = hot + 1 if consumed > 0.7 * units else 0
        if hot >= 2 and not raised:
            raised = (minute + 2, consumed / 0.7)
    return refused


def test_the_least_capacity_carries_a_morning_on_which_all_come_within_an_hour():
    for units, least in ((READS, LEAST), (WRITES - INDEX_WRITES, LEAST), (INDEX_WRITES, LEAST / 5)):
        assert throttled(LARGE * units / BUSY / 3600, least, 60) == 0
    assert throttled(LARGE * WRITES / BUSY / 3600, LEAST, 5) > 0, "within five minutes it can't"


if __name__ == "__main__":
    for name, row in ROWS.items():
        print(name, [round(row(users), 1) for users in COLUMNS])
    print("together", [round(sum(round(row(users)) for row in ROWS.values())) + 2 for users in COLUMNS])
    print(READS, WRITES, QUEUE, REQUESTS, megabytes(True), megabytes(False), HINTS)
    for units, least in ((READS, LEAST), (WRITES - INDEX_WRITES, LEAST), (INDEX_WRITES, LEAST / 5)):
        print(LARGE * units / BUSY / 3600, throttled(LARGE * units / BUSY / 3600, least, 60))
    print(on_demand(LARGE))
