// The field form: what is typed is kept on the device at each input, what is done waits in a queue until the server has it.
interface Waiting {
  id: string; // the observation's own number, made here: sent twice, it is received once
  account: string;
  fields: Record<string, string>;
  problem?: string;
}

const KEPT_FOR_NEXT = ["patrol", "position", "lat", "lon", "accuracy", "zone"];

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("holdfire-field", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("queue", { keyPath: "id" });
    request.result.createObjectStore("draft", { keyPath: "account" });
  };
  return done(request);
}

/** One change, on the disk before it resolves. */
async function write(db: IDBDatabase, change: (t: IDBTransaction) => void): Promise<void> {
  const transaction = db.transaction(["queue", "draft"], "readwrite", { durability: "strict" });
  change(transaction);
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const queue = (db: IDBDatabase): Promise<Waiting[]> => done(db.transaction("queue").objectStore("queue").getAll());

function number(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

async function start(form: HTMLFormElement): Promise<void> {
  const db = await open();
  const account = form.dataset["account"] ?? "";
  const state = document.getElementById("field-state") as HTMLElement;
  const refused = document.getElementById("field-refused") as HTMLElement;
  let sending = false;

  const fields = (): Record<string, string> => {
    const all = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
    delete all["csrfmiddlewaretoken"];
    return all;
  };
  const fill = (given: Record<string, string>): void => {
    for (const [name, value] of Object.entries(given)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) field.value = value;
    }
  };
  const say = (sentence: string): void => {
    state.textContent = sentence;
  };

  async function show(why = ""): Promise<void> {
    const all = await queue(db);
    const mine = all.filter((w) => w.account === account);
    const others = all.length - mine.length;
    const wrong = mine.filter((w) => w.problem);
    state.dataset["waiting"] = String(mine.length - wrong.length);
    const told = [mine.length > wrong.length ? `${mine.length - wrong.length} kept on this device, waiting for the server.` : "Nothing waits on this device."];
    if (others) told.push(`${others} more wait for the account that wrote them to sign in.`);
    say([...told, why].join(" ").trim());
    refused.replaceChildren(
      ...wrong.map((w) => {
        const item = document.createElement("li");
        const mend = document.createElement("button");
        mend.type = "button";
        mend.textContent = "Mend it";
        mend.addEventListener("click", () => void mendIt(w));
        item.append(`Not taken: ${w.problem} `, mend);
        return item;
      }),
    );
  }

  /** A refused one comes back into the form; what is in the form is not overwritten unasked. */
  async function mendIt(one: Waiting): Promise<void> {
    if (form.dataset["typed"] && !confirm("Replace what is in the form?")) return;
    fill({ ...one.fields, observation: number() });
    await write(db, (t) => {
      t.objectStore("draft").put({ account, fields: fields() });
      t.objectStore("queue").delete(one.id);
    });
    form.dataset["typed"] = "yes";
    await show();
    form.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
  }

  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    let taken = 0;
    try {
      const waits = (await queue(db)).filter((w) => w.account === account && !w.problem);
      if (!waits.length) return await show();
      const who = await fetch(form.dataset["sync"] ?? "", { redirect: "manual", cache: "no-store" });
      if (!who.ok) return await show("Sign in again on this device to send them.");
      const signed = (await who.json()) as { account: string; token: string };
      if (signed.account !== account) return await show("Another account is signed in: sign in as yourself to send them.");
      for (const one of waits) {
        const answer = await fetch(form.action, {
          method: "POST",
          headers: { Accept: "application/json", "X-CSRFToken": signed.token },
          body: new URLSearchParams(one.fields),
          redirect: "manual",
        });
        if (answer.ok && ((await answer.json()) as { id?: string }).id === one.id) {
          await write(db, (t) => t.objectStore("queue").delete(one.id));
          taken += 1;
        } else if (answer.status === 422) {
          const { problem } = (await answer.json()) as { problem: string };
          await write(db, (t) => t.objectStore("queue").put({ ...one, problem }));
        } else return await show("The server could not take them now; they will be sent again.");
      }
      await show(taken ? `${taken} put on the record.` : "");
    } catch {
      await show("No network: they will be sent when it is back.");
    } finally {
      sending = false;
    }
  }

  const draft = (await done(db.transaction("draft").objectStore("draft").get(account))) as { fields: Record<string, string> } | undefined;
  fill(draft ? draft.fields : { observation: number() });
  if (draft) form.dataset["typed"] = "yes";
  const keep = (): void => {
    form.dataset["typed"] = "yes";
    void write(db, (t) => t.objectStore("draft").put({ account, fields: fields() }));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const all = fields();
    const id = all["observation"] ?? "";
    void write(db, (t) => {
      t.objectStore("queue").put({ id, account, fields: all } satisfies Waiting);
      t.objectStore("draft").delete(account);
    }).then(
      async () => {
        form.reset();
        fill({ ...Object.fromEntries(KEPT_FOR_NEXT.map((name) => [name, all[name] ?? ""])), observation: number() });
        delete form.dataset["typed"];
        state.focus(); // what became of it stands above the form, and the next one begins below it
        await show();
        await send();
      },
      () => say("This device could not keep the observation: free some space and press again. Nothing is lost from the form."),
    );
  });

  const locate = document.getElementById("field-locate") as HTMLButtonElement | null;
  if (locate && "geolocation" in navigator) {
    locate.hidden = false;
    locate.addEventListener("click", () =>
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          fill({ lat: coords.latitude.toFixed(6), lon: coords.longitude.toFixed(6), accuracy: String(Math.ceil(coords.accuracy)) });
          keep();
        },
        () => say("This device gives no position: write where you are."),
        { enableHighAccuracy: true, timeout: 20_000 },
      ),
    );
  }
  addEventListener("online", () => void send());
  setInterval(() => void send(), 60_000);
  form.dataset["ready"] = "yes";
  await show();
  void send();
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register(form.dataset["worker"] ?? "", { scope: "/field/" });
    await navigator.serviceWorker.ready;
    form.dataset["offline"] = "ready";
  }
  void navigator.storage?.persist?.();
}

const form = document.querySelector<HTMLFormElement>("form[data-field]");
if (form) void start(form);
