/* The reception screen: the search list, the blocks of the cases, the problem texts by key. Every button here works
   without this file too: it then sends the whole form. */
(function () {
  "use strict";

  const form = document.getElementById("contact");
  const box = document.getElementById("id_room");
  const finder = document.querySelector("[data-finder]");
  const found = document.getElementById("found");
  const card = document.getElementById("card");
  const content = document.getElementById("id_content");
  const texts = JSON.parse(document.getElementById("problem-texts").textContent);
  const composing = function (event) { return event.isComposing || event.keyCode === 229; };

  /* ── the list found: fetched when typing rests, never while an input method is composing ── */
  let timer = null;
  let asked = "";        // the text that the list belongs to, or is on its way for
  let coming = false;    // the list is on its way
  let choosing = false;  // Enter came before it
  let shown = -1;

  function options() { return Array.from(found.querySelectorAll("[role=option]")); }

  function find() {
    clearTimeout(timer);
    asked = box.value.trim();
    coming = Boolean(asked);
    if (asked) htmx.trigger(finder, "find");
    else close();
  }

  function close() {
    clearTimeout(timer);  // nor is the card of a row looked up that is gone
    choosing = false;
    found.textContent = "";
    shown = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function point(index) {
    const rows = options();
    if (!rows.length) return;
    shown = (index + rows.length) % rows.length;
    rows.forEach(function (row, place) { row.setAttribute("aria-selected", place === shown ? "true" : "false"); });
    const row = rows[shown];
    box.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
    clearTimeout(timer);
    timer = setTimeout(function () { look(row, false); }, 150);
  }

  function look(row, chosen) {
    if (!row.dataset.unit) return;
    const values = { room: row.dataset.room, community: row.dataset.community, person: row.dataset.person || "" };
    if (chosen) values.chosen = "1";
    htmx.ajax("GET", found.dataset.card, { target: "#card", values: values });
  }

  function choose(row) {
    clearTimeout(timer);
    if (row.dataset.href) {
      if (content.value.trim() || blocks().length) window.open(row.dataset.href, "_blank", "noopener");  // nothing written is left
      else location.assign(row.dataset.href);
      return;
    }
    box.value = row.dataset.room;
    asked = box.value;
    const estate = form.elements.community;
    if (estate && row.dataset.community) estate.value = row.dataset.community;
    // A home alone takes away nobody's name who was only typed.
    look(row, Boolean(row.dataset.person || form.elements.person.value));
    close();
    content.focus();
  }

  box.addEventListener("input", function (event) {
    choosing = false;
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(find, 200);
  });
  box.addEventListener("compositionend", function () { timer = setTimeout(find, 50); });
  box.addEventListener("keydown", function (event) {
    if (composing(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(shown + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();  // never sends the form
      const rows = options();
      if (asked === box.value.trim() && rows.length) choose(rows[Math.max(shown, 0)]);
      else {
        if (asked !== box.value.trim()) find();
        choosing = coming;
      }
    }
  });
  found.addEventListener("mousedown", function (event) {
    const row = event.target.closest("[role=option]");
    if (row) { event.preventDefault(); choose(row); }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target !== found) return;
    coming = false;
    const rows = options();
    box.setAttribute("aria-expanded", rows.length ? "true" : "false");
    shown = -1;
    if (choosing && rows.length) choose(rows[0]);
    else if (rows.length) { point(0); }
    choosing = false;
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.target === finder) event.detail.parameters = { q: asked };
  });

  /* Enter in a field is no button: the first of the form would open a case. */
  form.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.ctrlKey && event.target.matches("input")) event.preventDefault();
  });

  /* ── the cases: one block each, the next free number ── */
  function blocks() { return Array.from(document.querySelectorAll("[data-case]")); }

  function nextNumber() {
    return 1 + blocks().reduce(function (most, block) {
      return Math.max(most, Number(block.dataset.case.split("-")[1]));
    }, 0);
  }

  document.addEventListener("htmx:configRequest", function (event) {
    const kind = event.target.dataset.opens;
    if (kind) {
      event.detail.parameters = { block: kind + "-" + nextNumber(), community: form.elements.community.value };
    } else if ("alike" in event.target.dataset) {
      const block = event.target.closest("[data-case]");
      event.detail.parameters = { unit: unit(), community: form.elements.community.value };
      ["category", "building", "place", "type", "about_staff", "about_department", "about_place"].forEach(function (name) {
        const field = form.elements[block.dataset.case + "-" + name];
        if (field && field.value) event.detail.parameters[name] = field.value;
      });
    }
  });

  function unit() {
    const home = card.querySelector("[data-home]");
    return home ? home.dataset.unit : "";
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id === "cases") {
      const block = blocks().pop();
      const first = block.querySelector("select, input:not([type=hidden]), textarea");
      if (first) first.focus();
      suggest();
    } else if (event.target === card) {
      document.querySelectorAll("[data-alike]").forEach(function (hint) { htmx.trigger(hint, "look"); });
    }
  });
  document.addEventListener("click", function (event) {
    const drops = event.target.closest("[data-drops]");
    if (drops) { event.preventDefault(); drops.closest("[data-case]").remove(); content.focus(); }
    if (event.target.closest("[data-notes-room]")) {  // nobody of that name is known: it goes to the caller
      const name = form.elements.name;
      if (!name.value && !/^[\d-]+$/.test(box.value.trim())) name.value = box.value.trim();
      box.value = "";
      close();
      box.focus();
    }
    const shows = event.target.closest("[data-shows]");
    if (shows) {
      const panel = document.getElementById(shows.dataset.shows);
      panel.hidden = !panel.hidden;
      shows.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) htmx.trigger(panel, "show");
    }
  });
  document.addEventListener("change", function (event) {
    const hint = event.target.closest("[data-case]") && event.target.closest("[data-case]").querySelector("[data-alike]");
    if (hint && /-(category|building|place|type|about_\w+)$/.test(event.target.name)) htmx.trigger(hint, "look");
    if (event.target.name === "channel") htmx.trigger("#say", "prompt");
  });

  /* ── problem texts: a key alone in the box becomes its text, and the repair its category ── */
  let category = "";

  function expand() {
    const known = texts[content.value.trim().toLowerCase()];
    if (known) { content.value = known.text; category = known.category; suggest(); }
  }

  function suggest() {
    if (!category) return;
    blocks().forEach(function (block) {
      const select = form.elements[block.dataset.case + "-category"];
      if (select && !select.value) {
        select.value = category;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  content.addEventListener("blur", expand);
  document.addEventListener("keydown", function (event) {
    if (document.activeElement === content && !composing(event) && /^(F\d+|Tab)$/.test(event.key)) expand();
  }, true);

  /* ── a draft of an ended session comes back with its blocks ── */
  document.addEventListener("draft", function (event) {
    const fields = event.detail;
    if (fields.person) form.elements.person.value = fields.person[0];
    ["call", "opening"].forEach(function (name) {
      if (!fields[name] || form.elements[name]) return;
      const known = document.createElement("input");
      Object.assign(known, { type: "hidden", name: name, value: fields[name][0] });
      form.append(known);
    });
    (fields.case || []).reduce(function (before, name) {
      return before.then(function () {
        return htmx.ajax("GET", form.querySelector("[data-opens]").getAttribute("hx-get"), {
          target: "#cases", swap: "beforeend", values: { block: name, community: form.elements.community.value },
        });
      });
    }, Promise.resolve()).then(function () {
      Object.entries(fields).forEach(function ([name, values]) {
        form.querySelectorAll('[data-case] [name="' + CSS.escape(name) + '"]').forEach(function (input) {
          if (input.matches("[type=radio], [type=checkbox]")) input.checked = values.includes(input.value);
          else if (!input.matches("[type=hidden]")) input.value = values[0];
        });
      });
    });
    if (box.value) find();
  });
})();
