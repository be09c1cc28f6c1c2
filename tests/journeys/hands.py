"""How a person works a page: by what is written on it, with a pointer or with the keys alone."""

import re
from pathlib import Path

from playwright.sync_api import Download, ElementHandle, Locator, Page

FURTHEST = 200  # tab stops on one page before somebody gives up

#: Where the focus stands: on the wanted element or not, and what somebody who sees only the screen would miss there.
STOP = """wanted => {
  const at = document.activeElement;
  if (at === document.body) return ["outside", ""];
  if (at.matches("main")) return ["elsewhere", ""];  // where the skip link leads: no control, nothing to mark
  const look = at.matches("input[type=radio], input[type=checkbox]") ? at.closest("label") || at : at;
  const marked = [at, look].some(one => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  });
  const box = at.getBoundingClientRect();
  const spots = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [box.left + x * box.width, box.top + y * box.height]);
  const seen = spots.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || look.contains(top) || top.contains(at));
  });
  const wrong = marked ? (seen ? "" : "covered") : "unmarked";
  return [at === wanted ? "there" : "elsewhere", wrong && `${wrong}: ${at.outerHTML.slice(0, 150)}`];
}"""
BEFORE = "one => Boolean(one.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"


def labelled(words: str) -> re.Pattern[str]:
    """A label that says this, and perhaps that the input is required."""
    return re.compile(rf"^\s*{re.escape(words)}\s*(\(?bắt buộc\)?)?\s*$")


class Pointer:
    """A person with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, words: str) -> None:
        """A link of the page by what it says."""
        self.leave(self.page.get_by_role("main").get_by_role("link", name=words, exact=True).first)

    def take(self, words: str) -> Download:
        """The file behind a link."""
        with self.page.expect_download() as given:
            self.touch(self.page.get_by_role("main").get_by_role("link", name=words, exact=True).first)
        return given.value

    def press(self, words: str) -> None:
        """A button by what it says; back when the page it leads to has come."""
        self.leave(self.page.get_by_role("button", name=words, exact=True).first)

    def agree(self, words: str) -> None:
        """A button that asks once more, and the same words in its question."""
        self.touch(self.page.get_by_role("button", name=words, exact=True).first)
        self.leave(self.page.get_by_role("dialog").get_by_role("button", name=words, exact=True))

    def unfold(self, words: str) -> None:
        """What is folded under these words."""
        summary = self.page.locator("summary").filter(has=self.page.get_by_text(words, exact=True)).first
        if not summary.evaluate("one => one.parentElement.open"):
            self.touch(summary)

    def field(self, label: str) -> Locator:
        """An input by its label."""
        return self.page.get_by_label(labelled(label)).first

    def fill(self, label: str, text: str) -> None:
        """An input of text, in place of what it held."""
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """One of a list."""
        self.field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """A box, or one of several choices."""
        self.touch(self.field(label))

    def attach(self, label: str, path: Path) -> None:
        """A file, in the window the browser opens."""
        with self.page.expect_file_chooser() as opened:
            self.touch(self.field(label))
        opened.value.set_files(path)

    def leave(self, target: Locator) -> None:
        """Something that leads to another page."""
        self.reach(target)  # before waiting: the skip link is a step within the page, which would do for a navigation
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.touch(target)

    def touch(self, target: Locator) -> None:
        """Whatever is pressed."""
        target.click()

    def reach(self, target: Locator) -> None:
        """A pointer is there at once."""


class Keyboard(Pointer):
    """A person without a mouse, who sees where the focus is."""

    def fill(self, label: str, text: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        box = self.field(label)
        self.reach(box)
        names = [" ".join(name.split()) for name in box.locator("option").all_inner_texts()]
        steps = names.index(option) - box.evaluate("one => one.selectedIndex")
        for _step in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    def tick(self, label: str) -> None:
        target = self.field(label)
        if target.get_attribute("type") == "radio":
            self._turn_to(target)
        else:
            self.touch(target)

    def touch(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter" if target.evaluate("one => one.matches('a')") else "Space")

    def reach(self, target: Locator) -> None:
        """The focus on `target`, by Tab or Shift-Tab; every stop on the way is seen, none holds the focus."""
        wanted = target.element_handle()
        if self._where(wanted) == "outside" and wanted.evaluate("one => document.querySelector('main').contains(one)"):
            self._skip()
        key = "Shift+Tab" if wanted.evaluate(BEFORE) else "Tab"
        for _press in range(FURTHEST):
            if self._where(wanted) == "there":
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"no way by the keys to {wanted}")

    def _skip(self) -> None:
        """The first stop of a page leads past its head; on a page opened at a fragment, Tab goes on from there."""
        self.page.keyboard.press("Tab")
        if self.page.evaluate("document.activeElement.getAttribute('href') === '#main'"):
            self.page.keyboard.press("Enter")

    def _where(self, wanted: ElementHandle) -> str:
        place, wrong = self.page.evaluate(STOP, wanted)
        assert not wrong, wrong
        return place

    def _turn_to(self, target: Locator) -> None:
        """Arrows go round among the choices of a group, of which Tab stops at one."""
        name = target.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = self.page.locator(f"input[type=radio][name='{name}']:checked")
        self.reach(chosen if chosen.count() else group.first)
        for _turn in range(group.count()):
            if target.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
