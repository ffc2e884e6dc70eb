"""An eye on a page while a test uses it."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Request


@dataclass
class Watch:
    """What a page did that it should not: messages on the console, requests to elsewhere."""

    messages: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def over(self, page: Page, address: str) -> None:
        """Look at a page from now on."""

        def note(request: Request) -> None:
            if not request.url.startswith((address, "data:", "blob:")):
                self.outside.append(request.url)

        page.on("request", note)
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
