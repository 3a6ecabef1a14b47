/* Keeps the page of one run's slips for when there is no network. VERSION, PARTS and the outbox
   stand above, written by the server. Each run's page has a worker of its own, whose scope is that
   page: no other page of the portal ever comes through here. */
"use strict";

const PAGE = new URL(self.registration.scope).pathname;
const MANIFEST = `${PAGE}laput.webmanifest`;
const RUN = PAGE.split("/")[2];
// Another run's worker may be of another version: each looks after its own caches alone.
const OWN = `slips ${PAGE} `;
const CACHE = OWN + VERSION;
// The maps on which this run's places are marked.
const MAP = /^\/liity\/[^/]+\/kuva\//;

// Keep the page where it is the one that the kept parts were made for; returns whether it is kept.
async function renew(cache) {
  const answer = await fetch(PAGE, { credentials: "same-origin", redirect: "error", cache: "no-store" });
  if ([403, 404, 410].includes(answer.status)) await retire(cache);
  if (!answer.ok) return false;
  if (answer.headers.get("X-Slips-Version") !== VERSION) {
    self.registration.update();
    return false;
  }
  const kept = await cache.match(PAGE, { ignoreVary: true });
  const [before, now] = [kept && (await kept.text()), await answer.clone().text()];
  await cache.put(PAGE, answer);
  if (before && before !== now) tell({ renewed: true });
  return true;
}

// The page is not for this phone any more. What has not been sent keeps it: it is read here.
async function retire(cache) {
  const slips = await Outbox.all(RUN);
  if (slips.some((one) => one.state !== "sent")) return;
  await cache.delete(PAGE, { ignoreVary: true });
  await self.registration.unregister();
}

async function tell(message) {
  const pages = await self.clients.matchAll({ type: "window" });
  pages.forEach((page) => page.postMessage(message));
}

async function page(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(PAGE, { ignoreVary: true });
  if (!kept) return fetch(event.request);
  // The page opens at once, also on a bad network, and is renewed behind it.
  event.waitUntil(renew(cache).catch(() => {}));
  return kept;
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([...PARTS, MANIFEST]);
      // Without the page the parts are of no use: the older worker stays, with its own.
      if (!(await renew(cache))) throw new Error("The page is not to be had.");
      await self.skipWaiting();
    })()
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(OWN) && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })()
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (url.pathname === PAGE) event.respondWith(page(event));
  } else if (url.pathname === MANIFEST || PARTS.includes(url.pathname)) {
    event.respondWith(fromCache(url.pathname, () => fetch(event.request)));
  } else if (MAP.test(url.pathname)) {
    event.respondWith(fromCache(url.pathname, (cache) => withMap(cache, event.request)));
  }
});

async function fromCache(path, otherwise) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) || otherwise(cache);
}

async function withMap(cache, request) {
  const answer = await fetch(request);
  if (answer.ok) await cache.put(new URL(request.url).pathname, answer.clone());
  return answer;
}

// Where the browser has Background Sync, slips leave also while no page is open.
self.addEventListener("sync", (event) => {
  if (event.tag !== "slips") return;
  event.waitUntil(
    Outbox.send(RUN, `${PAGE}laheta/`).then((end) => {
      tell({ sent: true });
      // The browser tries again later, less and less often.
      if (end.retry) throw new Error("Not yet.");
    })
  );
});
