"""Which indicator a figure is likely to be: ranked by the words around it.

Each indicator is known by its labels and other names, and by the words that stood around its
figures in earlier documents whose text is at hand. Rare runs of characters count more than common
ones (inverse document frequency, Spärck Jones 1972).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from math import log, sqrt

from reportcard.archive import Archive
from reportcard.indicators import AREA_BLANKS, Indicator, Registry
from reportcard.likeness import likenesses
from reportcard.proposals.circumstances import Circumstances
from reportcard.proposals.passage import Passage, features_of
from reportcard.sources import Document
from reportcard.tables import read_text

Weights = Mapping[str, float]
LABEL_LENGTH = 0.75
"""How far the length of a label is held against it: 0 not at all, 1 by all of it."""
LABEL_SCALE = 6.0
"""Brings labels to the scale of what was learnt from earlier documents, which is at most 1."""
SINGLE = 0.25
"""What a single token weighs beside a run of several."""
PRINTED = ("share", "completion", "change")
"""The verbs whose values reports print themselves; those of other formulas they rarely do."""
DERIVED, RARELY_PRINTED = 0.85, 0.5
OTHER_SENSE = 0.45
"""What is left of a likeness where the text says a change, and the indicator is a share."""
OTHER_BASE = 0.6
"""What is left where the text takes the share of the country, and the indicator that of a city."""


@dataclass
class Known:
    """What is known of an indicator: its names as features, and how earlier documents put it."""

    indicator: Indicator
    labels: list[frozenset[str]]
    examples: list[Weights] = field(default_factory=list)

    @cached_property
    def sense(self) -> str:
        """What kind of ratio it is; a rate of coverage is a share that is told as a level."""
        known = likenesses().senses
        said = [known.get(f[1:-1], "") for label in self.labels for f in label if f[0] == "<"]
        verb = self.indicator.formula.partition("(")[0]
        return next(filter(None, said), verb if verb in ("completion", "change") else "")

    @cached_property
    def bases(self) -> frozenset[str]:
        """The roles of the areas it is measured against."""
        return frozenset(role for role, _ in self.indicator.names() if role in AREA_BLANKS[1:])

    @cached_property
    def chance(self) -> float:
        """How readily a report prints it, before its words are looked at."""
        if not self.indicator.formula:
            return 1.0
        verb = self.indicator.formula.partition("(")[0]
        return DERIVED if verb in PRINTED else RARELY_PRINTED

    def features(self) -> set[str]:
        """All the runs it is known by."""
        return set().union(*self.labels, *self.examples)


class Ranking:
    """The indicators that a figure of a place's report may measure, with what is known of each."""

    def __init__(self, archive: Archive, registry: Registry, place: str) -> None:
        self.archive, self.place = archive, place
        self.known = {
            i.id: Known(i, [features_of(text) for text in self._names(i)])
            for i in registry.indicators.values()
            if i.unit.printed and not i.refused
        }
        for document in archive.documents.values():
            self._learn(document)
        found = Counter(f for known in self.known.values() for f in known.features())
        self.rarity = {f: self._rarity(f, number) for f, number in found.items()}
        self.examples = {
            name: [self._unit_length(example) for example in known.examples]
            for name, known in self.known.items()
        }

    def ratio(self, unit: str) -> bool:
        """Whether a unit as printed has no dimension."""
        units = (known.indicator.unit for known in self.known.values())
        return any(u.pure and not u.count for u in units if unit in u.printed)

    def _rarity(self, feature: str, number: int) -> float:
        single = len(feature) == 1
        return log(1 + len(self.known) / number) * (SINGLE if single else 1.0)

    def _names(self, indicator: Indicator) -> Iterator[str]:
        """Its labels and other names, with each name of the areas they speak of."""
        texts = (indicator.label["zh-Hant"], indicator.label["en"], *indicator.called)
        for text in texts:
            for names in self._areas() if "{" in text else ({},):
                yield text.format_map(names)

    def _areas(self) -> tuple[dict[str, str], ...]:
        """What the areas of labels are called: by their label, and by the last of their names."""
        labels, names = dict.fromkeys(AREA_BLANKS, ""), dict.fromkeys(AREA_BLANKS, "")
        for role in AREA_BLANKS:
            if key := self.archive.role(role, self.place):
                area = self.archive.areas[key]
                labels[role] = area.label["zh-Hant"]
                names[role] = (labels[role], *area.names)[-1]
        return labels, names

    def _learn(self, document: Document) -> None:
        """Take the words around the figures of a document whose text is at hand."""
        path = document.text_path()
        if path is None or sha256(path.read_bytes()).hexdigest() != document.sha256:
            return  # offsets hold for the text that was read, and for no other
        mentions = [
            (m.indicator, m.start, m.end)
            for o in self.archive.of_document.get(document.id, ())
            for m in o.mentions
            if m.start is not None and m.end is not None
        ]
        passage = Passage(read_text(path), [(start, end) for _, start, end in mentions])
        for name, start, end in mentions:
            if name in self.known:
                self.known[name].examples.append(passage.features(start, end))

    def scores(self, features: Weights, unit: str, said: Circumstances) -> dict[str, float]:
        """How like each indicator that can be printed in ``unit`` a figure's surroundings are."""
        own, alike = self._weighed(features), self._unit_length(features)
        found = {}
        for name, known in self.known.items():
            if unit not in known.indicator.unit.printed:
                continue
            label = max(self._label(own, names) for names in known.labels)
            learnt = max((_cosine(alike, e) for e in self.examples[name]), default=0.0)
            found[name] = label * known.chance * self._fit(known, said) + learnt
        return found

    def _fit(self, known: Known, said: Circumstances) -> float:
        """What the sense of a ratio and the area it is taken of leave of a likeness."""
        fit = 1.0
        if known.indicator.unit.pure and said.sense != known.sense:
            fit *= OTHER_SENSE
        of_others = said.ref_area != self.place and bool(known.indicator.formula)
        if of_others or self._role(said.base) not in (known.bases or {""}):
            fit *= OTHER_BASE
        return fit

    def _role(self, area: str) -> str:
        """Which role an area has for the place; none for the place itself and where none is."""
        roles = (r for r in AREA_BLANKS[1:] if area and self.archive.role(r, self.place) == area)
        return next(roles, "")

    def _weighed(self, features: Weights) -> dict[str, float]:
        unseen = self._rarity("##", 1)
        return {f: w * self.rarity.get(f, unseen) for f, w in features.items()}

    def _label(self, own: Weights, label: frozenset[str]) -> float:
        whole = sum(self.rarity[f] for f in label)
        return sum(own.get(f, 0.0) for f in label) / (whole**LABEL_LENGTH * LABEL_SCALE or 1.0)

    def _unit_length(self, features: Weights) -> Weights:
        weighed = self._weighed(features)
        size = sqrt(sum(w * w for w in weighed.values())) or 1.0
        return {f: w / size for f, w in weighed.items()}


def _cosine(one: Weights, other: Weights) -> float:
    """The likeness of two texts of unit length: 1 where they say the same, 0 where nothing is."""
    return sum(w * other.get(f, 0.0) for f, w in one.items())
