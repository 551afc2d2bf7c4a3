// The reading view by keyboard: j and k move, c confirms, e corrects, r rejects, ? shows this.
// Everything it does is a form on the page; it only moves the focus and presses the buttons.

const claims = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-claim]")];
let current = -1;

function marksOf(number: string): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>(`[data-marks~="${CSS.escape(number)}"]`);
}

function show(index: number, focus = true): void {
  const all = claims();
  if (!all.length) return;
  current = Math.max(0, Math.min(index, all.length - 1));
  document.querySelectorAll(".current").forEach((element) => element.classList.remove("current"));
  const card = all[current];
  if (!card) return;
  card.classList.add("current");
  const marks = marksOf(card.dataset["claim"] ?? "");
  marks.forEach((mark) => mark.classList.add("current"));
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  if (focus) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior });
  }
  marks[0]?.scrollIntoView({ block: "nearest", behavior });
  const status = document.querySelector<HTMLElement>("#reading-status");
  if (status) status.textContent = `Claim ${current + 1} of ${all.length}`;
}

function press(selector: string): void {
  claims()[current]?.querySelector<HTMLElement>(selector)?.click();
}

function open(selector: string): void {
  const details = claims()[current]?.querySelector<HTMLDetailsElement>(selector);
  if (!details) return;
  details.open = true;
  details.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus();
}

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && target.closest("[data-claim] details")) {
    target.closest<HTMLDetailsElement>("details")!.open = false;
    target.closest<HTMLElement>("[data-claim]")?.focus();
    return;
  }
  if (target.matches("input, textarea, select, [contenteditable]")) return;
  const actions: Record<string, () => void> = {
    j: () => show(current + 1),
    k: () => show(current - 1),
    c: () => press("[data-do=confirm]"),
    e: () => open("details[data-do=correct]"),
    r: () => open("details[data-do=reject]"),
    "?": () => document.querySelector<HTMLDetailsElement>("#keys")?.toggleAttribute("open"),
  };
  const action = actions[event.key];
  if (!action) return;
  if (current < 0 && "cer".includes(event.key)) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const mark = target.closest<HTMLElement>("[data-marks]");
  if (mark) {
    const numbers = (mark.dataset["marks"] ?? "").split(" ");
    const index = claims().findIndex((card) => card.dataset["claim"] === numbers[numbers.length - 1]);
    if (index >= 0) show(index);
    return;
  }
  const card = target.closest<HTMLElement>("[data-claim]");
  if (card) show(claims().indexOf(card), false);
});

document.addEventListener("focusin", (event) => {
  const card = (event.target as HTMLElement).closest<HTMLElement>("[data-claim]");
  const index = card ? claims().indexOf(card) : -1;
  if (index >= 0 && index !== current) show(index, false);
});

// After a decision the card is swapped in place: it keeps its turn and the focus.
document.addEventListener("htmx:afterSwap", () => {
  if (current >= 0 && claims().length) show(current);
});

// Coming from an incident or a check, the address names a claim.
const named = claims().findIndex((card) => card.id !== "" && card.id === location.hash.slice(1));
if (named >= 0) show(named);
