// Redaction: areas drawn on a page fill the form's rows, and rows are shown on the page as they are typed.
const sheet = document.querySelector<HTMLFormElement>("form.redact");
const SIDES = ["left", "top", "width", "height"] as const;

const rows = (): HTMLFieldSetElement[] => [...sheet!.querySelectorAll<HTMLFieldSetElement>("fieldset.area")];
const field = (row: Element, name: string): HTMLInputElement => row.querySelector<HTMLInputElement>(`[name=${name}]`)!;
const empty = (row: Element): boolean => SIDES.every((side) => !field(row, side).value);

/** Shows every row as an area on its page. */
function draw(): void {
  sheet!.querySelectorAll(".paper .black").forEach((old) => old.remove());
  for (const row of rows()) {
    if (empty(row)) continue;
    const paper = sheet!.querySelector(`.paper[data-page="${Number(field(row, "page").value)}"]`);
    const area = document.createElement("span");
    area.className = "black";
    area.textContent = row.querySelector(".num")!.textContent;
    for (const side of SIDES) area.style[side] = `${Number(field(row, side).value) || 0}%`;
    paper?.append(area);
  }
}

function another(): HTMLFieldSetElement {
  const last = rows().at(-1)!;
  const row = last.cloneNode(true) as HTMLFieldSetElement;
  for (const side of [...SIDES, "what"]) field(row, side).value = "";
  row.querySelector(".num")!.textContent = String(rows().length + 1);
  last.after(row);
  return row;
}

function drawn(paper: HTMLElement): void {
  let from: [number, number] | null = null;
  let row: HTMLFieldSetElement | null = null;
  const at = (event: PointerEvent): [number, number] => {
    const box = paper.getBoundingClientRect();
    const part = (value: number): number => Math.round(Math.min(100, Math.max(0, value * 100)) * 10) / 10;
    return [part((event.clientX - box.left) / box.width), part((event.clientY - box.top) / box.height)];
  };
  paper.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    row = rows().find(empty) ?? (rows().length < Number(sheet!.dataset.most) ? another() : null);
    if (!row) return;
    event.preventDefault();
    from = at(event);
    paper.setPointerCapture(event.pointerId);
  });
  paper.addEventListener("pointermove", (event) => {
    if (!from || !row) return;
    const to = at(event);
    field(row, "page").value = paper.dataset.page!;
    for (const [n, side, size] of [[0, "left", "width"], [1, "top", "height"]] as const) {
      field(row, side).value = String(Math.min(from[n], to[n]));
      field(row, size).value = (Math.abs(to[n] - from[n]) || 0.1).toFixed(1);
    }
    draw();
  });
  const end = (): void => {
    from = row = null;
  };
  paper.addEventListener("pointerup", end);
  paper.addEventListener("pointercancel", end);
}

if (sheet) {
  sheet.addEventListener("input", draw);
  sheet.querySelectorAll<HTMLElement>(".paper").forEach(drawn);
  const more = sheet.querySelector<HTMLElement>(".more")!;
  more.hidden = false;
  more.querySelector("button")!.addEventListener("click", () => {
    if (rows().length < Number(sheet.dataset.most)) field(another(), "page").focus();
  });
  draw();
}
