"""What deploy/ names exists: commands, settings, environment, ports, paths and secrets, the same in all of its files.

`make manifests` checks the same files against the schemas of their tools.
"""

import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from connectors.secret import CREDENTIALS, secrets_of
from fairlead.cli.options import ConfigFile
from scheduler.config import Config, load_config
from scheduler.plugins import discover
from scheduler.service.service import LAST
from tests.house.commands import ROOT, parse
from web import app

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
CONFIG_VARIABLE = get_args(ConfigFile)[1].envvar
SECRETS = Path("/run/secrets")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if name != "postgres"}


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(DEPLOY / "config.toml", discover())


@pytest.fixture(scope="module")
def port(config: Config) -> int:
    assert config.service.address
    return config.service.address[1]


def lines(unit: Path) -> list[tuple[str, str]]:
    found = (line.partition("=") for line in unit.read_text().splitlines() if not line.startswith("#"))
    return [(key, value) for key, equals, value in found if equals]


def image(word: str) -> str:
    """The last line of the Dockerfile that begins with this word, without it."""
    found: list[str] = re.findall(rf"^\s*{word}\s+((?:.*\\\n)*.*)", DOCKERFILE, re.MULTILINE)
    return found[-1]


def documents(kind: str) -> Iterator[dict[str, Any]]:
    for path in MANIFESTS:
        yield from (each for each in yaml.safe_load_all(path.read_text()) if each["kind"] == kind)


def workloads() -> list[dict[str, Any]]:
    return [*documents("StatefulSet"), *documents("Deployment")]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_with_its_configuration(unit: Path) -> None:
    said = dict(lines(unit))
    program, *arguments = said["ExecStart"].split()
    parse(arguments)
    assert program == "/opt/fairlead/bin/fairlead"
    assert program in OPERATIONS
    assert said["Environment"] == f"{CONFIG_VARIABLE}=%S/{said['StateDirectory']}/config.toml"
    assert int(said["TimeoutStopSec"]) > LAST + 2
    assert said["Type"] == "notify"
    assert unit.name in OPERATIONS


def test_units_differ_in_their_command_alone() -> None:
    first, second = ([line for line in lines(unit) if line[0] not in ("ExecStart", "Description")] for unit in UNITS)
    assert first == second


def test_the_configuration_of_containers(config: Config, port: int) -> None:
    host, _ = config.service.address or ("", 0)
    assert host == "0.0.0.0"
    assert config.database.startswith(f"sqlite:///{image('VOLUME')}/")
    assert config.hub.key_file.parent == SECRETS
    assert config.hub.mode == "dry-run"


def test_the_image_runs_what_there_is(port: int) -> None:
    assert yaml.safe_load(image("ENTRYPOINT")) == ["fairlead"]
    parse(yaml.safe_load(image("CMD")))
    assert image("EXPOSE") == str(port)
    assert f"http://127.0.0.1:{port}/healthz" in image("HEALTHCHECK")
    environment = dict(each.split("=", 1) for each in re.split(r"[\s\\]+", image("ENV")))
    assert environment[CONFIG_VARIABLE] == "/etc/fairlead/config.toml"
    assert environment[CREDENTIALS] == str(SECRETS)
    assert set(re.findall(r"--extra (\w+)", DOCKERFILE)) <= set(PROJECT["project"]["optional-dependencies"])


def test_all_that_makes_the_wheel_reaches_the_image() -> None:
    named = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(named)
    assert {"pyproject.toml", "uv.lock", "README.md", "LICENSE", "config.example.toml"} <= set(named)


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_compose(name: str, port: int) -> None:
    service = OURS[name]
    parse(service["command"])
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert all(each.endswith(f":{port}:{port}") for each in service.get("ports", ()))
    assert [f"--profile {profile} up" in OPERATIONS for profile in service["profiles"]] == [True]
    assert "./hub:/etc/fairlead:ro" in service["volumes"]
    assert needed(name) <= set(service["secrets"]) <= set(COMPOSE["secrets"])
    assert {Path(value) for value in service.get("environment", {}).values()} <= {SECRETS / "pgpass"}


def needed(name: str) -> set[str]:
    """Secrets that the configuration names; those of the database, where there is one."""
    hub = load_config(DEPLOY / "config.toml", discover())
    of_tools = {secret.credential for each in hub.connectors.values() for _, secret in secrets_of(each)}
    return {str(each) for each in of_tools} | {hub.hub.key_file.name} | ({"pgpass"} if name != "fairlead" else set())


def test_one_process_keeps_its_database_in_a_volume() -> None:
    assert f"fairlead:{image('VOLUME')}" in OURS["fairlead"]["volumes"]
    assert "fairlead" in COMPOSE["volumes"]


def test_kubernetes_has_the_same_configuration_and_its_secrets(config: Config) -> None:
    (settings,), (secret,) = documents("ConfigMap"), documents("Secret")
    assert settings["data"]["config.toml"] == (DEPLOY / "config.toml").read_text()
    assert config.hub.rules.name in settings["data"]
    assert needed("fairlead") <= set(secret["stringData"])


@pytest.mark.parametrize("workload", workloads(), ids=lambda each: f"{each['kind']}-{each['metadata']['name']}")
def test_a_workload_of_kubernetes(workload: Mapping[str, Any], port: int) -> None:
    pod = workload["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    parse(container["args"])
    assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == image("USER")
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert [each["containerPort"] for each in container.get("ports", ())] in ([port], [])
    asked = {each["httpGet"]["path"] for probe, each in container.items() if probe.endswith("Probe")}
    assert asked <= set(re.findall(r'Route\("(.+?)"', inspect.getsource(app.app)))
    assert asked or container["args"] == ["worker"]
    mounted = {each["mountPath"] for each in container["volumeMounts"]}
    assert {"/etc/fairlead", str(SECRETS), "/tmp"} <= mounted
    claimed = workload["spec"].get("volumeClaimTemplates", ())
    names = {each["name"] for each in pod["volumes"]} | {each["metadata"]["name"] for each in claimed}
    assert names == {each["name"] for each in container["volumeMounts"]}
    labels = workload["spec"]["template"]["metadata"]["labels"]
    assert workload["spec"]["selector"]["matchLabels"] == labels
    assert pod["terminationGracePeriodSeconds"] > LAST + 2


def test_what_kubernetes_selects_is_there() -> None:
    there = [set(each["spec"]["template"]["metadata"]["labels"].items()) for each in workloads()]
    (service,) = documents("Service")
    wanted = [service["spec"]["selector"]]
    wanted += [each["spec"]["selector"]["matchLabels"] for each in documents("PodDisruptionBudget")]
    wanted += [each["spec"]["podSelector"]["matchLabels"] for each in documents("NetworkPolicy")]
    for each in wanted:
        assert any(set(each.items()) <= labels for labels in there), each
