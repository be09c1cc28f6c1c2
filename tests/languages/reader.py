"""What a page says, and in which language: its texts, each with the `lang` it stands under."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label")


@dataclass
class Page(HTMLParser):
    """Reads HTML. `texts` and `labels` are pairs (language, words); `links` the addresses of anchors and forms."""

    html: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def __hash__(self) -> int:
        return id(self)

    @property
    def language(self) -> str:
        """The language of the place reached."""
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.language)
        self.labels += [(language, given[name]) for name in SPOKEN if given.get(name)]
        address = given.get("href" if tag == "a" else "action", "")
        if address and "hreflang" not in given:
            self.links.append(address)
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and self._open and self._open[-1][0] not in {"script", "style"}:
            self.texts.append((self.language, words))
