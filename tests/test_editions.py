"""The runner, the stored outputs and the site, on a book of two small chapters."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from nbformat import v4
from nbformat import writes as notebook_text

from reportcard.editions import (
    ChaptersFailed,
    Edition,
    build_edition,
    chapters_of,
    default_edition,
    fresh_notebooks,
    fresh_tables,
    refresh_stored,
    run_edition,
    serve_site,
    site,
    stale,
)
from reportcard.editions.selection import select, unlinked
from reportcard.editions.stored import roles
from reportcard.errors import ReportcardError, UnknownName

ROOT = Path(__file__).resolve().parent.parent
HAIDIAN = Edition("haidian", 2019, "en")
PARAMETERS = 'place: str = "haidian"\nyear: int = 2019  # the report\nlang: str = "en"'
ECONOMY = [
    "# Money of {v}`home`\n\n{v}`a_share_companies` companies; see [Tasks](tasks.ipynb).",
    "!print(place, year, lang)",
    "!import sys; sys.stdout.write('a'); sys.stdout.flush(); sys.stdout.write('b');",
    "!year + 1",
]
TASKS = ["# Tasks\n\nOnly words, and an example: ``{v}`nothing` ``.", "!import os", "!os.sep"]


def write_notebook(path: Path, cells: Sequence[str], parameters: str = PARAMETERS) -> None:
    """A chapter; cells that begin with ! are code."""
    made = [v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    for text in cells:
        code = text.startswith("!")
        made.append(v4.new_code_cell(text[1:]) if code else v4.new_markdown_cell(text))
    for number, cell in enumerate(made, 1):
        cell["id"] = f"cell-{number}"
    path.write_text(notebook_text(v4.new_notebook(cells=made)), "utf-8")


def make_project(folder: Path) -> Path:
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "_config.yml", folder)
    (folder / "notebooks").mkdir()
    write_notebook(folder / "notebooks" / "economy.ipynb", ECONOMY)
    write_notebook(folder / "notebooks" / "tasks.ipynb", TASKS)
    toc = "format: jb-book\nroot: index\nchapters:\n"
    (folder / "_toc.yml").write_text(
        toc + "  - file: notebooks/economy\n  - file: notebooks/tasks\n", "utf-8"
    )
    (folder / "index.md").write_text("# Our book\n\nIt is about {v}`home`.\n", "utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one published edition; tests that change it work on a copy."""
    folder = make_project(tmp_path_factory.mktemp("built") / "project")
    (folder / "_config.yml").write_text(
        (folder / "_config.yml").read_text("utf-8") + "\nsite_url: https://example.org/book\n",
        "utf-8",
    )
    assert build_edition(folder, HAIDIAN) == folder / "_build" / "site" / "index.html"
    return folder


