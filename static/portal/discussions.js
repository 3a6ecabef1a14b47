/* A page of a discussion; it works without this. */
(function () {
  "use strict";

  // One goes on reading at the first new post, unless the address names another one.
  var news = document.querySelector("[data-first-new]");
  var first = news && document.getElementById(news.dataset.firstNew);
  if (first && !window.location.hash) first.scrollIntoView({ block: "start" });

  // What nobody looks at asks for nothing, and nothing counts as read there.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (document.hidden && event.target.hasAttribute("data-poll")) event.preventDefault();
  });
})();
