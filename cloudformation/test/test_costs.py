"""The arithmetic of the guide, "What it costs", done again from the counts and prices that it names."""

import re
from pathlib import Path

import pytest
from role import Values

GUIDE = (Path(__file__).parent.parent / "README.md").read_text().split("## What it costs")[1].split("\n## ")[0]
COLUMNS = [10, 1_000, 100_000]
MONTH = 730
WORK = 160

# What one user has in a month.
JOBS = 20 * 20
RETURNS = 20 * 20
SESSIONS = 20 * 9
SNAPSHOTS = WORK * 60 // 5 + JOBS * 3 // 2
BEATS = WORK * 3600 // 25 - SNAPSHOTS
# Every sixth time the browser asks first whether it may ask.
ASKED = 1 + 1 / 6
READS = SNAPSHOTS + RETURNS + 6 * JOBS
WRITES = 11 * JOBS + 3 * SESSIONS
QUEUE = JOBS * (2 * 2.1 + 2.2)
REQUESTS = (JOBS + RETURNS) * ASKED + SESSIONS * 2.5 + 20 * 5


def megabytes(compressed):
    snapshot, rows = (1.2, 26) if compressed else (4, 64)
    return (SNAPSHOTS * snapshot + BEATS * 0.1 + RETURNS * 1.2 + JOBS * rows + REQUESTS) / 1000


def node_hours(users):
    # Two nodes all the time; at work as many as hold 60 % of the users, 5,000 on each.
    return 2 * MONTH + max(0, users * 0.6 / 5000 - 2) * WORK


def nodes(users):
    return node_hours(users) * (0.03238 + 2 * 0.00356 + 0.005)


def load_balancer(users, certificate):
    units = max(users * 0.6 / 3000, users * megabytes(certificate) / 1000 / WORK)
    return 0.0225 * MONTH + 0.008 * units * WORK + (2 * 0.005 * MONTH if certificate else 0)


def traffic(users, certificate):
    gigabytes = users * megabytes(certificate) / 1000
    if certificate:
        return max(0, gigabytes - 100) * 0.09
    return max(0, gigabytes - 1000) * 0.085 + max(0, users * REQUESTS - 10e6) / 10_000 * 0.01


def table(users):
    reads = users * READS + node_hours(users) * 6_000
    writes = users * WRITES + node_hours(users) * 1_440
    return reads * 0.125e-6 + writes * 0.625e-6


def storage(users):
    gigabytes = users * JOBS * 2.2 / 1e6
    return max(0, gigabytes - 25) * 0.25 + gigabytes * 0.20


def queues(users):
    return max(0, users * QUEUE + node_hours(users) * 360 - 1e6) * 0.4e-6


ROWS = {
    "Nodes": lambda users, certificate: nodes(users),
    "Load balancer": load_balancer,
    "Bytes and requests": traffic,
    "DynamoDB, reads and writes": lambda users, certificate: table(users),
    "DynamoDB, storage": lambda users, certificate: storage(users),
    "SQS": lambda users, certificate: queues(users),
    "Cognito": lambda users, certificate: max(0, users - 10_000) * 0.0055,
    "Amplify": lambda users, certificate: users * 4 * 0.37 / 1000 * 0.15,
}


def stated(row):
    [cells] = re.findall(rf"^\| (?:\*\*)?{re.escape(row)}.*\|(.*)\|(.*)\|(.*)\|$", GUIDE, re.MULTILINE)
    return [int(cell.strip(" *").replace(",", "")) for cell in cells]


@pytest.mark.parametrize("row", ROWS)
def test_each_number_follows_from_the_counts_and_prices(row):
    assert stated(row) == [round(ROWS[row](users, users == COLUMNS[-1])) for users in COLUMNS]


def test_the_last_row_is_the_sum():
    rows = [*ROWS, "Alarms, figures, logs", "Builds, images, sources"]
    assert stated("together") == [sum(column) for column in zip(*map(stated, rows), strict=True)]


def test_the_counts_of_a_user_are_those_of_the_table():
    wanted = f"{READS:,} reads, {WRITES:,} writes, {QUEUE:,.0f} queue requests,\n{REQUESTS:,.0f} requests, and"
    wanted += f" {megabytes(True):.0f} MB ({megabytes(False):.0f} MB without"
    assert wanted in GUIDE


def test_the_firewalls_price_follows_from_its_rules_and_the_requests():
    rules = len(Values("firewall-setup.yaml").properties("Firewall")["Rules"])
    assert f"1 for each of {rules} rules, 0.60 for a million requests" in GUIDE
    assert f"| {5 + rules}, and {100_000 * REQUESTS * 0.6e-6:.0f} more for 100,000 users |" in GUIDE
