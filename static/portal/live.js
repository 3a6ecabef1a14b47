/* A run on phones, on the host's page and on the wall. Every page works without it.

   It follows the run (a small question about twice a second, the page anew where something has
   changed), keeps what is sent until the server has it, and what is typed until it is sent. */
(function () {
  "use strict";

  var live = document.getElementById("live");
  if (!live) return;
  // An old browser has the plain forms.
  if (!window.fetch || !window.AbortController || !window.URLSearchParams || !Promise.prototype.finally) return;
  var code = live.dataset.run;
  var words = document.body.querySelector("[data-live-words]");
  words = words ? words.dataset : {};

  // --- Small tools ---------------------------------------------------------------------------

  // What a browser does not keep, because it is full or forbids it, lives as long as the page.
  var unkept = {};

  function stored(key, fallback) {
    if (key in unkept) return unkept[key];
    try {
      return JSON.parse(window.localStorage.getItem(key)) || fallback;
    } catch (error) {
      return fallback;
    }
  }

  function store(key, value) {
    try {
      window.localStorage.setItem(key, JSON.stringify(value));
      delete unkept[key];
    } catch (error) {
      unkept[key] = value;
    }
  }

  function newId() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    // Pages without https have no randomUUID.
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  var onTheirWay = [];

  function ask(url, options, seconds) {
    var stop = new AbortController();
    var timer = window.setTimeout(function () { stop.abort(); }, seconds * 1000);
    var one = { since: Date.now(), stop: stop };
    onTheirWay.push(one);
    options.signal = stop.signal;
    options.credentials = "same-origin";
    return fetch(url, options).finally(function () {
      window.clearTimeout(timer);
      onTheirWay = onTheirWay.filter(function (other) { return other !== one; });
    });
  }

  function say(text) {
    var place = document.querySelector("[data-announce]");
    if (place) place.textContent = text;
  }

  // --- Following the run ---------------------------------------------------------------------

  var version = Number(live.dataset.version);
  var pulse = pulseOf();
  var failures = 0;
  var asking = false;
  var stale = false;
  var again = false;
  var every = Number(live.dataset.every) || 500;

  // What the page shows of answers and of who has joined; phones are told of neither.
  function pulseOf() { return [live.dataset.pulse, live.dataset.joined]; }

  function isOld(state) {
    return state.v !== version || stale ||
      (pulse[0] !== undefined && Number(pulse[0]) !== state.p) ||
      (pulse[1] !== undefined && Number(pulse[1]) !== state.n);
  }

  // Outside what changes with the run.
  var notice = document.querySelector("[data-offline]");
  var offline = notice ? notice.textContent.trim() : "";

  function banner(text) {
    if (!notice) return;
    notice.hidden = !text;
    notice.textContent = text;
  }

  function reached(yes) {
    failures = yes ? 0 : failures + 1;
    if (failures < 2) banner("");
    else if (notice && notice.hidden) banner(offline);
    if (yes) flush();
  }

  // A plain form sent without network would end in a page of the browser's own, and what is typed
  // there would be gone.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.matches("form[data-outbox]") || !live.contains(form)) return;
    if (failures < 2 && navigator.onLine !== false) return;
    event.preventDefault();
    banner(words.unsent || offline);
  }, true);

  var turn = 0;
  function follow() {
    var mine = turn;
    var wait = every * (0.9 + Math.random() / 5);
    // A phone in a pocket asks for nothing; it asks at once when it is taken out.
    if (document.hidden && !live.dataset.always) return later(wait);
    ask(live.dataset.state, { cache: "no-store" }, 4).then(function (answer) {
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error("state");
      return answer.json();
    }).then(function (state) {
      if (!state || mine !== turn) return;
      reached(true);
      document.querySelectorAll("[data-people]").forEach(function (place) {
        place.textContent = state.n;
      });
      if (isOld(state)) refresh();
      later(wait);
    }).catch(function () {
      if (mine !== turn) return;
      reached(false);
      // Everybody is to be in step again a moment after the server is back.
      later(Math.min(500 * failures + wait, 2000));
    });
  }

  var timer = null;
  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(follow, wait);
  }

  // Taken out of a pocket, opened after a sleep, back in the network or from the browser's history.
  // What was asked of a network that is gone is not waited for; what has arrived all the same is
  // kept once.
  function wake() {
    if (document.hidden && !live.dataset.always) return;
    onTheirWay.forEach(function (one) { if (Date.now() - one.since > 1500) one.stop.abort(); });
    if (waitUntil - Date.now() < 2000) waitUntil = 0;
    turn += 1;
    later(0);
  }
  document.addEventListener("visibilitychange", wake);
  document.addEventListener("resume", wake);
  window.addEventListener("pageshow", function (event) { if (event.persisted) wake(); });
  window.addEventListener("online", wake);
  window.addEventListener("offline", function () { failures = 1; reached(false); });

  // With `anew`, a page that is on its way already is too old.
  function refresh(anew) {
    if (asking) {
      again = again || Boolean(anew);
      return;
    }
    asking = true;
    stale = again = false;
    // The address of a refused form shows nothing by itself.
    ask(live.dataset.page || window.location.href, { cache: "no-store" }, 10).then(function (answer) {
      if (!answer.ok) throw new Error("page");
      return answer.text();
    }).then(function (html) {
      var page = new DOMParser().parseFromString(html, "text/html");
      var fresh = page.getElementById("live");
      // The sign-in has ended, or the run is somebody else's: the page itself says so.
      if (!fresh) return window.location.reload();
      newest = markIn(page);
      whenHandsAreOff(function () { replace(document.importNode(fresh, true)); });
    }).catch(function () {
      stale = true;
    }).finally(function () {
      asking = false;
      if (again) refresh();
    });
  }

  // A button that is changed while it is pressed is never pressed, a line that is being drawn ends.
  var hands = "";
  var heldAt = 0;
  var waiting = null;
  function whenHandsAreOff(change) {
    // A pointer that was lifted elsewhere stops nothing for long.
    if (hands && Date.now() - heldAt < 20000) waiting = change;
    else change();
  }
  function hold(event) {
    hands = event.type;
    heldAt = Date.now();
  }
  function letGo(event) {
    // After the click, which comes after the pointer is up. A drag takes the pointer away.
    window.setTimeout(function () {
      if (event.type === "pointercancel" && hands === "dragstart") return;
      hands = "";
      var change = waiting;
      waiting = null;
      if (change) change();
    }, 50);
  }
  document.addEventListener("pointerdown", hold, true);
  document.addEventListener("dragstart", hold, true);
  ["pointerup", "pointercancel", "dragend"].forEach(function (kind) {
    document.addEventListener(kind, letGo, true);
  });

  // Where the focus is, though the thing has no name of its own: the first of its likes.
  function traceOf(one) {
    if (!one || !live.contains(one)) return null;
    if (one.id) return { id: one.id };
    var mark = markOf(one);
    return { mark: mark, place: alike(mark).indexOf(one) };
  }
  function markOf(one) {
    var form = one.form || one.closest("form");
    var where = form ? form.getAttribute("action") : one.getAttribute("href");
    return [one.tagName, one.name, one.value, where, one.textContent.trim()].join("|");
  }
  function alike(mark) {
    return Array.from(live.querySelectorAll("a, button, summary, input, select")).filter(function (one) {
      return markOf(one) === mark;
    });
  }
  function found(trace) {
    if (!trace) return null;
    return trace.id ? document.getElementById(trace.id) : alike(trace.mark)[trace.place];
  }

  // What is typed, ticked and open stays as it is when the page changes around it.
  function replace(fresh) {
    var kept = [];
    live.querySelectorAll("input[id], textarea[id], select[id]").forEach(function (field) {
      if (field.type === "hidden" && !("draw" in field.dataset || "clears" in field.dataset)) return;
      var changed = field.type === "checkbox" || field.type === "radio"
        ? field.checked !== field.defaultChecked
        : /^(hidden|select-one)$/.test(field.type) || field.value !== field.defaultValue;
      if (changed) kept.push([field.id, field.value, field.checked]);
    });
    var open = Array.from(live.querySelectorAll("details[open][id]"), function (one) { return one.id; });
    var shut = Array.from(live.querySelectorAll("details:not([open])[id]"), function (one) { return one.id; });
    // What was refused stays beside its faults.
    live.querySelectorAll("details[id]").forEach(function (one) {
      var same = one.querySelector("[aria-invalid], .error-summary") && fresh.querySelector("#" + CSS.escape(one.id));
      if (same) same.replaceWith(one);
    });
    var active = document.activeElement;
    var focus = traceOf(active);
    var from = active && active.selectionStart;
    var to = active && active.selectionEnd;
    var before = heading(live);
    if (!changeAround(active, fresh)) {
      live.replaceWith(fresh);
      live = fresh;
    }
    version = Number(live.dataset.version);
    pulse = pulseOf();
    open.forEach(function (id) { var one = document.getElementById(id); if (one) one.open = true; });
    shut.forEach(function (id) { var one = document.getElementById(id); if (one) one.open = false; });
    kept.forEach(function (one) {
      var field = document.getElementById(one[0]);
      if (!field) return;
      field.value = one[1];
      field.checked = one[2];
    });
    dress();
    var again = found(focus);
    if (again && again !== active && live.contains(again)) {
      again.focus({ preventScroll: true });
      if (typeof from === "number" && /^(textarea|text)$/.test(again.type)) again.setSelectionRange(from, to);
    }
    if (heading(live) !== before) {
      window.scrollTo(0, 0);
      say(heading(live));
    }
  }

  // The field in which somebody types stays where it is, and what it stands in: a word that is half
  // written on a phone's keyboard, or chosen to be written over, would be lost with it.
  function changeAround(field, fresh) {
    var twin = field && field.id && /^(textarea|text|number)$/.test(field.type) && live.contains(field) &&
      fresh.querySelector("#" + CSS.escape(field.id));
    if (!twin) return false;
    var olds = wayTo(field, live);
    var news = wayTo(twin, fresh);
    var same = olds.length === news.length &&
      olds.every(function (one, place) { return one.tagName === news[place].tagName; });
    if (!same) return false;
    var old = live;
    olds.forEach(function (kept, place) {
      Array.from(old.attributes).concat(Array.from(fresh.attributes)).forEach(function (one) {
        if (one.name === "open") return;
        if (fresh.hasAttribute(one.name)) old.setAttribute(one.name, fresh.getAttribute(one.name));
        else old.removeAttribute(one.name);
      });
      Array.from(old.childNodes).forEach(function (one) { if (one !== kept) one.remove(); });
      var next = kept;
      Array.from(fresh.childNodes).forEach(function (one) {
        if (one === news[place]) next = null;
        else old.insertBefore(one, next);
      });
      old = kept;
      fresh = news[place];
    });
    return true;
  }
  function wayTo(one, root) {
    var way = [];
    for (; one !== root; one = one.parentNode) way.unshift(one);
    return way;
  }

  function heading(part) {
    var found = part.querySelector("h1");
    return found ? found.textContent.trim() : "";
  }

  // --- What is sent, kept until the server has it --------------------------------------------

  var OUTBOX = "live.outbox." + code;
  var sending = false;
  var waitUntil = 0;

  function outbox() { return stored(OUTBOX, []); }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-outbox]")) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    var fields = [];
    new FormData(form).forEach(function (value, name) { fields.push([name, value]); });
    var button = event.submitter;
    if (button && button.name) fields = put(fields, button.name, button.value);
    var id = newId();
    fields = put(put(fields, "uuid", id), "written", String(Date.now() / 1000));
    var list = outbox();
    list.push({
      id: id, url: form.action, fields: fields, prompt: form.dataset.prompt, asked: heading(live),
      text: wordsOf(form, button)
    });
    store(OUTBOX, list);
    forgetDraft(form);
    if (/^(lines|place|counter)$/.test(form.dataset.kind)) {
      form.reset();
      form.querySelectorAll("[data-clears]").forEach(function (one) { one.value = ""; });
      clearMark(form);
      var first = form.querySelector("textarea");
      if (first) first.focus();
    }
    waitUntil = 0;
    showOutbox();
    flush();
  }, true);

  function put(fields, name, value) {
    return fields.filter(function (one) { return one[0] !== name; }).concat([[name, value]]);
  }

  // The words of a field's label, without what is said beside them.
  function nameOf(field) {
    var label = field.labels && field.labels[0];
    return label ? (label.firstChild.textContent.trim() || label.textContent.trim()) : field.value;
  }

  function wordsOf(form, button) {
    var texts = [];
    form.querySelectorAll("textarea").forEach(function (one) {
      if (one.value.trim()) texts.push(one.value.trim());
    });
    form.querySelectorAll("input:checked").forEach(function (one) {
      texts.push(nameOf(one));
    });
    form.querySelectorAll("input[type=number]").forEach(function (one) {
      if (Number(one.value)) texts.push(nameOf(one) + " " + one.value);
    });
    if (!texts.length && button) texts.push(button.textContent.trim());
    return texts.join(" · ").slice(0, 200);
  }

  // The mark against forged forms, as the newest page has it.
  var newest = "";
  function markIn(page) {
    var field = page.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  function flush() {
    if (sending || Date.now() < waitUntil) return;
    var next = outbox().find(function (one) { return !one.fault; });
    if (!next) return;
    sending = true;
    var answered = false;
    // Where nothing is asked the page has a form all the same, in which its language is chosen.
    var fields = put(next.fields, "csrfmiddlewaretoken", markIn(live) || newest || markIn(document));
    var body = new URLSearchParams();
    fields.forEach(function (one) { body.append(one[0], one[1]); });
    ask(next.url, { method: "POST", body: body, headers: { Accept: "application/json" } }, 10)
      .then(function (answer) {
        answered = true;
        var json = (answer.headers.get("Content-Type") || "").indexOf("json") > 0;
        if (answer.ok && json) {
          store(OUTBOX, outbox().filter(function (one) { return one.id !== next.id; }));
          say(words.sent || "");
          refresh(true);
          return;
        }
        if (answer.status === 429) waitUntil = Date.now() + 20000;
        else if (answer.status >= 500 || !json) waitUntil = Date.now() + 1500;
        else return answer.json().then(function (told) { fault(next.id, told.error); });
        // A page that was open for long has an old mark against forged forms.
        if (answer.status === 403) refresh(true);
      })
      .catch(function () {
        answered = false;
        reached(false);
      })
      .finally(function () {
        sending = false;
        showOutbox();
        // Where nobody answered, it goes with the next question that somebody answers.
        if (answered && Date.now() >= waitUntil) flush();
      });
  }

  function fault(id, text) {
    var list = outbox();
    list.forEach(function (one) { if (one.id === id) one.fault = text; });
    store(OUTBOX, list);
  }

  function showOutbox() {
    document.querySelectorAll("[data-outbox-item]").forEach(function (one) { one.remove(); });
    var list = outbox();
    if (!list.length) return;
    var place = document.querySelector("[data-sent-list]") || placeForSent();
    place.closest("[data-sent]").hidden = false;
    list.slice().reverse().forEach(function (one) {
      var row = document.createElement("li");
      row.dataset.outboxItem = one.id;
      var here = formOf(one.prompt);
      // A text that is answered by another page is not for this one's question.
      if (!here && one.asked) row.append(span("muted", one.asked), document.createElement("br"));
      row.append(
        span("live-own", one.fault && !here ? textsIn(one.fields) || one.text : one.text),
        span(one.fault ? "live-fault" : "muted",
          " · " + (one.fault || (failures ? words.waiting : words.sending)))
      );
      if (one.fault) waysOut(one, here).forEach(function (button) { row.append(" ", button); });
      place.prepend(row);
    });
  }

  function span(name, text) {
    var part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    return part;
  }

  function linkButton(text, act) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = text || "";
    button.addEventListener("click", act);
    return button;
  }

  function formOf(prompt) {
    return live.querySelector("form[data-outbox][data-prompt='" + CSS.escape(prompt) + "']");
  }

  // What somebody has written among the fields of an answer.
  function textsIn(fields) {
    return fields.filter(function (one) {
      return (one[0] === "text" || one[0].indexOf("k-") === 0) && String(one[1]).trim();
    }).map(function (one) { return one[1].trim(); }).join("\n");
  }

  // What waits is seen also where the present phase asks nothing, and after the end.
  function placeForSent() {
    var part = document.createElement("section");
    part.className = "live-sent";
    part.dataset.sent = "";
    var title = document.createElement("h2");
    title.textContent = words.own || "";
    var place = document.createElement("ul");
    place.dataset.sentList = "";
    part.append(title, place);
    live.append(part);
    return place;
  }

  // What was refused stays here until it is back in its form, or is taken away by hand.
  function waysOut(item, form) {
    if (form && form.dataset.kind !== "counter") {
      return [linkButton(words.again, function () { putBack(item, form); })];
    }
    var ways = [linkButton(words.remove, function () { drop(item); })];
    var text = textsIn(item.fields);
    if (text && navigator.clipboard) {
      ways.unshift(linkButton(words.copy, function () {
        navigator.clipboard.writeText(text).then(function () { say(words.copied || ""); });
      }));
    }
    return ways;
  }

  function drop(item) {
    store(OUTBOX, outbox().filter(function (one) { return one.id !== item.id; }));
    showOutbox();
  }

  function putBack(item, form) {
    item.fields.forEach(function (one) {
      if (/^(csrfmiddlewaretoken|prompt|uuid|written)$/.test(one[0])) return;
      form.querySelectorAll("[name='" + CSS.escape(one[0]) + "']").forEach(function (field) {
        if (/^(radio|checkbox)$/.test(field.type)) field.checked = field.checked || field.value === one[1];
        // Neither what stands there nor what comes back is lost.
        else if (field.tagName === "TEXTAREA" && field.value.trim() && field.value !== one[1]) field.value += "\n" + one[1];
        else field.value = one[1];
      });
    });
    keepDraft(form);
    drop(item);
    var first = form.querySelector("textarea, input:not([type=hidden])");
    if (first) first.focus();
  }

  // --- What is typed, kept until it is sent --------------------------------------------------

  var DRAFTS = "live.draft." + code + ".";

  function draftKey(form) { return DRAFTS + form.dataset.prompt; }

  function forgetDraft(form) { forget(draftKey(form)); }

  function forget(key) {
    delete unkept[key];
    try { window.localStorage.removeItem(key); } catch (error) { /* nothing is kept */ }
  }

  document.addEventListener("input", function (event) {
    var form = event.target.closest("form[data-outbox]");
    if (!form) return;
    keepDraft(form);
    warn(form);
  });

  function keepDraft(form) {
    var draft = {};
    form.querySelectorAll("textarea, input[type=number]").forEach(function (field) {
      if (field.value !== field.defaultValue) draft[field.name] = field.value;
    });
    form.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(function (field) {
      if (field.checked !== field.defaultChecked) draft["#" + field.id] = field.checked;
    });
    form.querySelectorAll("[data-draw], [data-clears]").forEach(function (field) {
      if (field.value) draft[field.name] = field.value;
    });
    draft["@"] = { url: form.action, asked: heading(live) };
    store(draftKey(form), draft);
  }

  function restoreDraft(form) {
    var draft = stored(draftKey(form), {});
    Object.keys(draft).forEach(function (name) {
      if (name === "@") return;
      if (name[0] === "#") {
        var choice = document.getElementById(name.slice(1));
        if (choice) choice.checked = draft[name];
        return;
      }
      var field = form.elements[name];
      if (field && (field.type === "hidden" ? !field.value : field.value === field.defaultValue)) {
        field.value = draft[name];
      }
    });
  }

  // The host went on while somebody wrote: the text is in sight, and can still be sent.
  function showLeft() {
    live.querySelectorAll("[data-left]").forEach(function (one) { one.remove(); });
    var keys = Object.keys(unkept);
    try { keys = keys.concat(Object.keys(window.localStorage)); } catch (error) { /* nothing is kept */ }
    keys.forEach(function (key) {
      var prompt = key.slice(DRAFTS.length);
      if (key.indexOf(DRAFTS) !== 0 || isAsked(prompt)) return;
      var draft = stored(key, {});
      var about = draft["@"];
      var fields = Object.keys(draft).filter(function (name) { return /^[^#@]/.test(name); })
        .map(function (name) { return [name, draft[name]]; });
      var text = textsIn(fields);
      if (about && text) live.prepend(leftPart(key, prompt, about, fields, text));
    });
  }

  function isAsked(prompt) {
    return Boolean(formOf(prompt)) || Array.from(live.querySelectorAll(".live-tabs a")).some(function (one) {
      return new URLSearchParams(one.search).get("kysymys") === prompt;
    });
  }

  function leftPart(key, prompt, about, fields, text) {
    var part = document.createElement("div");
    part.className = "live-left";
    part.dataset.left = prompt;
    var row = document.createElement("div");
    row.className = "button-row";
    var send = linkButton(words.send, function () {
      var id = newId();
      var list = outbox();
      list.push({
        id: id, url: about.url, prompt: prompt, asked: about.asked, text: text.slice(0, 200),
        fields: fields.concat([["prompt", prompt], ["uuid", id], ["written", String(Date.now() / 1000)]])
      });
      store(OUTBOX, list);
      done();
      flush();
    });
    send.className = "button button--quiet button--small";
    row.append(send, linkButton(words.remove, done));
    part.append(paragraph(words.overtaken), paragraph(about.asked), paragraph(text), row);
    part.children[0].className = "live-left__title";
    part.children[1].className = "muted";
    part.children[2].className = "live-own";
    return part;

    function done() {
      forget(key);
      showLeft();
      showOutbox();
    }
  }

  function paragraph(text) {
    var part = document.createElement("p");
    part.textContent = text || "";
    return part;
  }

  // A text that looks like a name or number gets a word of caution; nothing is refused.
  var cautions = words.cautions ? JSON.parse(words.cautions) : [];
  function warn(form) {
    var field = form.querySelector("textarea");
    if (!field || !cautions.length) return;
    var place = form.querySelector("[data-caution]");
    if (!place) {
      place = document.createElement("p");
      place.className = "live-caution";
      place.dataset.caution = "";
      place.setAttribute("role", "status");
      field.insertAdjacentElement("afterend", place);
    }
    var found = cautions.find(function (one) { return new RegExp(one.pattern, one.flags).test(field.value); });
    place.textContent = found ? found.text : "";
  }

  // --- Marks on a picture, drawings, points ---------------------------------------------------

  function field(form, name) { return form.elements[name]; }

  function clearMark(form) {
    var mark = form.querySelector("[data-mark]");
    if (mark) mark.remove();
  }

  function dressPicture(part) {
    var form = part.closest("form");
    ["x", "y"].forEach(function (axis) { field(form, axis).dataset.clears = ""; });
    restoreDraft(form);
    part.addEventListener("click", function (event) {
      var box = part.getBoundingClientRect();
      var x = Math.round(1000 * (event.clientX - box.left) / box.width);
      var y = Math.round(1000 * (event.clientY - box.top) / box.height);
      field(form, "x").value = Math.max(0, Math.min(1000, x));
      field(form, "y").value = Math.max(0, Math.min(1000, y));
      mark();
      field(form, "x").dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (field(form, "x").value) mark();

    function mark() {
      clearMark(form);
      var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 1000 1000");
      svg.setAttribute("preserveAspectRatio", "none");
      svg.dataset.mark = "";
      var dot = document.createElementNS(svg.namespaceURI, "circle");
      dot.setAttribute("cx", field(form, "x").value);
      dot.setAttribute("cy", field(form, "y").value);
      dot.setAttribute("r", 22);
      svg.append(dot);
      part.append(svg);
      // Words are needed only where no place has been marked.
      field(form, "text").required = false;
    }
  }

  function dressDrawing(input) {
    var form = input.form;
    var text = form.elements[input.dataset.draw];
    var pad = document.createElement("div");
    pad.className = "pad";
    var canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1000;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.pad || "");
    pad.append(canvas);
    var pen = canvas.getContext("2d");
    var strokes = [];
    try { strokes = JSON.parse(input.value) || []; } catch (error) { strokes = []; }

    function draw() {
      pen.clearRect(0, 0, 1000, 1000);
      pen.lineWidth = 12;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = window.getComputedStyle(canvas).color;
      strokes.forEach(function (stroke) {
        pen.beginPath();
        pen.moveTo(stroke[0], stroke[1]);
        for (var i = 0; i < stroke.length; i += 2) pen.lineTo(stroke[i], stroke[i + 1]);
        pen.stroke();
      });
    }
    function keep() {
      input.value = strokes.length ? JSON.stringify(strokes) : "";
      draw();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function point(event) {
      var box = canvas.getBoundingClientRect();
      var x = Math.round(1000 * (event.clientX - box.left) / box.width);
      var y = Math.round(1000 * (event.clientY - box.top) / box.height);
      return [Math.max(0, Math.min(1000, x)), Math.max(0, Math.min(1000, y))];
    }
    var stroke = null;
    canvas.addEventListener("pointerdown", function (event) {
      canvas.setPointerCapture(event.pointerId);
      var at = point(event);
      stroke = at.concat(at);
      strokes.push(stroke);
      draw();
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!stroke) return;
      var at = point(event);
      var far = Math.abs(at[0] - stroke[stroke.length - 2]) + Math.abs(at[1] - stroke[stroke.length - 1]);
      if (far < 8) return;
      stroke.push(at[0], at[1]);
      draw();
    });
    canvas.addEventListener("pointerup", function () { stroke = null; keep(); });
    canvas.addEventListener("pointercancel", function () { stroke = null; keep(); });

    var row = document.createElement("div");
    row.className = "button-row";
    [[words.undo, function () { strokes.pop(); keep(); }], [words.clear, function () { strokes = []; keep(); }]]
      .forEach(function (one) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = "button button--quiet button--small";
        button.textContent = one[0] || "";
        button.addEventListener("click", one[1]);
        row.append(button);
      });
    pad.append(row);
    (text.closest(".field") || text).insertAdjacentElement("beforebegin", pad);
    draw();
  }

  function dressPoints(form) {
    form.querySelectorAll("input[type=number]").forEach(function (input) {
      var name = nameOf(input);
      [[-1, "−"], [1, "+"]].forEach(function (one) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = "button button--quiet live-step";
        button.textContent = one[1];
        button.setAttribute("aria-label", one[1] + "1: " + name);
        button.addEventListener("click", function () {
          input.value = Math.max(0, Math.min(Number(input.max) || 100, Number(input.value || 0) + one[0]));
          input.dispatchEvent(new Event("input", { bubbles: true }));
        });
        input.insertAdjacentElement(one[0] < 0 ? "beforebegin" : "afterend", button);
      });
    });
  }

  // --- The host's page: answers dragged under themes -----------------------------------------

  var dragged = null;

  function dressDragging() {
    live.querySelectorAll("[data-answer]").forEach(function (row) {
      row.draggable = true;
      row.addEventListener("dragstart", function (event) {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.dataset.answer);
      });
      row.addEventListener("dragend", function () { dragged = null; });
    });
    live.querySelectorAll("[data-theme]").forEach(function (zone) {
      ["dragenter", "dragover"].forEach(function (kind) {
        zone.addEventListener(kind, function (event) {
          // Nothing but an answer to the same question can be put there.
          if (!dragged || dragged.closest("[data-themes]") !== zone.closest("[data-themes]")) return;
          event.preventDefault();
          zone.classList.add("is-over");
        });
      });
      zone.addEventListener("dragleave", function (event) {
        if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
      });
      zone.addEventListener("drop", function (event) {
        event.preventDefault();
        zone.classList.remove("is-over");
        if (dragged) putUnder(zone, dragged);
      });
    });
  }

  // One of those that are ticked takes the others along.
  function putUnder(zone, row) {
    var form = zone.closest("[data-themes]").querySelector("form[data-gather]");
    var ticked = form.querySelectorAll("[name=vastaus]:checked");
    var along = Array.from(ticked).some(function (one) { return one.value === row.dataset.answer; });
    var body = new URLSearchParams();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("prompt", form.elements.prompt.value);
    body.append("teema", zone.dataset.theme);
    if (!along) body.append("vastaus", row.dataset.answer);
    else ticked.forEach(function (one) { body.append("vastaus", one.value); });
    ask(form.action, { method: "POST", body: body }, 10).then(function (answer) {
      if (!answer.ok) throw new Error("gather");
      if (along) ticked.forEach(function (one) { one.checked = false; });
      refresh(true);
    }).catch(function () { banner(words.unsent || offline); });
  }

  // --- Clocks --------------------------------------------------------------------------------

  var drawnAt = Date.now();
  function tick() {
    document.querySelectorAll("[data-seconds]").forEach(function (place) {
      var left = Number(place.dataset.seconds);
      if (!("paused" in place.dataset)) left -= Math.round((Date.now() - drawnAt) / 1000);
      var minutes = Math.floor(Math.abs(left) / 60);
      var rest = String(Math.abs(left) % 60).padStart(2, "0");
      place.textContent = (left < 0 ? "−" : "") + minutes + ":" + rest;
    });
  }
  window.setInterval(tick, 1000);

  // --- Beginning -----------------------------------------------------------------------------

  function dress() {
    drawnAt = Date.now();
    live.querySelectorAll("form[data-outbox]").forEach(function (form) {
      restoreDraft(form);
      if (form.dataset.kind === "points") dressPoints(form);
    });
    live.querySelectorAll("[data-place]").forEach(dressPicture);
    live.querySelectorAll("input[data-draw]").forEach(dressDrawing);
    live.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });
    dressDragging();
    showLeft();
    showOutbox();
    tick();
  }

  // Whoever leads the run by the keyboard is at the same button after the page that it led to.
  var LAST = "live.last." + code;
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || !live.contains(event.target)) return;
    try { sessionStorage.setItem(LAST, JSON.stringify(traceOf(event.submitter))); } catch (error) { /* nothing is kept */ }
  });
  function goBack() {
    try {
      var last = found(JSON.parse(sessionStorage.getItem(LAST)));
      sessionStorage.removeItem(LAST);
      if (last && document.activeElement === document.body) last.focus({ preventScroll: true });
    } catch (error) { /* nothing was kept */ }
  }

  // "Thank you" is said once, not each time the page is drawn.
  if (window.location.search.indexOf("kiitos") > 0) {
    window.history.replaceState(null, "", window.location.href.replace(/[?&]kiitos=1/, ""));
  }
  dress();
  goBack();
  flush();
  if (live.dataset.state) follow();
})();
