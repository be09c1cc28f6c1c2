"""Windows of the browser, used by one person after the other: to open one costs as much as five pages."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

DESK: ViewportSize = {"width": 1400, "height": 900}
CLEAN = "/static/img/mark.svg"  # of the same origin, which keeps the window's process; no script, no session, nothing that asks again


@dataclass
class Windows:
    """The windows of one browser. A test takes as many as there are people in it, and gives them back at its end."""

    browser: Browser
    server: str
    patience: int
    free: dict[bool, list[Page]] = field(default_factory=lambda: {True: [], False: []})
    taken: list[tuple[bool, bool, Page]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def take(self, *, javascript: bool, kept: bool) -> Page:
        """A window in which nobody is signed in and nothing is remembered; one that is not `kept` is nobody's after this test."""
        page = self.free[javascript].pop() if kept and self.free[javascript] else self._opened(javascript)
        self.taken.append((javascript, kept, page))
        page.set_viewport_size(DESK)
        return page

    def give_back(self) -> list[str]:
        """All of them, cleared; returns the errors of scripts and the violations of the security policy that they saw."""
        for javascript, kept, page in self.taken:
            if kept:
                self._clear(page)
                self.free[javascript].append(page)
            else:
                page.context.close()
        self.taken.clear()
        told, self.wrong = self.wrong, []
        return told

    def _opened(self, javascript: bool) -> Page:
        """Nothing glides in it while we look."""
        context = self.browser.new_context(base_url=self.server, locale="vi-VN", java_script_enabled=javascript, reduced_motion="reduce")
        context.set_default_timeout(self.patience)
        self._listen(context)
        return context.new_page()

    def _listen(self, context: BrowserContext) -> None:
        def heard(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                self.wrong.append(message.text)

        context.on("console", heard)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))

    def _clear(self, page: Page) -> None:
        """Leave the page, so that it asks nothing more, and forget whatever it kept."""
        for other in page.context.pages:
            if other != page:
                other.close()
        page.emulate_media(media="null", reduced_motion="reduce")
        page.goto(CLEAN)
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.context.clear_cookies()
