"""A workbook read by the rules of its format alone: cells as text, number, boolean."""

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Sheets:
    """The sheets of a workbook by name; a cell that is not there is None."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        strings = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        self.strings = ["".join(item.itertext()) for item in strings.iter(f"{MAIN}si")]
        book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        links = ElementTree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {link.get("Id"): link.get("Target") for link in links}
        self.trees = {
            sheet.get("name"): ElementTree.fromstring(self.parts[f"xl/{targets[sheet.get(LINK)]}"])
            for sheet in book.iter(f"{MAIN}sheet")
        }

    def rows(self, name: str) -> list[list[Any]]:
        rows = []
        for row in self.trees[name].iter(f"{MAIN}row"):
            cells = {_column(cell.get("r", "")): self._value(cell) for cell in row}
            rows.append([cells.get(n) for n in range(max(cells, default=-1) + 1)])
        return rows

    def _value(self, cell: ElementTree.Element) -> Any:
        assert cell.find(f"{MAIN}f") is None, "a formula"
        text = cell.findtext(f"{MAIN}v") or ""
        kind = cell.get("t", "n")
        if kind == "s":
            return self.strings[int(text)]
        return {"b": lambda: text == "1", "n": lambda: float(text)}[kind]() if text else None


def _column(name: str) -> int:
    """0 for A1, 27 for AB7."""
    number = 0
    for letter in re.sub("[0-9]", "", name):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
