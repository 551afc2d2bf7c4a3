// On every page: htmx, and dropping a file on the paste box. Without it the same forms are sent whole.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

function dropBox(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>("input[type=file]");
  const named = box.querySelector<HTMLElement>("[data-filename]");
  if (!input) return;
  const show = (): void => {
    if (named) named.textContent = input.files?.[0]?.name ?? "";
  };
  input.addEventListener("change", show);
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("dropping");
  });
  box.addEventListener("dragleave", () => box.classList.remove("dropping"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("dropping");
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
}

function start(): void {
  document.querySelectorAll<HTMLElement>("[data-drop]").forEach(dropBox);
}

// Filters answer at once; the button stays for those without scripts.
document.addEventListener("change", (event) => {
  const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-live]");
  if (form) form.requestSubmit();
});

// A preview that has just arrived is brought into view and announced by its heading.
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.target as HTMLElement;
  if (target.id !== "reading") return;
  target.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  target.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, target } = (event as CustomEvent<{ xhr: XMLHttpRequest; target: HTMLElement }>).detail;
  const sentence = document.createElement("p");
  sentence.className = "trouble";
  sentence.setAttribute("role", "alert");
  sentence.textContent =
    xhr.status === 403 ? "This page is too old to be sent: reload it and try again." : "The server could not read this. Reload the page and try again.";
  target.replaceChildren(sentence);
});

start();
