/* The desk's own script: keys, the live board, kept drafts. No action exists only here: every key presses a button or
   follows a link that is on the page, and every page works without this file. */
(function () {
  "use strict";

  /* ── keys: the button that carries a key is pressed by it; never while an input method is composing ── */
  function nameOf(event) {
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    return (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + key;
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    const name = nameOf(event);
    if (name.length === 1 && event.target.matches("input, select, textarea")) return;  // it is being typed
    const target = document.querySelector('[data-key="' + CSS.escape(name).replace(/\\\+/g, "+") + '"]');
    if (!target || target.disabled) return;
    event.preventDefault();
    if (target.matches("input, select, textarea")) {
      target.focus();
      if (target.select) target.select();
    } else {
      target.click();
      const opened = target.matches("summary") && target.closest("details[open]");
      if (opened) (opened.querySelector("input, select, textarea") || target).focus();
    }
  });

  /* Digits choose on a scale that has the focus: 5 is the best answer. */
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || !/^[0-9]$/.test(event.key) || !event.target.matches("input[type=radio]")) return;
    const choice = document.querySelector('input[name="' + CSS.escape(event.target.name) + '"][value="' + event.key + '"]');
    if (choice) { choice.focus(); choice.click(); }
  });

  /* ── one click, one record ── */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    keep(form);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });

  /* A printing that has just been counted goes to the printer at once; looking at the page again prints nothing. */
  if (document.querySelector("[data-print-now]")) {
    const address = new URL(location.href);
    address.searchParams.delete("printed");
    history.replaceState(null, "", address);
    window.print();
  }

  /* ── drafts: what was typed outlives an ended session, in this tab only, until it is saved ── */
  const DRAFT = "draft:";

  function keep(form) {
    if (!form.hasAttribute("data-keep")) return;
    const fields = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "form_key") {
        (fields[name] = fields[name] || []).push(value);
      }
    });
    sessionStorage.setItem(DRAFT + location.pathname, JSON.stringify(fields));
  }

  function restore(form, fields) {
    Object.entries(fields).forEach(function ([name, values]) {
      form.querySelectorAll('[name="' + CSS.escape(name) + '"]').forEach(function (input) {
        if (input.matches("[type=radio], [type=checkbox]")) input.checked = values.includes(input.value);
        else if (!input.matches("[type=file], [type=hidden]")) input.value = values[0];
      });
    });
    const note = document.getElementById("draft-note");
    if (note) note.hidden = false;
    document.addEventListener("DOMContentLoaded", function () {  // what is looked up beside a field comes back with it
      form.querySelectorAll("input[hx-get], select[hx-get]").forEach(function (input) {
        if (input.value) input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      document.dispatchEvent(new CustomEvent("draft", { detail: fields }));
    });
  }

  const kept = sessionStorage.getItem(DRAFT + location.pathname);
  const form = document.querySelector("form[data-keep]");
  if (kept && form && !document.querySelector(".error-summary, [data-saved]")) restore(form, JSON.parse(kept));
  if (!location.pathname.startsWith("/login")) {
    Object.keys(sessionStorage).forEach(function (key) {
      if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
    });
  }

  /* ── a refused save takes the focus; else the first field does, before its browser gets to it: no key is lost ── */
  const first = document.querySelector("[data-focus]") || document.querySelector("[autofocus]");
  if (first) first.focus();

  /* ── the live board: news fades in once and is spoken; nothing moves under the pointer or the focus ── */
  let moved = 0;
  let known = new Set();
  let sound = null;

  function rows(root) {
    return Array.from(root.querySelectorAll("[data-row]"));
  }

  document.addEventListener("pointermove", function (event) {
    if (event.target.closest && event.target.closest("[data-live]")) moved = Date.now();
  });

  document.addEventListener("htmx:configRequest", function (event) {
    const seen = event.target.querySelector && event.target.querySelector("[data-seen]");
    if (event.target.hasAttribute("data-live") && seen) event.detail.parameters.seen = seen.value;
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.hasAttribute("data-live") && Date.now() - moved < 3000) event.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
    if (event.target.hasAttribute("data-live")) known = new Set(rows(event.target).map(function (row) { return row.dataset.row; }));
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    if (!event.target.hasAttribute("data-live")) return;
    const news = rows(event.target).filter(function (row) { return !known.has(row.dataset.row); });
    news.forEach(function (row) { row.classList.add("is-new"); });
    const spoken = document.getElementById("news");
    if (spoken && news.length) {
      spoken.setAttribute("role", news.some(function (row) { return "urgent" in row.dataset; }) ? "alert" : "status");
      spoken.textContent = news.length + " " + spoken.dataset.one;
    }
    ring();
  });

  /* An urgent repair that nobody has sounds until somebody has it: two short tones at each refresh. */
  function ring() {
    const heard = navigator.userActivation && navigator.userActivation.hasBeenActive;  // a browser asks for one click first
    if (!heard || !document.querySelector("[data-sounds]") || !window.AudioContext) return;
    sound = sound || new AudioContext();
    [0, 0.25].forEach(function (after) {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      tone.frequency.value = 880;
      volume.gain.value = 0.08;
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + after);
      tone.stop(sound.currentTime + after + 0.15);
    });
  }
  ring();

  /* ── the clock in the masthead goes on between two pages ── */
  const clock = document.querySelector(".duty time");
  if (clock) {
    const ahead = Date.parse(clock.dateTime) - Date.now();
    setInterval(function () {
      const now = new Date(Date.now() + ahead);
      const zone = clock.dataset.zone || "Asia/Shanghai";
      clock.textContent = now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
    }, 10000);
  }
})();