def cells_of(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return cells


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def executed(built: Path) -> Path:
    return built / "_build" / "executed" / "haidian" / "2019" / "en" / "notebooks"


# ── running ────────────────────────────────────────────────────────────────────────────────────


def test_outputs_counts_and_no_trace_of_the_run(built: Path) -> None:
    path = executed(built) / "economy.ipynb"
    cells = cells_of(path)
    assert [c.get("execution_count") for c in cells] == [1, None, 2, 3, 4]
    assert "".join(cells[2]["outputs"][0]["text"]) == "haidian 2019 en\n"
    assert "".join(cells[4]["outputs"][0]["data"]["text/plain"]) == "2020"
    assert [c["id"] for c in cells] == [f"cell-{n}" for n in range(1, 6)]
    text = path.read_text("utf-8")
    assert "papermill" not in text
    assert "execution" not in text.replace("execution_count", "")
    assert sys.version.split()[0] not in text
    assert text.endswith("}\n")


def test_streams_are_whole(built: Path) -> None:
    outputs = cells_of(executed(built) / "economy.ipynb")[3]["outputs"]
    assert ["".join(output["text"]) for output in outputs] == ["ab"]


def test_another_edition_has_the_same_cells(project: Path) -> None:
    folder = run_edition(project, Edition("haidian", 2018, "zh-Hant"), ["economy"])
    assert folder == project / "_build/executed/haidian/2018/zh-Hant/notebooks"
    assert [path.name for path in folder.iterdir()] == ["economy.ipynb"]
    cells = cells_of(folder / "economy.ipynb")
    assert "".join(cells[0]["source"]) == (
        'place: str = "haidian"\nyear: int = 2018  # the report\nlang: str = "zh-Hant"'
    )
    assert "".join(cells[2]["outputs"][0]["text"]) == "haidian 2018 zh-Hant\n"
    assert [c.get("execution_count") for c in cells] == [1, None, 2, 3, 4]


def test_parameters_of_their_own(project: Path) -> None:
    parameters = (
        PARAMETERS + '\ntop: int = 3\nscale: float = 1\nname: str = "甲"\nall_of: bool = False'
    )
    cells = ["!print(top, scale, name, all_of)"]
    write_notebook(project / "notebooks" / "tasks.ipynb", cells, parameters)
    given = {"top": "5", "scale": "2", "name": 'a"乙', "all_of": "true"}
    folder = run_edition(project, HAIDIAN, ["tasks"], given, project / "elsewhere")
    outputs = cells_of(folder / "tasks.ipynb")[1]["outputs"]
    assert "".join(outputs[0]["text"]) == '5 2.0 a"乙 True\n'
    with pytest.raises(UnknownName, match=r"(?s)no parameter 'tpo'.*Did you mean 'top'"):
        run_edition(project, HAIDIAN, ["tasks"], {"tpo": "5"})
    with pytest.raises(UnknownName, match=r"(?s)the parameter top is '5.5', which is no int"):
        run_edition(project, HAIDIAN, ["tasks"], {"top": "5.5"})
    with pytest.raises(UnknownName, match="no parameter 'top' in notebooks/economy"):
        run_edition(project, HAIDIAN, [], {"top": "5"})


def test_a_failing_chapter_is_named_and_nothing_is_written(project: Path) -> None:
    write_notebook(project / "notebooks/economy.ipynb", ["Words.", "!1 + 1", "!{}['gpd']"])
    with pytest.raises(ChaptersFailed) as caught:
        run_edition(project, HAIDIAN)
    first, last = caught.value.problems
    assert first.file == project / "notebooks/economy.ipynb"
    assert first.what == "cell 4: KeyError: 'gpd'"
    assert "1 of 2 chapters ran well; nothing was written" in str(last)
    assert not [path for path in (project / "_build").rglob("*") if path.is_file()]


def test_a_kernel_that_dies_is_named(project: Path) -> None:
    write_notebook(project / "notebooks/tasks.ipynb", ["!1", "!import os; os._exit(3)"])
    with pytest.raises(ChaptersFailed) as caught:
        run_edition(project, HAIDIAN, ["tasks"])
    assert "cell 3: the kernel ended" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [("{", "is no notebook"), ("{}", "is no notebook of format 4"), ("[]", "is no notebook")],
)
def test_a_file_that_is_no_notebook(project: Path, content: str, told: str) -> None:
    (project / "notebooks/tasks.ipynb").write_text(content)
    with pytest.raises(ReportcardError, match=told):
        run_edition(project, HAIDIAN)


def test_a_parameter_that_papermill_would_not_see(project: Path) -> None:
    write_notebook(project / "notebooks/tasks.ipynb", [], "place, year = 'haidian', 2019")
    with pytest.raises(ReportcardError, match="not one plain assignment a line"):
        run_edition(project, HAIDIAN)


def test_a_chapter_that_is_not_there(project: Path) -> None:
    (project / "notebooks/tasks.ipynb").unlink()
    with pytest.raises(ReportcardError, match="lists notebooks/tasks, which is not there"):
        chapters_of(project)
    (project / "_toc.yml").write_text("a: [b\n")
    with pytest.raises(ReportcardError, match=r"_toc.yml:2: not valid YAML"):
        chapters_of(project)


