"""Both books and the files of other hosts from one server, and what it writes down."""

import io
import json
import stat
import sys
import tarfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from reportcard.bench.packages import Packages
from reportcard.bench.server import HOST, Answer, Desk, serving

CDN = "cdn.jsdelivr.net"
PAGE = f'<script src="https://{CDN}/npm/vega@6?noext"></script><a href="https://example.org/">x</a>'


def pack(folder: Path, name: str, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / name, "w:gz") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return folder / name


VEGA = {
    "package.json": json.dumps({"name": "vega", "version": "6.4.0", "jsdelivr": "build/vega.js"}),
    "build/vega.js": "the script",
    "build/vega.css": "p {}",
}


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    pack(tmp_path / "npm", "vega@6.tgz", VEGA)
    pack(tmp_path / "npm", "@scope+part.tgz", {"package.json": "{}", "index.js": "a part"})
    return Packages(tmp_path / "npm", npm=None)


@pytest.fixture
def desk(tmp_path: Path, packages: Packages) -> Iterator[Desk]:
    (tmp_path / "site" / "notebooks").mkdir(parents=True)
    (tmp_path / "site" / "notebooks" / "a chapter.html").write_text(PAGE, "utf-8")
    (tmp_path / "secret.html").write_text("not of the site", "utf-8")
    with serving({"ours": tmp_path / "site"}, packages) as desk:
        yield desk


def get(desk: Desk, path: str, host: str | None = None) -> tuple[int, str, str]:
    connection = HTTPConnection(HOST, desk.port, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, response.headers.get("Content-Type", ""), body


def test_a_page_asks_other_hosts_here(desk: Desk) -> None:
    status, kind, body = get(desk, "/ours/notebooks/a%20chapter.html?v=1")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert body == PAGE.replace(f"https://{CDN}", f"http://{CDN}")
    [made] = desk.answers
    assert (made.kind, made.raw, made.elsewhere) == ("page", len(PAGE), False)


def test_another_host_is_answered_from_its_package(desk: Desk) -> None:
    assert get(desk, "/npm/vega@6?noext", CDN)[::2] == (200, "the script")
    assert get(desk, "/npm/vega@6/build/vega.css", CDN) == (200, "text/css; charset=utf-8", "p {}")
    assert get(desk, "/@scope/part", "unpkg.com")[::2] == (200, "a part")
    assert [(a.kind, a.elsewhere) for a in desk.answers] == [
        ("script", True),
        ("style", True),
        ("script", True),
    ]
    assert desk.packages.used["vega@6"] == "vega 6.4.0"
    assert desk.packages.absent == set()


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/npm/vega@7", CDN),
        ("/npm/vega@6/build/other.js", CDN),
        ("/ajax/libs/require.js", "cdnjs.cloudflare.com"),
    ],
)
def test_what_cannot_be_had(desk: Desk, path: str, host: str) -> None:
    assert get(desk, path, host)[0] == 404
    assert desk.packages.absent == {f"{host}{path}"}
    assert desk.answers == []


@pytest.mark.parametrize(
    "path", ["/ours/../secret.html", "/ours/%2e%2e/secret.html", "/other/x.html", "/ours/notebooks"]
)
def test_only_the_pages_of_the_books(desk: Desk, path: str) -> None:
    assert get(desk, path)[0] == 404


def test_images_are_not_compressed() -> None:
    assert Answer("a.png", "image/png", b"a" * 1000).gzip == 1000
    assert Answer("a.svg", "image/svg+xml", b"a" * 1000).gzip < 100


NPM = """#!{python}
import shutil, sys
with open("{log}", "a") as log:
    print(*sys.argv[1:], file=log)
if "vega@6" not in sys.argv:
    sys.exit("404 Not Found")
shutil.copy("{archive}", sys.argv[sys.argv.index("--pack-destination") + 1])
print('[{{"filename": "vega-6.4.0.tgz"}}]')
"""


def test_npm_is_asked_once(tmp_path: Path) -> None:
    archive, log = pack(tmp_path / "registry", "vega-6.4.0.tgz", VEGA), tmp_path / "log"
    npm = tmp_path / "npm"
    npm.write_text(NPM.format(python=sys.executable, log=log, archive=archive))
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)
    address = f"{CDN}/npm/vega@6?noext"
    for _ in range(2):
        packages = Packages(tmp_path / "kept", str(npm))
        found = packages.file(address)
        assert found is not None
        assert (found.name, found.body) == ("build/vega.js", b"the script")
        assert packages.file(address) is found
    assert packages.file(f"{CDN}/npm/vega@9") is None
    assert packages.file(f"{CDN}/npm/vega@9") is None
    asked = [line.split()[-1] for line in log.read_text().splitlines()]
    assert asked == ["vega@6", "vega@9"]
