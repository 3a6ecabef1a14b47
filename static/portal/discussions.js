/* Discussions: where one goes on reading, and names while a mention is typed. All works without. */
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

  // --- Names after an @ ------------------------------------------------------------------------

  var field = document.querySelector("[data-mentions]");
  var list = document.getElementById("mentions");
  if (!field || !list || !window.fetch) return;
  var told = document.getElementById("mentions-told");
  var MOST = 6, LONGEST = 80;
  // Asked for once, with the first @; until then nothing is known.
  var people = null, asked = false;
  var start = 0, chosen = -1, left = -1;

  // A text of several lines stays one for readers: a textarea may not be called a combobox, and
  // what that needs besides, the active name and the list, a text field may have too.
  field.setAttribute("aria-autocomplete", "list");
  field.insertAdjacentElement("afterend", list);

  function plain(text) {
    return text.toLowerCase().replace(/\s+/g, " ");
  }

  // What stands between the last @ and the cursor, where that may become a name; else null.
  function typed() {
    if (field.selectionStart !== field.selectionEnd) return null;
    var before = field.value.slice(0, field.selectionEnd);
    var at = before.lastIndexOf("@");
    var words = before.slice(at + 1);
    if (at < 0 || words.length > LONGEST || /^\s|\n/.test(words)) return null;
    // An address of mail is not a mention.
    if (at > 0 && /[\p{L}\p{N}_.@-]/u.test(before[at - 1])) return null;
    start = at;
    return plain(words);
  }

  function matches(words) {
    var found = people.filter(function (one) {
      var name = plain(one[0]);
      return name.startsWith(words) || name.split(/[ -]/).some(function (part) { return part.startsWith(words); });
    });
    // A name that stands there whole needs no list.
    var whole = found.length === 1 && plain(found[0][0]) === words.trim();
    return whole ? [] : found.slice(0, MOST);
  }

  function show() {
    var words = typed();
    if (words === null || start !== left) left = -1;
    if (words === null || start === left) return hide();
    if (!people) return ask();
    var found = matches(words);
    if (!found.length) return hide();
    list.replaceChildren.apply(list, found.map(function (one, number) {
      var option = document.createElement("li");
      option.id = "mention-" + number;
      option.setAttribute("role", "option");
      option.dataset.name = one[0];
      option.append(one[0]);
      if (one[1]) {
        var team = document.createElement("span");
        team.className = "muted";
        team.textContent = one[1];
        option.append(" ", team);
      }
      return option;
    }));
    if (list.hidden || told.dataset.number !== String(found.length)) {
      told.textContent = told.dataset.words.replace("{number}", found.length);
      told.dataset.number = found.length;
    }
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    // Enter stays a new line until a letter tells that somebody is meant.
    choose(words ? 0 : -1);
  }

  function choose(number) {
    chosen = number;
    Array.prototype.forEach.call(list.children, function (option, place) {
      option.setAttribute("aria-selected", String(place === chosen));
    });
    if (chosen < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function hide() {
    if (list.hidden) return;
    list.hidden = true;
    told.textContent = "";
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  function take(option) {
    var end = field.selectionEnd;
    field.setRangeText("@" + option.dataset.name + " ", start, end, "end");
    hide();
    field.focus();
  }

  function ask() {
    if (asked) return;
    asked = true;
    window.fetch(list.dataset.people, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : { people: [] }; })
      .then(function (answer) {
        people = answer.people;
        if (document.activeElement === field) show();
      })
      // Without network the name is typed whole, as without a script; the next @ asks again.
      .catch(function () { asked = false; });
  }

  field.addEventListener("input", function (event) { if (!event.isComposing) show(); });
  field.addEventListener("click", show);
  field.addEventListener("blur", hide);
  field.addEventListener("keyup", function (event) {
    if (/^(ArrowLeft|ArrowRight|Home|End)$/.test(event.key)) show();
  });
  field.addEventListener("keydown", function (event) {
    var number = list.children.length;
    if (list.hidden || event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown") choose((chosen + 1) % number);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : number - 1);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else if (event.key === "Escape") { left = start; hide(); }
    else return;
    event.preventDefault();
  });
  // The field keeps the focus, so that the list stays until the name is taken.
  list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  list.addEventListener("click", function (event) {
    var option = event.target.closest("[role=option]");
    if (option) take(option);
  });
})();
