"""A person without a mouse: Tab to what is meant, then type, press or move with the arrows; nothing else.

Wherever the focus goes it must be seen: in the window, not under anything, and marked.
"""

from datetime import date
from typing import Any

FAR = 400  # presses of Tab after which something counts as out of reach
PARTS = 8  # stops within one field: month, day, year, hour, minute, half of the day, its calendar
HERE = """selector => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const x = box.left + Math.min(box.width / 2, 40), y = box.top + Math.min(box.height / 2, 20);
  const over = document.elementFromPoint(x, y);
  const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const seen = over !== null && (over === at || at.contains(over) || over.contains(at)
    || [...(at.labels || [])].some(label => label.contains(over)));
  return {met: at.matches(selector), nothing: at === document.body, marked, seen,
          html: at.outerHTML.slice(0, 160)};
}"""

WRONG = """
  [...(document.activeElement.form?.querySelectorAll(':invalid') ?? [])].map(one => one.name)
"""


class Keys:
    """Somebody at a page, with a keyboard."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, selector: str, key: str = "Tab") -> None:
        """Moves on to the first thing that is meant."""
        stops: list[str] = []
        for _ in range(FAR):
            self.page.keyboard.press(key)
            here = self.page.evaluate(HERE, selector)
            if here["nothing"]:
                if len(stops) > 1 and stops[-1] == "":
                    break  # twice round
                stops.append("")
                continue
            assert here["seen"], f"out of sight: {here['html']}"
            assert here["marked"], f"nothing shows the focus: {here['html']}"
            if here["met"]:
                return
            assert stops[-PARTS:] != [here["html"]] * PARTS, f"the focus is caught at {here['html']}"
            stops.append(here["html"])
        raise AssertionError(f"{selector} is out of reach on {self.page.url}; the focus went to {stops[-5:]}")

    def press(self, selector: str, key: str = "Enter") -> None:
        """Goes there and presses a key on it; waits for the page that follows, if one does."""
        self.to(selector)
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def go(self, selector: str, key: str = "Enter") -> None:
        """Goes there and presses a key; another page, or the same one anew, must follow."""
        self.to(selector)
        wrong = self.page.evaluate(WRONG)
        assert not wrong, f"left open, or filled in wrongly: {wrong}"
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, selector: str, text: str) -> None:
        """Types into a field."""
        self.to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def day(self, selector: str, day: date) -> None:
        """Types a day as the field takes it."""
        self.to(selector)
        self.page.keyboard.type(f"{day:%m%d%Y}")
        assert self.page.evaluate("document.activeElement.value") == day.isoformat()

    def choose(self, selector: str, value: str) -> None:
        """Moves a list, or the buttons of one choice, to a value with the arrows."""
        self.to(selector)
        for _ in range(FAR):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in {selector}")

    def tick(self, selector: str) -> None:
        """Ticks a box."""
        self.to(selector)
        self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked")

    def at(self, selector: str) -> bool:
        """Whether the focus is there."""
        return bool(self.page.evaluate(HERE, selector)["met"])
