"""How a person works a page: by what is written on it, with a pointer or with the keys alone."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import ElementHandle, FileChooser, Locator, Page

FURTHEST = 200  # tab stops on one page before somebody gives up

#: Where the focus stands after a key: on the wanted element or not, and what a person who sees only the screen would miss.
STOP = """wanted => {
  const at = document.activeElement;
  if (at === document.body) return ["outside", ""];
  if (at.matches("main")) return ["elsewhere", ""];  // where the skip link leads: no control, so nothing to mark
  const look = at.matches("input[type=radio], input[type=checkbox]") ? at.closest("label") || at : at;
  const seen = [at, look].some(one => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  });
  const box = at.getBoundingClientRect();
  const spots = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [box.left + x * box.width, box.top + y * box.height]);
  const shown = spots.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || look.contains(top) || top.contains(at));
  });
  const wrong = seen ? (shown ? "" : "hidden") : "unmarked";
  return [at === wanted ? "there" : "elsewhere", wrong && `${wrong}: ${at.outerHTML.slice(0, 150)}`];
}"""


def labelled(words: str) -> re.Pattern[str]:
    """A label that says this, and perhaps that the input is required."""
    return re.compile(rf"^\s*{re.escape(words)}\s*(\(?bắt buộc\)?)?\s*$")


class Pointer:
    """A person with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, words: str, *, within: str = "main") -> None:
        """A link by what it says."""
        self._leave(self.page.locator(within).get_by_role("link", name=words, exact=True).first)

    def press(self, words: str) -> None:
        """A button by what it says; back when the page it leads to has come."""
        self._leave(self.page.get_by_role("button", name=words, exact=True).first)

    def unfold(self, words: str) -> None:
        """What stands behind a summary."""
        summary = self.page.locator("summary", has_text=labelled(words)).first
        if not summary.evaluate("one => one.parentElement.open"):
            self._touch(summary)

    def fill(self, label: str, text: str) -> None:
        """An input of text, in place of what it held."""
        self.page.get_by_label(labelled(label)).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        """One of a list."""
        self.page.get_by_label(labelled(label)).first.select_option(label=option)

    def tick(self, label: str) -> None:
        """A box, or one of several choices."""
        self._touch(self.page.get_by_label(labelled(label)).first)

    def attach(self, label: str, path: Path) -> None:
        """A file."""
        button = self.page.get_by_label(labelled(label)).first
        with self.page.expect_file_chooser() as opened:
            self._touch(button)
        chooser: FileChooser = opened.value
        chooser.set_files(path)

    def _leave(self, target: Locator) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self._touch(target)

    def _touch(self, target: Locator) -> None:
        target.click()


class Keyboard(Pointer):
    """A person without a mouse, who sees where the focus is and finds the way out of everything."""

    def fill(self, label: str, text: str) -> None:
        self.reach(self.page.get_by_label(labelled(label)).first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_label(labelled(label)).first
        self.reach(box)
        names = [" ".join(name.split()) for name in box.locator("option").all_inner_texts()]
        steps = names.index(option) - box.evaluate("one => one.selectedIndex")
        for _step in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    def tick(self, label: str) -> None:
        target = self.page.get_by_label(labelled(label)).first
        if target.get_attribute("type") == "radio":
            self._turn_to(target)
        else:
            self._touch(target)

    def reach(self, target: Locator) -> None:
        """The focus on `target`, by Tab or Shift-Tab; every stop on the way can be seen, none holds the focus."""
        wanted = target.element_handle()
        assert wanted is not None
        if self._where(wanted) == "outside" and wanted.evaluate("one => document.querySelector('main').contains(one)"):
            self._skip()
        key = "Shift+Tab" if wanted.evaluate(
            "one => one.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING"
        ) else "Tab"
        for _press in range(FURTHEST):
            if self._where(wanted) == "there":
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"no way by the keys to {wanted}")

    def _skip(self) -> None:
        """The first stop of every page leads past its head."""
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")

    def _where(self, wanted: ElementHandle) -> str:
        place, wrong = self.page.evaluate(STOP, wanted)
        assert not wrong, wrong
        return place

    def _turn_to(self, target: Locator) -> None:
        """Arrows go round among the choices of a group, of which Tab stops at one."""
        name = target.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = group.locator("xpath=self::*[@checked]")
        self.reach(chosen if chosen.count() else group.first)
        for _turn in range(group.count()):
            if target.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")

    def _touch(self, target: Locator) -> None:
        self.reach(target)
        link = target.evaluate("one => one.matches('a')")
        self.page.keyboard.press("Enter" if link else "Space")


Hand = Callable[[Page], Pointer]
