"""The files with which a hub is set up for the company: rules, people and connectors."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sandbox.company.epics import aims, label_of
from sandbox.company.goals import BOOK, TAB
from sandbox.company.people import Person, Staff, Team
from sandbox.company.register import CHECK_INS, DECISIONS, METRICS, TARGETS
from sandbox.company.stage import Stage
from sandbox.company.tools import Tools
from sandbox.company.vocabulary import OPERATIONS_REPO
from sandbox.company.work import DEPENDENCIES, EXEMPT_LABEL, operators
from sandbox.history import Tool

RUN_THE_BUSINESS = "O-4"
KINDS = {TAB: "goals", TARGETS: "targets", CHECK_INS: "check-ins", DECISIONS: "decisions"}


def mappings_toml(stage: Stage) -> str:
    """A rule for each label and component in use, and those that say what running the business is: all match something. Tests
    hold what the admins of the company care for."""
    return "\n".join((*_rules(stage), *_tests(stage)))


def _rules(stage: Stage) -> Iterator[str]:
    labels = used_labels(stage.tools)
    for row in stage.board.rows:
        if label_of(row) in labels:
            yield _rule(f"label-{row.key}", row.key, f'{{ labels = {{ any = ["{label_of(row)}"] }} }}')
    components = used_components(stage.tools)
    for team in stage.staff.teams:
        name = team.trade.component
        if name in components:
            goal = aims(stage, team)[1].key
            yield _rule(f"component-{name}", goal, f'{{ source = "jira", components = {{ any = ["{name}"] }} }}')
    if any(issue["fields"]["issuetype"]["name"] == "Bug" for issue in stage.tools.jira.issues.values()):
        yield _rule("bugs", RUN_THE_BUSINESS, '{ source = "jira", type = "Bug" }')
    if stage.tools.github.repos[OPERATIONS_REPO].issues:
        yield _rule("runbooks", RUN_THE_BUSINESS, f'{{ source = "github", repository = "{OPERATIONS_REPO}" }}')
    yield _rule("dependencies", RUN_THE_BUSINESS, f'{{ source = "github", labels = {{ any = ["{DEPENDENCIES}"] }} }}')
    yield f'[[rule]]\nid = "no-goal"\nexempt = true\nwhen = {{ labels = {{ any = ["{EXEMPT_LABEL}"] }} }}\n'


def _rule(name: str, goal: str, when: str) -> str:
    return f'[[rule]]\nid = "{name.lower()}"\ngoal = "{goal}"\nwhen = {when}\n'


def _tests(stage: Stage) -> Iterator[str]:
    updates = f'source = "github", kind = "pull_request", labels = ["{DEPENDENCIES}"]'
    yield _test(
        "updates of dependencies run the business", updates, f'goal = "{RUN_THE_BUSINESS}"\nrule = "dependencies"'
    )
    yield _test("what needs no goal is exempt", f'source = "jira", labels = ["{EXEMPT_LABEL}"]', "exempt = true")
    goal = stage.board.results[0].key
    epic = f'source = "jira", kind = "epic", key = "ACME-1", title = "[{goal}] A theme"'
    yield _test("an epic serves the goal in its title", epic, f'goal = "{goal}"')
    yield _test("so does what hangs below it", 'source = "jira", key = "ACME-2", parent = "ACME-1"', f'goal = "{goal}"')
    pull = 'source = "github", kind = "pull_request", title = "Part of ACME-2"'
    yield _test("and a pull request that names it", pull, f'goal = "{goal}"')


def _test(name: str, item: str, aim: str) -> str:
    return f'[[test]]\nname = "{name}"\nitem = {{ {item} }}\n{aim}\n'


def used_labels(tools: Tools) -> set[str]:
    in_jira = {label for issue in tools.jira.issues.values() for label in issue["fields"]["labels"]}
    return in_jira.union(*(repo.labels for repo in tools.github.repos.values()))


def used_components(tools: Tools) -> set[str]:
    return {each["name"] for issue in tools.jira.issues.values() for each in issue["fields"]["components"]}


def people_toml(staff: Staff, stage: Stage) -> str:
    people = [_person(staff.chief, None)]
    people += [_person(person, team) for team in staff.teams for person in team.members]
    return "\n".join(people + [_team(team, team is operators(stage)) for team in staff.teams])


def _person(person: Person, team: Team | None) -> str:
    handles = [f"slack:{person.slack}", f"jira:{person.jira}"]
    handles += [f"github:{person.login}"] if person.on_github else []
    member = f'team = "{team.name}"\n' if team else ""
    return f'[people."{person.email}"]\nname = "{person.name}"\n{member}accounts = {_array(handles)}\n'


def _team(team: Team, runs_operations: bool) -> str:
    places = [f"jira:{team.trade.project}", f"github:{team.trade.repo}", f"slack:{team.channel}"]
    places += [f"github:{OPERATIONS_REPO}"] if runs_operations else []
    return f'[teams.{team.name}]\ncontainers = {_array(places)}\nchannel = "#{team.channel}"\n'


def config_toml(stage: Stage, urls: Mapping[Tool, str], directory: Path) -> str:
    """The `[connectors.*]` tables for servers at `urls`, each token written to a file of its own under `directory`, and who may
    decide what."""
    tools, teams = stage.tools, stage.staff.teams
    tokens = {
        "jira": tools.jira.token,
        "github": tools.github.token,
        "slack": tools.slack.token,
        "sheets": tools.sheets.token,
    }
    files = {tool: _secret(directory / f"{tool}.token", token) for tool, token in tokens.items()}
    app = _secret(directory / "slack-app.token", tools.slack.talk.app_token)
    more = {
        "jira": f'email = "{tools.jira.email}"\nprojects = {_array(team.trade.project for team in teams)}\n'
        'goal_types = ["Epic"]\n',
        "github": f"repositories = {_array(tools.github.repos)}\nprojects = {_array(tools.roadmap.names)}\n",
        "slack": f"app_token = {{ file = {_quoted(str(app))} }}\n"
        f"channels = {_array(channel.name for channel in tools.slack.channels())}\nhistory_days = 120\n",
        "sheets": f'spreadsheet = "{BOOK}"\n' + _tabs(KINDS | ({METRICS: "metrics"} if stage.board.metrics else {})),
    }
    tables = (
        f'[connectors.{tool}]\nbase_url = "{urls[tool]}"\ntoken = {{ file = {_quoted(str(files[tool]))} }}\n{more[tool]}'
        "seconds_between_writes = 0  # a server on this machine needs no pause\n"
        for tool in urls
    )
    return "\n".join((*tables, *_deciders(stage)))


def _deciders(stage: Stage) -> Iterator[str]:
    rights = (f"{_quoted(kind)} = {_array(people)}" for kind, people in stage.board.deciders.items())
    if told := ", ".join(rights):
        yield f"[detectors.D21]\ndeciders = {{ {told} }}\n"


def _tabs(kinds: Mapping[str, str]) -> str:
    tabs = (f"{{ title = {_quoted(title)}, kind = {_quoted(kind)} }}" for title, kind in kinds.items())
    return f"tabs = [{', '.join(tabs)}]\n"


def _secret(path: Path, token: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(token)
    return path.resolve()


def _array(values: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
