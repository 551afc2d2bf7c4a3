// Lets the field form open without a network: the page and its files are kept, the network's copy comes first.
interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Lifetime {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: string, listener: (event: never) => void): void;
}

const worker = self as unknown as Worker;
const KEPT = "holdfire-field-1";
const PAGE = "/field/";

/** The form as it is now, with every file it names; nothing where somebody must sign in first. */
async function keepPage(): Promise<void> {
  const page = await fetch(PAGE, { credentials: "same-origin" });
  if (!page.ok || page.redirected) return;
  const cache = await caches.open(KEPT);
  const files = [...(await page.clone().text()).matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map((m) => m[1] ?? "");
  await cache.addAll(files);
  await cache.put(PAGE, page);
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  const page = new URL(request.url).pathname === PAGE;
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !fresh.redirected) await cache.put(page ? PAGE : request, fresh.clone());
    return fresh;
  } catch (lost) {
    const kept = await cache.match(page ? PAGE : request, { ignoreSearch: !page });
    if (kept) return kept;
    throw lost;
  }
}

worker.addEventListener("install", (event: Lifetime) => event.waitUntil(keepPage().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event: Lifetime) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event: Asked) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (url.pathname === PAGE || url.pathname.startsWith("/static/")) event.respondWith(answer(request));
});

export {};
