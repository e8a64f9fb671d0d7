"""The recipes for schedulers: they are as their schedulers want them, and what they start runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import environment
import pytest
import refresh_results
import yaml

from igpm_sheets import cli, exit_codes
from igpm_sheets.cli.refreshing import refresh
from igpm_sheets.demo import make_demo
from tests.refreshing.engine import FakeEngine

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
SETTINGS = '[results]\nrefresh = ["applications.xlsx"]\n'


def recipes(language: str) -> list[str]:
    """The blocks of a language, in their order."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder as the guide assumes it: the project, and an office's folder."""
    home = tmp_path / "Jo Lee"
    config = make_demo(home / "accreditation")
    text = config.read_text("utf-8").replace("[results]\n", SETTINGS)
    config.write_text(text, "utf-8")
    (home / "igpm_sheets" / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "refresh_results.py", home / "igpm_sheets" / "scripts")
    monkeypatch.setenv("HOME", str(home))
    return home


Started = list[tuple[str, ...]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What the script starts, run in this process by the stand-in for the engine."""
    FakeEngine().install(monkeypatch)
    found: Started = []

    def run(lock: str, *arguments: str) -> int:
        found.append((lock, *arguments))
        return cli.run([*arguments[2:]])

    monkeypatch.setattr(environment, "run", run)
    return found


def assert_it_runs(words: list[str], home: Path, started: Started) -> None:
    """A recipe's command line names a Python, the script, and options that do the job."""
    python, script, *options = words
    assert re.search(r"(python3?|py\.exe)$", python)
    assert Path(script) == home / "igpm_sheets" / "scripts" / "refresh_results.py"
    assert Path(script).is_file()
    assert refresh_results.main([*options, "--today", "2026-06-22"]) == 0
    assert started[0][:4] == ("requirements.lock", "-m", "igpm_sheets", "refresh")
    assert (home / "accreditation" / "igpm-refresh.log").exists()


def test_cron(home: Path, started: Started) -> None:
    (line,) = recipes("cron")
    assert line.count("\n") == 1
    minute, *others, command = line.strip().split(maxsplit=5)
    assert (minute, others) == ("*/30", ["*"] * 4)
    assert "%" not in command, "cron takes it for the end of the line"
    words = shlex.split(command.replace("$HOME", str(home)))
    assert_it_runs(words, home, started)


def test_the_line_of_cron_is_what_a_shell_makes_of_it(home: Path) -> None:
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("no shell of that kind here")
    command = recipes("cron")[0].strip().split(maxsplit=5)[5]
    listed = command.replace("python3", "printf '%s\\n'", 1)
    said = subprocess.run([shell, "-c", listed], check=True, capture_output=True, text=True)
    assert said.stdout.splitlines() == shlex.split(command.replace("$HOME", str(home)))[1:]


def units() -> dict[str, str]:
    """The systemd units by name."""
    names = re.findall(r"~/\.config/systemd/user/(\S+?)`", GUIDE)
    return dict(zip(names, recipes("ini"), strict=True))


def test_systemd(home: Path, started: Started) -> None:
    service, timer = units().values()
    assert list(units()) == ["igpm-refresh.service", "igpm-refresh.timer"]
    (line,) = re.findall(r"^ExecStart=(.*)$", service, re.MULTILINE)
    # Words are split before the folder is filled in, so that its spaces do no harm.
    words = [word.replace("%h", str(home)) for word in line.split()]
    assert_it_runs(words, home, started)
    assert "OnCalendar=*:0/30" in timer
    assert f"SuccessExitStatus={exit_codes.DATA_ERRORS}" in service


@pytest.mark.parametrize(
    ("right", "wrong"), [("", ""), ("*:0/30", "half-hourly"), ("ExecStart=", "Execute=")]
)
def test_systemd_itself_finds_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    """And does find what is wrong where something is."""
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd here")
    if not Path("/usr/bin/python3").exists():
        pytest.skip("no Python where the recipe has it")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for name, text in units().items():
        (tmp_path / name).write_text(text.replace(right, wrong) if right else text)
    paths = [str(tmp_path / name) for name in units()]
    done = subprocess.run(
        [verify, "verify", "--user", *paths], check=False, capture_output=True, text=True
    )
    said = [line for line in done.stderr.splitlines() if "igpm-refresh" in line]
    if done.returncode and not said:
        pytest.skip(f"systemd cannot check anything here: {done.stderr[:200]}")
    assert bool(said) == bool(wrong)
    assert wrong or done.returncode == 0


@pytest.mark.parametrize("time", ["12:29:59", "12:30:00"])
def test_systemd_understands_the_half_hours(time: str) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd here")
    base = ["--base-time", f"2026-06-10 {time} UTC"]
    command = [verify, "calendar", *base, "*:0/30"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "TZ": "UTC"}
    )
    if done.returncode:
        pytest.skip("this systemd is too old for it")
    following = "12:30:00" if time.endswith("59") else "13:00:00"
    assert f"2026-06-10 {following}" in done.stdout


