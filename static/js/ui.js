/* What the pages do beyond HTML. Every task also works with this file absent. */
(() => {
  "use strict";
  const text = document.getElementById("ui-script").dataset;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const focusable = "input:not([type=hidden]):not([disabled]), select, textarea, button, a[href]";

  /* Say something to a screen reader, in the region of messages. */
  const live = document.createElement("div");
  live.className = "vh";
  live.setAttribute("role", "status");
  document.body.append(live);
  const say = (words) => { live.textContent = ""; setTimeout(() => { live.textContent = words; }, 50); };

  /* The error summary takes the focus; its links land on the field, or on the first choice of a group. */
  const showErrors = (root) => root.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const field = target.matches(focusable) ? target : target.querySelector(focusable) || target;
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
  showErrors(document);

  /* data-confirm: ask in a dialog, then do what was asked. */
  const dialog = document.getElementById("confirm-dialog");
  const ask = (source, go) => {
    const yes = dialog.querySelector("[value=yes]");
    dialog.querySelector("h2").textContent = source.dataset.confirm;
    yes.textContent = source.dataset.confirmButton || text.agree;
    dialog.returnValue = "no";
    dialog.onclose = () => { if (dialog.returnValue === "yes") go(); };
    dialog.showModal();
  };
  const isHtmx = (element) => element.matches("[hx-get],[hx-post],[hx-put],[hx-delete]");
  let agreed = null;
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const source = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
    if (source && agreed !== form && !isHtmx(form) && !isHtmx(source)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(source, () => { agreed = form; form.requestSubmit(submitter); agreed = null; });
    }
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (!link || isHtmx(link)) return;
    event.preventDefault();
    ask(link, () => { location.href = link.href; });
  });
  document.addEventListener("htmx:confirm", (event) => {
    const source = event.detail.triggeringEvent?.submitter?.closest("[data-confirm]") || event.target.closest("[data-confirm]");
    if (!source) return;
    event.preventDefault();
    ask(source, () => event.detail.issueRequest(true));
  });

  /* Leaving with unsaved changes; the state of an autosaved form. */
  const dirty = new Set();
  const touch = (event) => { const form = event.target.closest?.("form[data-guard], form[data-autosave]"); if (form) dirty.add(form); };
  document.addEventListener("input", touch);
  document.addEventListener("change", touch);
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) dirty.delete(event.target); });
  addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
  const saved = (event, words, state) => {
    const form = event.target.closest?.("form[data-autosave]");
    const place = form?.querySelector("[data-saved]");
    if (place) { place.textContent = words; place.dataset.state = state; }
    return form;
  };
  document.addEventListener("htmx:beforeRequest", (event) => dirty.delete(saved(event, text.saving, "busy")));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful } = event.detail;
    const time = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    const form = saved(event, successful ? `${text.saved} ${time}` : text.unsaved, successful ? "ok" : "bad");
    if (!successful && form) dirty.add(form);
    if (!successful && !form) say(text.failed);
  });
  document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));

  /* Rows of a dictionary: add, move, remove; fields-0-name is renumbered as Django's formsets expect. */
  const renumber = (box) => {
    const { prefix } = box.dataset;
    const name = new RegExp(`(^|\\s|#)((?:id_)?${prefix}-)(?:\\d+|__prefix__)(?=-|_|\\s|$)`, "g");
    const rows = all("[data-row]", box);
    rows.forEach((row, index) => {
      for (const element of [row, ...all("*", row)]) {
        for (const key of ["name", "id", "for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
          const value = element.getAttribute(key);
          if (value) element.setAttribute(key, value.replace(name, `$1$2${index}`));
        }
        if (element.tagName === "BUTTON") element.value = element.value.replace(/(?:\d+|__prefix__)$/, index);
      }
      const order = row.querySelector(`[name="${prefix}-${index}-ORDER"]`);
      if (order) order.value = index + 1;
      all("[data-row-number]", row).forEach((place) => { place.textContent = index + 1; });
    });
    const total = box.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    if (total) total.value = rows.length;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return rows;
  };
  const shown = (row, step) => {
    let other = row[step];
    while (other && (other.hidden || !other.matches("[data-row]"))) other = other[step];
    return other;
  };
  const remove = (row, box) => {
    const next = shown(row, "nextElementSibling") || shown(row, "previousElementSibling");
    const tick = row.querySelector("[name$='-DELETE']");
    if (tick && row.querySelector("[name$='-id']")?.value) { tick.checked = true; row.hidden = true; } else row.remove();
    (next?.querySelector(focusable) || box.querySelector("[data-row-add]")).focus();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-add],[data-row-remove],[data-row-up],[data-row-down]");
    const box = button?.closest("[data-row-table]");
    if (!box) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const does = (what) => what in button.dataset;
    if (does("rowAdd")) {
      const fresh = box.querySelector("template[data-row-new]");
      const added = fresh.content.firstElementChild.cloneNode(true);
      const last = all("[data-row]", box).pop();
      if (last) last.after(added); else (box.querySelector("tbody") || fresh.parentElement).append(added);
      renumber(box);
      added.querySelector(focusable)?.focus();
      return say(text.added);
    }
    if (does("rowRemove")) { remove(row, box); renumber(box); return say(text.removed); }
    const other = shown(row, does("rowUp") ? "previousElementSibling" : "nextElementSibling");
    if (!other) return;
    if (does("rowUp")) other.before(row); else other.after(row);
    const place = renumber(box).filter((one) => !one.hidden).indexOf(row) + 1;
    button.focus();
    say(`${text.moved} ${place}`);
  });

  /* Single keys: never while typing, never with a modifier, and the reader may switch them off (WCAG 2.1.4). */
  const store = { get: () => { try { return localStorage.getItem("shortcuts"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("shortcuts", value); } catch { /* private window */ } } };
  let keys = store.get() !== "off";
  const showKeys = () => {
    document.documentElement.classList.toggle("no-shortcuts", !keys);
    all("[data-shortcuts]").forEach((button) => { button.hidden = false; button.textContent = keys ? text.keysOn : text.keysOff; });
  };
  all("[data-shortcuts]").forEach((button) => button.addEventListener("click", () => {
    keys = !keys;
    store.set(keys ? "on" : "off");
    showKeys();
  }));
  showKeys();

  /* Step through a list of places; from nowhere, start at the first. */
  const step = (places, inside, by) => {
    const at = places.findIndex(inside);
    const next = places[at < 0 ? (by > 0 ? 0 : places.length - 1) : at + by];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
  };
  const rowLinks = () => all("table[data-rows] tbody tr").map((row) => row.querySelector("a[href]")).filter(Boolean);
  const here = () => document.activeElement.closest("[data-change]");
  const inChange = (change) => change === here();
  const inRow = (link) => link.closest("tr").contains(document.activeElement);
  const actions = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    j: () => step(rowLinks(), inRow, 1),
    k: () => step(rowLinks(), inRow, -1),
    n: () => step(all("[data-review] [data-change]"), inChange, 1),
    p: () => step(all("[data-review] [data-change]"), inChange, -1),
    c: () => here()?.querySelector("[data-comment]")?.click(),
    v: () => here()?.querySelector("[data-seen]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    if (!keys || typing || event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    if (event.key === "/") event.preventDefault();
    actions[event.key]();
  });
})();
