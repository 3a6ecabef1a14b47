/* The page of the slips: writes into the phone first, and lets the outbox send. */
(function () {
  "use strict";

  const phone = JSON.parse(document.getElementById("phone").textContent);
  const words = phone.words;
  const page = location.pathname;
  const language = document.documentElement.lang;
  const $ = (name) => document.getElementById(name);
  const form = $("slip-form");
  const text = form && form.elements.text;
  const MINUTE = 60 * 1000;
  // Seconds until the next try after the first, the second … that failed.
  const WAITS = [5, 10, 20, 40, 80, 160, 300];
  let failures = 0, timer = null, stopped = "", editing = null, drawn = "";

  // The network says what it likes: what counts is whether the server answers.
  let online = navigator.onLine;

  const fill = (sentence, values) =>
    sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  // --- What is kept ------------------------------------------------------------------------

  function slip(prompt, more) {
    return {
      // Two phones never draw the same one.
      uuid: crypto.randomUUID ? crypto.randomUUID() : random(),
      run: phone.run, prompt: prompt.key, kind: prompt.kind, text: "", card: "", value: null,
      written_at: new Date().toISOString(), order: Date.now() + performance.now() % 1,
      state: "waiting", why: "", changed: 0, tried: false, ...more,
    };
  }

  // Where the page came over plain HTTP there is no randomUUID.
  function random() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const promptOf = (key) => phone.prompts.find((one) => one.key === key);
  const optionOf = (prompt, key) =>
    ((prompt && prompt.options.find((one) => one.key === key)) || { label: "" }).label;

  // The slip as one reads it, also where the run has changed since.
  function spoken(one) {
    const prompt = promptOf(one.prompt);
    if (one.kind === "counter") {
      return `${one.value > 0 ? "+" : ""}${one.value} ${optionOf(prompt, one.card)}`;
    }
    if (one.kind === "points") {
      return Object.entries(one.value).map(([key, number]) => `${optionOf(prompt, key)} ${number}`).join(", ");
    }
    if (one.kind === "place") {
      return [optionOf(prompt, one.card), one.text || words.on_the_map].filter(Boolean).join(": ");
    }
    return one.text;
  }

  // Keeps it on the phone before anything is told; says so where the phone cannot.
  async function keep(work, saved, then = send) {
    try {
      await work();
    } catch (fault) {
      say($("trouble"), words.no_room);
      return false;
    }
    say($("trouble"), "");
    if (saved) say($("saved"), saved);
    await draw();
    then();
    return true;
  }

  // Taps that follow each other go as one; while the network is away they wait for its next try.
  function sendSoon() {
    if (failures) return;
    clearTimeout(timer);
    timer = setTimeout(send, 3000);
  }

  // --- Sending -----------------------------------------------------------------------------

  async function send() {
    clearTimeout(timer);
    let end;
    try {
      end = await Outbox.send(phone.run, phone.send);
    } catch (fault) {
      end = { retry: true };
    }
    stopped = end.why || "";
    online = !end.retry;
    failures = end.retry ? failures + 1 : 0;
    await draw();
    if (end.retry) {
      timer = setTimeout(send, WAITS[Math.min(failures, WAITS.length) - 1] * 1000);
      askForSync();
    } else {
      // Who signs in elsewhere, or a run that begins meanwhile.
      timer = setTimeout(send, MINUTE);
    }
  }

  async function askForSync() {
    try {
      const worker = await navigator.serviceWorker.ready;
      if (worker.sync) await worker.sync.register("slips");
    } catch (fault) {
      // The timer and the event of the network do without it.
    }
  }

  // --- Showing -----------------------------------------------------------------------------

  function say(place, sentence) {
    if (place.textContent !== sentence) place.textContent = sentence;
    place.hidden = !sentence;
  }

  async function draw() {
    const slips = await Outbox.all(phone.run);
    const waiting = slips.filter((one) => one.state === "waiting").length;
    const stuck = slips.filter((one) => one.state === "stuck").length;
    const sent = slips.filter((one) => one.state === "sent").length;
    say($("waiting"), fill(words.waiting_number, { number: waiting }));
    say($("sent"), fill(words.sent_number, { number: sent }));
    say($("network"), online ? words.online : words.offline);
    $("network").dataset.online = online ? "yes" : "no";
    say($("stopped"), stopped && (waiting || stuck) ? words[stopped] || words.gone : "");
    $("sign-in").hidden = stopped !== "signed_out";
    $("send-now").hidden = !(waiting || stuck);
    $("rescue").hidden = !slips.some((one) => one.kind !== "counter");
    $("forget").hidden = !sent;
    list(slips);
    counts(slips);
  }

  // A count stands beside its buttons; here only where something is the matter with it.
  function list(all) {
    const slips = all.filter((one) => one.kind !== "counter" || one.state === "stuck");
    const now = JSON.stringify(slips.map((one) => [one.uuid, one.state, one.why, one.changed, one.value]));
    if (now === drawn) return;
    drawn = now;
    const at = document.activeElement && document.activeElement.dataset.of;
    $("slips").replaceChildren(...slips.slice().reverse().map(row));
    $("none").hidden = slips.length > 0;
    // Who was on a button stays there, if it is still there.
    const back = at && $("slips").querySelector(`[data-of="${CSS.escape(at)}"]`);
    if (back) back.focus();
  }

  function row(one) {
    const item = $("slip").content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-part="${name}"]`);
    part("text").textContent = spoken(one);
    part("time").textContent = new Date(one.written_at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    part("state").textContent = words[one.state];
    item.dataset.state = one.state;
    part("why").textContent = one.why ? fill(words[one.why] || words.bad, { theirs: one.theirs || "" }) : "";
    part("why").hidden = !one.why;
    const shown = {
      edit: one.kind === "lines" && one.state === "waiting",
      anew: one.state === "stuck" && one.why === "conflict",
      copy: one.state === "stuck" && one.kind !== "counter",
      drop: one.state === "stuck" || (one.state === "waiting" && !one.tried),
    };
    for (const [name, is] of Object.entries(shown)) {
      const button = part(name);
      button.hidden = !is;
      button.dataset.of = `${name} ${one.uuid}`;
      button.addEventListener("click", () => acts[name](one));
      button.querySelector("span").textContent = `: ${spoken(one).slice(0, 40)}`;
    }
    return item;
  }

  const acts = {
    edit(one) {
      editing = one.uuid;
      form.elements.prompt.value = one.prompt;
      text.value = one.text;
      $("save-slip").textContent = words.save_change;
      $("stop-edit").hidden = false;
      warn();
      text.focus();
    },
    anew(one) {
      keep(() => Outbox.keep({ ...one, ...slip(promptOf(one.prompt) || one, {}), text: one.text, card: one.card, value: one.value, written_at: one.written_at })
        .then(() => Outbox.drop(one.uuid)));
    },
    copy(one) { copy(spoken(one)); },
    drop(one) {
      if (window.confirm(fill(words.really_drop, { text: spoken(one).slice(0, 80) }))) keep(() => Outbox.drop(one.uuid));
    },
  };

  // --- Slips -------------------------------------------------------------------------------

  // The rules stand on the server; a browser that does not know such an expression warns of less.
  const rules = Object.entries(phone.cautions).flatMap(([kind, source]) => {
    try {
      return [[kind, new RegExp(source, kind === "name" ? "gi" : "g")]];
    } catch (fault) {
      return [];
    }
  });
  const isName = (found) => found.split(/\s+/).slice(0, 2).every((word) => word[0] !== word[0].toLowerCase());

  function caution(typed) {
    for (const [kind, rule] of rules) {
      const found = typed.match(rule) || [];
      if (kind === "name" ? found.some(isName) : found.length) return words[`caution_${kind}`];
    }
    return "";
  }

  const warn = () => say($("caution"), caution(text.value));

  if (form) {
    // What is being typed is kept too: a phone closes a page in the background as it likes.
    const draft = `slip ${phone.run}`;
    try { text.value = localStorage.getItem(draft) || ""; } catch (fault) { /* Without it, then. */ }
    warn();
    text.addEventListener("input", () => {
      warn();
      say($("saved"), "");
      try { if (!editing) localStorage.setItem(draft, text.value); } catch (fault) { /* As above. */ }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const typed = text.value.replace(/\r\n/g, "\n").trim();
      if (!typed) { say($("saved"), words.empty); text.focus(); return; }
      const prompt = promptOf(form.elements.prompt.value);
      const uuid = editing;
      text.value = "";
      const well = await keep(
        () => uuid
          ? Outbox.change(uuid, (one) => ({ ...one, text: typed, prompt: prompt.key, state: "waiting", why: "", changed: one.changed + 1 }))
          : Outbox.keep(slip(prompt, { text: typed })),
        words.saved
      );
      if (!well) { text.value = typed; return; }
      try { localStorage.removeItem(draft); } catch (fault) { /* As above. */ }
      stopEditing();
      text.focus();
    });
    $("stop-edit").addEventListener("click", () => { text.value = ""; stopEditing(); text.focus(); });
  }

  function stopEditing() {
    editing = null;
    $("save-slip").textContent = words.save;
    $("stop-edit").hidden = true;
    warn();
  }

  // --- Counting heads ----------------------------------------------------------------------

  const counted = `counted ${phone.run}`;
  const opened = Date.now();

  function counts(slips) {
    document.querySelectorAll("[data-count]").forEach((place) => {
      const [prompt, card] = place.dataset.count.split(" ");
      const total = slips
        .filter((one) => one.kind === "counter" && one.prompt === prompt && one.card === card)
        .reduce((sum, one) => sum + one.value, 0);
      place.textContent = Math.max(total, 0);
      place.closest("[data-counter]").querySelector("[data-step='-1']").disabled = total <= 0;
    });
  }

  document.querySelectorAll("[data-step]").forEach((button) => {
    button.addEventListener("click", () => {
      const [prompt, card] = button.closest("[data-counter]").querySelector("[data-count]").dataset.count.split(" ");
      try { localStorage.setItem(counted, Date.now()); } catch (fault) { /* The line comes sooner. */ }
      keep(() => Outbox.count(slip(promptOf(prompt), { card, value: Number(button.dataset.step) })), "", sendSoon);
      remind();
    });
  });

  function remind() {
    const place = $("remind");
    if (!place) return;
    let last = opened;
    try { last = Number(localStorage.getItem(counted)) || opened; } catch (fault) { /* As above. */ }
    const minutes = Math.floor((Date.now() - last) / MINUTE);
    // A count of yesterday says nothing of today.
    say(place, minutes >= 30 && minutes < 12 * 60 ? fill(words.count_now, { minutes }) : "");
  }

  // --- The opener --------------------------------------------------------------------------

  document.querySelectorAll("form[data-place]").forEach((one) => {
    const told = one.querySelector("[data-told]");
    const map = one.querySelector("[data-map]");
    const pin = document.createElement("span");
    let at = null;

    function mark(place) {
      at = place;
      if (!place) { pin.remove(); return; }
      pin.className = "slips-pin";
      pin.style.left = `${place.x / 10}%`;
      pin.style.top = `${place.y / 10}%`;
      map.append(pin);
    }

    if (map) {
      map.addEventListener("click", (event) => {
        const box = map.getBoundingClientRect();
        const part = (here, from, size) => Math.max(0, Math.min(1000, Math.round((1000 * (here - from)) / size)));
        mark({ x: part(event.clientX, box.left, box.width), y: part(event.clientY, box.top, box.height) });
      });
    }
    one.addEventListener("submit", async (event) => {
      event.preventDefault();
      const prompt = promptOf(one.dataset.place);
      const card = prompt.options.length ? one.elements.card.value : "";
      const typed = one.elements.text.value.trim();
      if ((prompt.options.length && !card) || !(typed || at)) { say(told, words.place_empty); return; }
      if (await keep(() => Outbox.keep(slip(prompt, { card, text: typed, value: at })))) {
        one.elements.text.value = "";
        mark(null);
        say(told, words.saved);
        one.elements.text.focus();
      }
    });
    one.elements.text.addEventListener("input", () => say(told, caution(one.elements.text.value)));
  });

  document.querySelectorAll("form[data-points]").forEach((one) => {
    const prompt = promptOf(one.dataset.points);
    const inputs = [...one.querySelectorAll("input[type=number]")];
    const given = () => inputs.reduce((sum, input) => sum + (Number(input.value) || 0), 0);
    one.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = one.querySelector("[data-told]");
      const most = prompt.limit || 100;
      const whole = inputs.every((input) => /^\d{0,3}$/.test(input.value));
      if (!whole || !given()) { say(told, words.points_empty); return; }
      if (given() > most) { say(told, fill(words.points_many, { given: given(), most })); return; }
      const value = {};
      inputs.forEach((input) => { if (Number(input.value)) value[input.name] = Number(input.value); });
      if (await keep(() => Outbox.keep(slip(prompt, { value })))) {
        one.reset();
        say(told, words.saved);
      }
    });
  });

  // --- Out of the phone --------------------------------------------------------------------

  async function rescued() {
    const slips = (await Outbox.all(phone.run)).filter((one) => one.kind !== "counter");
    return slips.map((one) => `${new Date(one.written_at).toLocaleString(language)} (${words[one.state]})\r\n${spoken(one)}`).join("\r\n\r\n");
  }

  async function copy(what) {
    try {
      await navigator.clipboard.writeText(what);
      say($("saved"), words.copied);
    } catch (fault) {
      const box = $("by-hand");
      box.hidden = false;
      box.querySelector("textarea").value = what;
      box.querySelector("textarea").select();
    }
  }

  $("copy-all").addEventListener("click", async () => copy(await rescued()));
  $("download").addEventListener("click", async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + (await rescued())], { type: "text/plain" }));
    link.download = `${words.file}.txt`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), MINUTE);
  });
  $("forget").addEventListener("click", () => keep(() => Outbox.forgetSent(phone.run, { at_once: true })));
  $("send-now").addEventListener("click", () => Outbox.again(phone.run).then(send));

  // --- The beginning -----------------------------------------------------------------------

  document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  window.addEventListener("online", () => { failures = 0; send(); });
  window.addEventListener("offline", () => { online = false; draw(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(remind, 30 * 1000);

  async function ready() {
    if (!("serviceWorker" in navigator)) { say($("ready"), words.not_ready); return; }
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data.sent) draw();
      // The run or the page has changed: nobody who is writing is interrupted.
      if (event.data.renewed && !document.querySelector("form textarea, form input[type=text]").value) location.reload();
    });
    try {
      const worker = await navigator.serviceWorker.register("/sw.js", { scope: page });
      const coming = worker.active || worker.waiting || worker.installing;
      const settled = () => {
        say($("ready"), worker.active ? words.ready : words.not_ready);
        // Maps are kept when the worker sees them go by.
        if (worker.active) phone.prompts.forEach((one) => { if (one.picture) fetch(one.picture).catch(() => {}); });
      };
      if (worker.active) settled();
      coming.addEventListener("statechange", settled);
      // The phone is asked not to clear the slips away when it runs out of room.
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    } catch (fault) {
      // Without network the page of an earlier visit stands already.
      say($("ready"), navigator.serviceWorker.controller ? words.ready : words.not_ready);
    }
  }

  (async () => {
    try {
      await Outbox.forgetSent(phone.run);
      await Outbox.again(phone.run);
      await draw();
    } catch (fault) {
      say($("trouble"), words.no_room);
    }
    remind();
    ready();
    send();
  })();
})();