def test_interrupted_it_ends_and_leaves_nothing(project: Path) -> None:
    cell = "!from pathlib import Path\nimport os, time\n"
    cell += "Path('kernel').write_text(str(os.getpid())); time.sleep(60)"
    write_notebook(project / "notebooks/tasks.ipynb", [cell])
    command = "from reportcard.cli import main; main(['run', '--chapter', 'tasks'])"
    env = {**os.environ, "REPORTCARD_PROJECT": str(project)}
    with subprocess.Popen(
        [sys.executable, "-c", command], cwd=project, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        started = project / "notebooks" / "kernel"
        wait_until(lambda: started.is_file() and bool(started.read_text()))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    wait_until(lambda: not alive(int(started.read_text())))
    assert not [path for path in (project / "_build").rglob("*") if path.is_file()]


def wait_until(true: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.is_file() and status.read_text().rpartition(")")[2].split()[0] != "Z"


# ── what is stored ─────────────────────────────────────────────────────────────────────────────


def test_refresh_twice_changes_nothing(project: Path) -> None:
    first = refresh_stored(project)
    assert project / "notebooks/prose.csv" in first
    assert project / "notebooks/economy.ipynb" in first
    before = snapshot(project)
    assert refresh_stored(project) == []
    assert snapshot(project) == before
    assert (project / "notebooks/prose.csv").read_text("utf-8").splitlines() == [
        "chapter,cell,target,text",
        "index,1,home,Haidian",
        "economy,2,home,Haidian",
        "economy,2,a_share_companies,145",
    ]
    tampered = (project / "notebooks/economy.ipynb").read_text("utf-8").replace("2020", "2021")
    (project / "notebooks/economy.ipynb").write_text(tampered, "utf-8")
    [problem] = stale(fresh_notebooks(project))
    assert problem.what == "stale in cell 5"
    assert problem.remedy.endswith("reportcard refresh")


def test_stale_tables_are_named_by_line(project: Path) -> None:
    fresh = fresh_tables(project)
    for path, text in fresh.items():
        path.write_text(text, "utf-8")
    assert stale(fresh) == []
    path = project / "notebooks/prose.csv"
    path.write_text(path.read_text("utf-8").replace("145", "146"), "utf-8")
    [problem] = stale(fresh)
    assert (problem.file, problem.line) == (path, 4)
    path.unlink()
    assert [p.what for p in stale(fresh)] == ["is not stored"]


def test_a_target_that_nothing_knows(project: Path) -> None:
    write_notebook(project / "notebooks/tasks.ipynb", ["{v}`a_share_company` of {v}`gpd`"])
    with pytest.raises(ReportcardError) as caught:
        fresh_tables(project)
    assert len(caught.value.problems) == 2
    assert "cell 2: no indicator 'a_share_company'" in str(caught.value)


def test_examples_in_code_are_no_targets() -> None:
    assert roles("``{v}`a` `` {v}`b`\n\n```\n{v}`c`\n```\n") == ["b"]


# ── the site ───────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """The tags of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def addresses(self) -> Iterator[str]:
        for tag, attributes in self.tags:
            if tag != "link" or attributes.get("rel") != "canonical":
                yield from (attributes[key] or "" for key in ("href", "src") if key in attributes)


def test_the_landing_page(built: Path) -> None:
    folder = built / "_build" / "site"
    page = Page(folder / "index.html")
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "iframe")]
    for address in page.addresses():
        assert ":" not in address or address == "data:,"
        if not address.startswith(("#", "data:")):
            assert (folder / address).is_file(), address
    text = (folder / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/book/">' in text
    assert "127.4%" in text
    assert "url(" not in text
    assert "@import" not in text


def test_pages_have_permanent_addresses(built: Path) -> None:
    text = (built / "_build/site/haidian/2019/en/notebooks/economy.html").read_text("utf-8")
    assert "https://example.org/book/haidian/2019/en/notebooks/economy.html" in text
    assert "145" in text


def test_no_staging_folder_is_left(built: Path) -> None:
    assert sorted(path.name for path in (built / "_build").iterdir()) == ["executed", "site"]


def test_a_failing_build_leaves_the_site(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    before = snapshot(project / "_build" / "site")
    write_notebook(project / "notebooks/tasks.ipynb", ["# T\n\n{v}`gpd` and [x](nowhere.md)"])
    with pytest.raises(site.NotRendered) as caught:
        build_edition(project, HAIDIAN)
    said = str(caught.value)
    assert "notebooks/tasks.ipynb" in said
    assert "gpd" in said
    assert "nowhere.md" in said
    assert str(project) not in said
    assert snapshot(project / "_build" / "site") == before
    assert sorted(path.name for path in (project / "_build").iterdir()) == ["executed", "site"]


def test_the_old_edition_comes_back(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    before = snapshot(project / "_build" / "site")
    html = tmp_path / "html"
    shutil.copytree(project / "_build/site/haidian/2019/en", html)
    (html / "index.html").write_text("new")

    def fail(*_arguments: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "landing_page", fail)
    with pytest.raises(OSError, match="No space left"):
        site.publish(project, HAIDIAN, html, tmp_path / "old")
    assert snapshot(project / "_build" / "site") == before

    def refuse(path: Path, target: Path) -> Path:
        if path == html:
            raise OSError(1, "Operation not permitted")
        return rename(path, target)

    rename = Path.rename
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="not permitted"):
        site.publish(project, HAIDIAN, html, tmp_path / "old")
    assert snapshot(project / "_build" / "site") == before


def test_a_chapter_with_nothing_reported_is_left_out(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    selection = select(chapters_of(project), Edition("haidian", 2018, "en"))
    assert [c.name for c, _ in selection.kept] == ["economy"]
    assert [title for _, title in selection.left_out] == ["Tasks"]
    source = tmp_path / "source"
    site.assemble(project, executed(project), selection, source)
    assert [path.name for path in (source / "notebooks").iterdir()] == ["economy.ipynb"]
    assert "tasks" not in (source / "_toc.yml").read_text("utf-8")
    assert "left out: Tasks" in (source / "index.md").read_text("utf-8")
    assert "tasks.ipynb" not in (source / "notebooks/economy.ipynb").read_text("utf-8")


def test_links_to_what_is_left_out_are_words(project: Path) -> None:
    gone = [c for c in chapters_of(project) if c.name == "tasks"]
    text = "[T](tasks) [T](tasks.ipynb#a) [T](notebooks/tasks) [E](economy) [M](tasks_more)"
    assert unlinked(text, gone) == "T T T [E](economy) [M](tasks_more)"


def test_titles_match_the_configuration() -> None:
    edition = default_edition(ROOT)
    text = (ROOT / "_config.yml").read_text("utf-8")
    assert f'title: "{site.title(edition)}"' in text
    assert site.title(Edition("haidian", 2019, "zh-Hant")) == "成績單說了什麼：海淀區2019年"


def test_serve(built: Path) -> None:
    told: list[str] = []
    thread = threading.Thread(target=serve_site, args=(built, 0, told.append), daemon=True)
    thread.start()
    wait_until(lambda: bool(told))
    with urllib.request.urlopen(told[0].split()[0]) as answer:
        assert answer.read() == (built / "_build/site/index.html").read_bytes()


def test_serve_without_a_site_or_port(project: Path, built: Path) -> None:
    with pytest.raises(ReportcardError, match=r"(?s)no site yet.*reportcard build"):
        serve_site(project, 0, print)
    with socket.socket() as taken:
        taken.bind((site.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ReportcardError, match=f"port {port} cannot be used"):
            serve_site(built, port, print)