def test_windows(home: Path, started: Started) -> None:
    (line,) = recipes("bat")
    line = line.replace("%USERPROFILE%", str(home)).replace("%SystemRoot%", r"C:\Windows")
    words = windows_words(line.strip())
    assert words[0] == "schtasks"
    assert words[1:3] == ["/Create", "/F"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert {name: options[name] for name in ("/TN", "/SC", "/MO")} == {
        "/TN": "IGPM refresh",
        "/SC": "MINUTE",
        "/MO": "30",
    }
    assert set(options) == {"/TN", "/SC", "/MO", "/TR"}
    task = windows_words(options["/TR"])
    as_here = [word.replace("\\", "/") if str(home) in word else word for word in task]
    assert_it_runs(as_here, home, started)


def test_the_task_of_windows_is_short_enough() -> None:
    """It takes 261 characters; a home folder may well have forty."""
    (line,) = recipes("bat")
    task = windows_words(line.replace("%USERPROFILE%", "x" * 40).replace("%SystemRoot%", "x" * 10))
    assert len(task[-1]) <= 261


def windows_words(line: str) -> list[str]:
    """A command line in words, as programs on Windows take it apart."""
    words = []
    for match in re.finditer(r'(?:"(?:[^"\\]|\\"|\\(?!"))*"|[^\s"])+', line):
        word = re.sub(r'(?<!\\)"', "", match[0])
        words.append(word.replace('\\"', '"'))
    return words


def test_a_command_line_of_windows_is_taken_apart_as_there() -> None:
    line = r'a "b c" /TR "\"C:\py.exe\" \"d e\" -q" f\g'
    assert windows_words(line) == ["a", "b c", "/TR", r'"C:\py.exe" "d e" -q', r"f\g"]


def test_github(home: Path, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = recipes("yaml")
    (cron,) = re.findall(r'- cron: "(.*)"', text)
    assert cron == "*/30 * * * *"
    (line,) = re.findall(r"^\s+(python scripts/.*) \|\| code=\$\?$", text, re.MULTILINE)
    python, script, *options = shlex.split(line)
    assert (python, script) == ("python", "scripts/refresh_results.py")
    assert (ROOT / script).is_file()
    monkeypatch.chdir(home)
    assert refresh_results.main([*options, "--today", "2026-06-22"]) == 0
    assert started


def test_the_workflow_is_sound_yaml() -> None:
    (text,) = recipes("yaml")
    workflow = yaml.safe_load(text)
    steps = workflow["jobs"]["refresh"]["steps"]
    assert [next(iter(step)) for step in steps] == ["uses", "uses", *["name"] * 3]
    assert workflow["permissions"] == {"contents": "write"}


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_the_commit_holds_the_workbooks_and_not_their_backups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text,) = recipes("yaml")
    script = text.partition("- name: Commit\n        run: |\n")[2].partition("      - name")[0]
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    far, near = tmp_path / "far.git", tmp_path / "near"
    git(tmp_path, "init", "--quiet", "--bare", str(far))
    git(tmp_path, "clone", "--quiet", str(far), str(near))
    office = near / "accreditation"
    (office / "igpm-backups").mkdir(parents=True)
    for name in ("applications.xlsx", "igpm-backups/applications 2026.xlsx",
                 "igpm-backups/last-refresh.json", "igpm-refresh.log"):  # fmt: skip
        (office / name).write_text("x")
    for _ in range(2):  # the second time there is nothing to commit
        script_here = re.sub(r"^ +", "", script, flags=re.MULTILINE)
        pushed = script_here.replace("git push", "git push --quiet origin HEAD")
        subprocess.run(["bash", "-e", "-c", pushed], cwd=near, check=True, capture_output=True)
    listed = git(near, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert listed == [
        "accreditation/applications.xlsx",
        "accreditation/igpm-backups/last-refresh.json",
        "accreditation/igpm-refresh.log",
    ]
    assert len(git(near, "log", "--oneline").splitlines()) == 1


def test_every_option_in_the_guide_exists() -> None:
    named = set(re.findall(r"(?:igpm-sheets refresh|refresh_results\.py)[^`\n]*", GUIDE))
    options = {word for line in named for word in re.findall(r"\s(--?[a-z][a-z-]*)", line)}
    known = {option for parameter in refresh.params for option in parameter.opts}
    assert options <= known
    assert options >= {"-q", "-c", "--window", "--watch"}


def test_the_guide_says_what_every_exit_code_means() -> None:
    codes = [value for name, value in vars(exit_codes).items() if name.isupper()]
    rows = re.findall(r"^\| (\d) \|", GUIDE, re.MULTILINE)
    assert sorted(codes) == [int(row) for row in rows]


# The script


def test_the_script_passes_on_options_and_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, ...]] = []

    def run(*words: str) -> int:
        seen.append(words)
        return exit_codes.WRONG_USAGE

    monkeypatch.setattr(environment, "run", run)
    assert refresh_results.main(["-c", "my office/igpm.toml", "-q"]) == exit_codes.WRONG_USAGE
    expected = ("requirements.lock", "-m", "igpm_sheets", "refresh")
    assert seen == [(*expected, "-c", "my office/igpm.toml", "-q")]


@pytest.mark.parametrize(
    "fault",
    [SystemExit("This Python cannot make a virtual environment."), OSError("no room"),
     subprocess.CalledProcessError(1, "pip")],
)  # fmt: skip
def test_what_cannot_be_set_up_is_no_matter_of_the_data(
    fault: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: str) -> int:
        raise fault

    monkeypatch.setattr(environment, "run", fails)
    assert refresh_results.main([]) == exit_codes.UNREADABLE == refresh_results.NOT_DONE
    assert capsys.readouterr().err.strip()


def test_the_script_needs_nothing_that_must_be_installed() -> None:
    """Neither it nor what it imports: another Python runs it without site-packages."""
    code = "import sys; sys.path.insert(0, 'scripts'); import refresh_results; print('fine')"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "fine"
