/* The wall: what does not fit is shown page by page. Without this the wall is scrolled. */
(function () {
  "use strict";

  var SECONDS = 12;
  var UNITS = "h2, h3, .answer, .marks, tr, .wall__cards li, .wall__result > p";
  var page = 0;
  var pages = [];
  var stays = false;
  var question = "";

  function wall() { return document.querySelector("[data-wall-body]"); }

  // Where each page begins, and what stands on it. Nothing is cut in two, and no heading is left
  // alone at the foot of a page.
  function measure(body) {
    var from = body.getBoundingClientRect().top - body.scrollTop;
    var units = Array.from(body.querySelectorAll(UNITS), function (one) {
      var box = one.getBoundingClientRect();
      return { part: one, top: box.top - from, bottom: box.bottom - from };
    }).filter(function (one) { return one.bottom > one.top; });
    units.sort(function (one, other) { return one.top - other.top; });
    var before = null;
    pages = [];
    units.forEach(function (one, place) {
      var next = units[place + 1];
      var end = /^H[23]$/.test(one.part.tagName) && next ? Math.max(one.bottom, next.bottom) : one.bottom;
      var whole = one.part.closest(".wall__result");
      // A result that fits a page stands on one page.
      if (whole && whole !== before && whole.offsetHeight <= body.clientHeight) {
        end = Math.max(end, one.top + whole.offsetHeight);
      }
      before = whole;
      var here = pages[pages.length - 1];
      if (!here || (end - here.top > body.clientHeight && one.top > here.top)) {
        here = { top: one.top, parts: [] };
        pages.push(here);
      }
      here.parts.push(one.part);
    });
  }

  function lay() {
    var body = wall();
    if (!body) return;
    var asked = document.querySelector("h1").textContent;
    if (asked !== question) page = 0;
    question = asked;
    body.classList.remove("is-turned");
    pages = [];
    if (body.scrollHeight > body.clientHeight + 1 && window.innerWidth > 700) measure(body);
    body.classList.toggle("is-turned", pages.length > 1);
    show();
  }

  function show() {
    var body = wall();
    if (!body) return;
    if (page >= pages.length) page = 0;
    body.querySelectorAll(".is-off").forEach(function (one) { one.classList.remove("is-off"); });
    if (pages.length > 1) {
      pages.forEach(function (one, number) {
        if (number !== page) one.parts.forEach(function (part) { part.classList.add("is-off"); });
      });
      body.scrollTop = page ? pages[page].top : 0;
    }
    foot();
  }

  function foot() {
    var place = document.querySelector("[data-wall-foot]");
    if (!place) return;
    place.hidden = pages.length < 2;
    if (place.hidden) return;
    var button = place.querySelector("button");
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.id = "wall-stay";
      button.addEventListener("click", function () { stays = !stays; foot(); });
      place.append(document.createElement("span"), button);
    }
    place.firstElementChild.textContent = place.dataset.page + " " + (page + 1) + " / " + pages.length + " · ";
    button.textContent = stays ? place.dataset.goOn : place.dataset.stay;
  }

  function turn(step) {
    if (pages.length < 2) return;
    page = (page + step + pages.length) % pages.length;
    show();
  }

  window.setInterval(function () { if (!stays) turn(1); }, SECONDS * 1000);
  document.addEventListener("keydown", function (event) {
    var step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!step || pages.length < 2) return;
    // Whoever turns the pages by hand turns them on.
    stays = true;
    turn(step);
  });
  window.addEventListener("resize", lay);
  window.addEventListener("load", lay);
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(lay);
  var frame = document.getElementById("live");
  // live.js puts a new part in the place of the old one.
  if (frame) new MutationObserver(lay).observe(frame.parentNode, { childList: true });
  lay();
})();
