// Ties the timeline, the table and the map together: what is pointed at in one is marked in the others.
// The timeline itself is drawn by the server and works without this.

function mark(id: string | undefined): void {
  document.querySelectorAll(".pointed").forEach((element) => element.classList.remove("pointed"));
  if (id) {
    document.querySelectorAll(`[data-incident="${CSS.escape(id)}"]`).forEach((element) => element.classList.add("pointed"));
  }
  document.dispatchEvent(new CustomEvent("holdfire:point", { detail: { id: id ?? null } }));
}

for (const kind of ["pointerover", "focusin"] as const) {
  document.addEventListener(kind, (event) => {
    mark((event.target as Element).closest<HTMLElement | SVGElement>("[data-incident]")?.dataset["incident"]);
  });
}
