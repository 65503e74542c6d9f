"""Asks cfn-guard and checkov about the templates. Each finding is mended, or explained in a comment of the resource:
`guard:skip=RULE: reason` or `checkov:skip=ID:reason`. An explanation that nobody needs any more is a fault too.

Usage: findings.py CHECKOV CFN-GUARD RULES..."""

import json
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent
TEMPLATES = sorted(FOLDER.glob("*-setup.yaml"))


def answer(*command):
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


def of_guard(program, rules):
    files = answer(program, "validate", "--rules", rules, "--data", *map(str, TEMPLATES), "--structured", "--output-format", "json", "--show-summary", "none")
    for file in files:
        for each in file["not_compliant"]:
            for resource in set(re.findall(r"/Resources/(\w+)", json.dumps(each))):
                yield Path(file["name"]).name, resource, each["Rule"]["name"]


def of_checkov(program):
    files = [each for template in TEMPLATES for each in ("--file", str(template))]
    report = answer(program, *files, "--framework", "cloudformation", "--output", "json", "--skip-download")
    # What its own comments explain is skipped there, so all is asked without them.
    for kind in ("failed_checks", "skipped_checks"):
        for each in report["results"][kind]:
            yield Path(each["file_path"]).name, each["resource"].rsplit(".", 1)[1], each["check_id"]


def explained():
    for template in TEMPLATES:
        resource = None
        for line in template.read_text().splitlines():
            if found := re.fullmatch(r"  (\w+):", line):
                resource = found[1]
            if found := re.search(r"# (?:guard|checkov):skip=(\w+):\s*\S+", line):
                yield template.name, resource, found[1]


def main(checkov, guard, *rules):
    looks = [set(of_checkov(checkov)), *(set(of_guard(guard, each)) for each in rules)]
    assert all(looks), "a program has found nothing at all by some of its rules, so it has not looked"
    findings = set().union(*looks)
    reasons = set(explained())
    for template, resource, rule in sorted(findings - reasons):
        print(f"{template}, {resource}: {rule} is neither mended nor explained.")
    for template, resource, rule in sorted(reasons - findings):
        print(f"{template}, {resource}: {rule} is explained, and found no more.")
    return findings != reasons


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
