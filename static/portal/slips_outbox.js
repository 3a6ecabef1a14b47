/* Slips on this phone, until the server has them. Used by the page and by its service worker.
   A slip: uuid, run, prompt, text, card, value, written_at, state (waiting, sent, stuck), why,
   theirs, tried (it has been on its way, so that the server may have it), changed (a counter). */
"use strict";

var Outbox = (() => {
  const BATCH = 10;
  const SECONDS = 20;
  // What was sent is forgotten by the phone a day later.
  const KEPT = 24 * 3600 * 1000;
  let opened = null;

  function database() {
    opened = opened || new Promise((resolve, reject) => {
      const asking = indexedDB.open("valmennus-slips", 1);
      asking.onupgradeneeded = () => {
        const store = asking.result.createObjectStore("slips", { keyPath: "uuid" });
        store.createIndex("run", "run");
      };
      asking.onsuccess = () => {
        // Another tab with a newer page must not wait for this one.
        asking.result.onversionchange = () => { asking.result.close(); opened = null; };
        resolve(asking.result);
      };
      asking.onerror = () => { opened = null; reject(asking.error); };
    });
    return opened;
  }

  // Does `work(store)` in one transaction; what it returns is read when all has been written.
  async function inside(mode, work) {
    const db = await database();
    return new Promise((resolve, reject) => {
      const turn = db.transaction("slips", mode, { durability: "strict" });
      const asked = work(turn.objectStore("slips"));
      turn.oncomplete = () => resolve(asked && asked.result);
      turn.onabort = turn.onerror = () => reject(turn.error);
    });
  }

  // Reads a slip and writes what `change` makes of it; nothing where that is nothing.
  function change(uuid, change) {
    return inside("readwrite", (store) => {
      const asking = store.get(uuid);
      asking.onsuccess = () => {
        const slip = asking.result && change(asking.result);
        if (slip) store.put(slip);
      };
    });
  }

  const keep = (slip) => inside("readwrite", (store) => { store.put(slip); });
  const drop = (uuid) => inside("readwrite", (store) => { store.delete(uuid); });

  // The run's slips in the order in which they were written.
  async function all(run) {
    const slips = await inside("readonly", (store) => store.index("run").getAll(run));
    return slips.sort((one, other) => one.order - other.order);
  }

  // Adds to a count: what has not been on its way grows, what has stays as it left.
  function count(slip) {
    return inside("readwrite", (store) => {
      const asking = store.index("run").getAll(slip.run);
      asking.onsuccess = () => {
        const open = asking.result.find(
          (one) => one.prompt === slip.prompt && one.card === slip.card && one.kind === "counter" &&
            one.state === "waiting" && !one.tried
        );
        if (!open) { store.put(slip); return; }
        open.value += slip.value;
        if (open.value) store.put(open);
        else store.delete(open.uuid);
      };
    });
  }

  async function post(url, slips) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), SECONDS * 1000);
    try {
      return await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        signal: stop.signal,
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({
          slips: slips.map(({ uuid, prompt, text, card, value, written_at }) =>
            ({ uuid, prompt, text, card, value, written_at })),
        }),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  // What has become of one slip; a text that was changed on the way goes once more.
  function settle(sent, told) {
    return change(sent.uuid, (slip) => {
      if (slip.changed !== sent.changed) return null;
      if (told.state === "sent") return { ...slip, state: "sent", why: "", sent_at: Date.now() };
      if (told.state === "not_begun") return { ...slip, why: told.state };
      return { ...slip, state: "stuck", why: told.state, theirs: told.theirs || "" };
    });
  }

  async function sendAll(run, url) {
    let size = BATCH;
    const done = new Set();
    for (;;) {
      const waiting = (await all(run)).filter(
        (slip) => slip.state === "waiting" && !done.has(`${slip.uuid} ${slip.changed}`)
      );
      if (!waiting.length) return {};
      // Nothing has been on its way where there is surely no way.
      if (navigator.onLine === false) return { retry: true };
      const batch = waiting.slice(0, size);
      for (const slip of batch) await change(slip.uuid, (one) => ({ ...one, tried: true }));
      let answer, told;
      try {
        answer = await post(url, batch);
        if (answer.status === 413 && size > 1) { size = 1; continue; }
        told = await answer.json();
      } catch {
        // No network, an answer that was cut off, the page of a network that wants a sign-in of
        // its own; or the portal says in a page of its own that there is no such run.
        return answer && [403, 404].includes(answer.status) ? { why: "gone" } : { retry: true };
      }
      if (answer.status === 429 || answer.status >= 500) return { retry: true };
      if (!answer.ok) return { why: told.why || "gone" };
      const states = new Map(told.slips.map((one) => [one.uuid, one]));
      for (const slip of batch) {
        done.add(`${slip.uuid} ${slip.changed}`);
        if (states.has(slip.uuid)) await settle(slip, states.get(slip.uuid));
      }
    }
  }

  // Sends what waits, in order. One at a time on the whole phone, whichever tab or worker it is.
  // Returns {} when all was told, {retry: true} to try later, {why} where somebody must do something.
  function send(run, url) {
    const work = () => sendAll(run, url);
    return navigator.locks ? navigator.locks.request(`slips ${run}`, work) : work();
  }

  // Stuck slips wait again: the run may have been opened again.
  async function again(run) {
    for (const slip of await all(run)) {
      if (slip.state === "stuck" && slip.why === "ended") {
        await change(slip.uuid, (one) => ({ ...one, state: "waiting", why: "" }));
      }
    }
  }

  // At once, by a button, or when they are old; today's counts are no texts and stay till then.
  async function forgetSent(run, { at_once = false } = {}) {
    for (const slip of await all(run)) {
      const old = Date.now() - slip.sent_at >= KEPT || (at_once && slip.kind !== "counter");
      if (slip.state === "sent" && old) await drop(slip.uuid);
    }
  }

  return { all, keep, drop, change, count, send, again, forgetSent };
})();
