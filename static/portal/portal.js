/* Small helps; every page works without them. */
(function () {
  "use strict";

  // After a refused form the reader starts from what is wrong.
  var summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  // What works by scripts alone is shown where they run.
  document.querySelectorAll("[data-needs-script]").forEach(function (part) {
    part.hidden = false;
  });

  // A double click acts once. The button keeps its name and value, so it is not disabled.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // An answer may be a file to save, after which the page stays.
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  // The page comes back from the browser's memory ready to be sent again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  // What is saved while it is written says when it is not: no network, or the sign-in has ended.
  var unsaved = document.querySelector("[data-not-saved]");
  if (unsaved) {
    document.addEventListener("htmx:sendError", function () { unsaved.hidden = false; });
    document.addEventListener("htmx:beforeSwap", function (event) {
      var answer = event.detail.xhr;
      var well = answer.status === 200 && new URL(answer.responseURL).pathname === location.pathname;
      unsaved.hidden = well;
      if (!well) event.detail.shouldSwap = false;
    });
  }
})();
