"""What a reader takes away from the site as it was built: descriptions, data, numbers."""

import json

import pyshacl
from rdflib import Graph


def test_every_chapter_is_a_dataset(site, project, chapter):
    (said,) = site.chapter(chapter).head.find_all("script", type="application/ld+json")
    graph = Graph().parse(data=said.string, format="json-ld")
    shapes = Graph().parse(project / "tests" / "shapes" / "dataset.ttl")
    fits, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    assert fits, text
    folder = (site.folder / site.chapter_page(chapter)).parent
    downloads = [entry["contentUrl"] for entry in json.loads(said.string)["distribution"]]
    assert [address for address in downloads if not (folder / address).is_file()] == []


def test_every_row_has_its_number(site):
    edition = site.folder / site.edition
    for name in ("figures", "indicators", "audit"):
        rows = json.loads((edition / "data" / f"{name}.json").read_text("utf-8"))
        assert rows
        for row in rows:
            file = edition.parent / "numbers" / f"{row['key']}.json"
            assert json.loads(file.read_text("utf-8"))["indicator"] == row["indicator"]
