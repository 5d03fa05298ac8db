"""The project's ground: its scripts, its pinned versions, and what starting it loads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
COMMANDS = ("scripts/demo", "scripts/test", "scripts/check", ".ci/run")
SYSTEMS = (("linux", "Linux"), ("win32", "Windows"), ("darwin", "Darwin"))
HEAVY = ("polars", "pandera", "pydantic", "docx", "lxml", "openpyxl", "babel", "xlwings", "PIL")


def pins() -> dict[str, str]:
    """The version that constraints.txt fixes for each package."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in pinned}


def applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    """Whether a requirement holds on any of the systems that the project is for."""
    if requirement.marker is None:
        return True
    return any(
        requirement.marker.evaluate(
            {"sys_platform": platform, "platform_system": system, "extra": extra}
        )
        for platform, system in SYSTEMS
        for extra in (extras or {""})
    )


def closure(starts: list[str]) -> set[str]:
    """The packages that these requirements bring in, on any system.

    What another system alone needs is not installed here: it is named, not followed.
    """
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(line) for line in starts]
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needs = [Requirement(line) for line in distribution(name).requires or ()]
            waiting += [one for one in needs if applies(one, extras)]
    return found


def project() -> dict[str, list[str]]:
    """What pyproject.toml asks for: to run, to check, and to build."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        told = tomllib.load(file)
    return {
        "run": told["project"]["dependencies"],
        "check": told["dependency-groups"]["dev"],
        "build": told["build-system"]["requires"],
    }


def loaded_by(*arguments: str) -> set[str]:
    """The heavy libraries that a command of digit-xl has loaded when it is done."""
    program = (
        "import sys\n"
        "from digit_xl.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        f"print('loaded:', *[name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_every_package_is_pinned_to_one_version() -> None:
    """What runs, checks and builds the project is the same everywhere."""
    asked = project()
    wanted = closure([*asked["run"], *asked["check"]])
    wanted |= {canonicalize_name(Requirement(line).name) for line in asked["build"]}
    assert sorted(wanted - set(pins())) == []


def test_the_pins_satisfy_what_the_project_asks_for() -> None:
    """A pin outside the range would make the project impossible to install."""
    requirements = [Requirement(line) for lines in project().values() for line in lines]
    pinned = pins()
    outside = [
        str(one) for one in requirements if pinned[canonicalize_name(one.name)] not in one.specifier
    ]
    assert outside == []


def test_the_pins_name_no_address() -> None:
    """Where packages come from is the matter of whoever installs them."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    form = re.compile(r"#.*|[a-z0-9-]+==[0-9][0-9a-z.]*")
    assert [line for line in lines if not form.fullmatch(line)] == []


def test_neither_pandas_nor_numpy_is_required() -> None:
    """They would triple the time that every command takes to start."""
    assert closure(project()["run"]) & {"pandas", "numpy"} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_script_can_be_run(name: str) -> None:
    """It is executable, and bash can read it."""
    script = ROOT / name
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


def test_the_shared_part_of_the_scripts_can_be_read() -> None:
    """Bash can read what the scripts source."""
    subprocess.run(["bash", "-n", ROOT / "scripts" / "ground.sh"], check=True)


def test_what_the_scripts_make_is_ignored_by_git() -> None:
    """No environment, tool or report is committed by accident."""
    made = [".venv/x", ".tools/x", "demo/x", "digit_xl/__pycache__/x", ".mypy_cache/x", "~$a.xlsx"]
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", *made],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == made


def test_readme_tells_the_two_commands() -> None:
    """A newcomer needs no more than these."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "scripts/demo" in readme
    assert "scripts/test" in readme


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    """Shell completion and every command wait for it."""
    program = f"import sys, digit_xl.cli; print(*[n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    "command", ["", "init", "validate", "fill", "export", "schema", "addin", "addin install"]
)
def test_help_loads_nothing_heavy(command: str) -> None:
    """Whoever asks for help gets it at once."""
    assert loaded_by(*command.split(), "--help") == set()


@pytest.mark.parametrize(
    "command", ["init", "validate", "write", "fill", "export", "schema", "build", "install"]
)
def test_no_command_of_the_server_loads_what_it_has_no_use_for(
    command: str, tmp_path: Path
) -> None:
    """The server has no Excel, and the register of 2019 names no picture."""
    arguments = {
        "init": ["init", str(tmp_path / "ny.xlsx")],
        "validate": ["validate", str(REGISTER)],
        "export": ["export", str(REGISTER), "-o", str(tmp_path / "rapport.docx")],
        "schema": ["schema"],
        "write": ["validate", str(REGISTER), "--write", "-o", str(tmp_path / "ny.xlsx")],
        "fill": ["fill", str(REGISTER), "-o", str(tmp_path / "ny.xlsx")],
        "build": ["addin", "build", "-o", str(tmp_path / "ny.xlam")],
        "install": ["addin", "install", "--system", "windows", "--profile", str(tmp_path)],
    }
    (tmp_path / "AppData" / "Roaming").mkdir(parents=True)  # Windows has it, and Excel looks there
    loaded = loaded_by(*arguments[command])
    assert "xlwings" not in loaded
    # openpyxl, which only `init` needs, asks for Pillow as soon as it is there.
    assert "PIL" not in loaded or command == "init"
