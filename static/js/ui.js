/* What pages do beyond HTML. Every task also works without this file. */
const text = document.getElementById("ui-script").dataset;
const on = (name, handler, early) => document.addEventListener(name, handler, early);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const focusable = "input:not([type=hidden], :disabled), select, textarea, button, a[href]";

/* Say something to a screen reader. */
const live = document.createElement("div");
live.className = "vh";
live.setAttribute("role", "status");
document.body.append(live);
const say = (words) => { live.textContent = ""; setTimeout(() => { live.textContent = words; }, 50); };

/* The error summary takes the focus; its links land on the field, or on the first choice of a group. */
const showErrors = (root) => root.querySelector("[data-error-summary]")?.focus();
on("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = target.matches(focusable) ? target : target.querySelector(focusable) || target;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
on("htmx:afterSwap", (event) => showErrors(event.target));

/* data-needs="place=sftp s3": inputs that say nothing unless another one of the form has such a value. */
const unfold = (form) => all("[data-needs]", form).forEach((group) => {
  const [name, values] = group.dataset.needs.split("=");
  group.hidden = !values.split(" ").includes(form.elements[name]?.value);
});
new Set(all("[data-needs]").map((group) => group.closest("form"))).forEach(unfold);
on("change", ({ target }) => { if (target.form) unfold(target.form); });

/* What asks by itself says something new aloud, and nothing twice. */
let said = "";
on("htmx:load", ({ target }) => {
  const { say: words } = target.dataset ?? {};
  if (words && words !== said) { said = words; say(words); }
});
showErrors(document);

/* The skip link leaves the address as it is: a fragment in it would take the focus away from the errors of the next answer. */
on("click", (event) => {
  if (!event.target.matches("a.skip")) return;
  event.preventDefault();
  document.getElementById("main").focus();
});

/* The browser's own print. */
all("[data-print]").forEach((button) => { button.hidden = false; });
on("click", (event) => { if (event.target.closest("[data-print]")) print(); });

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
let agreed;
on("submit", (event) => {
  const { target: form, submitter } = event;
  const source = [submitter, form].find((one) => one?.dataset.confirm);
  if (!source || agreed === form || isHtmx(form) || isHtmx(source)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(source, () => { agreed = form; form.requestSubmit(submitter); agreed = null; });
}, true);
on("click", (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (!link || isHtmx(link)) return;
  event.preventDefault();
  ask(link, () => { location.href = link.href; });
});
on("htmx:confirm", (event) => {
  const pressed = event.detail.triggeringEvent?.submitter;
  const source = [pressed, event.target].map((one) => one?.closest("[data-confirm]")).find(Boolean);
  if (!source) return;
  event.preventDefault();
  ask(source, () => event.detail.issueRequest(true));
});

/* The session: two minutes before its end the reader may stay; another tab may have stayed already, so ask first. */
const leaving = document.getElementById("session-dialog");
const SOON = 120;
let endsAt, alarm;
const session = async (method) => {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  const answer = await fetch(leaving.dataset.url, { method, headers, redirect: "error" }).catch(() => null);
  return answer?.ok ? (await answer.json()).seconds : 0;
};
const expect = (seconds) => {
  endsAt = Date.now() + seconds * 1000;
  leaving.dataset.seconds = seconds;
  clearTimeout(alarm);
  alarm = setTimeout(warn, Math.min(Math.max(seconds - SOON, 0) * 1000, 2 ** 31 - 1));
};
const count = () => {
  const left = Math.ceil((endsAt - Date.now()) / 60000);
  leaving.querySelector("[data-left]").textContent = text.left.replace("{n}", Math.max(left, 0));
  if (left > 0) { alarm = setTimeout(count, 30000); return; }
  leaving.close();
  document.getElementById("messages").append(document.getElementById("session-ended").content.cloneNode(true));
};
const warn = async () => {
  const seconds = await session("GET");
  if (seconds > SOON + 5) return expect(seconds);
  leaving.showModal();
  count();
};
if (leaving) {
  leaving.querySelector("[data-later]").onclick = () => leaving.close();
  leaving.querySelector("[data-stay]").onclick = async () => {
    const seconds = await session("POST");
    leaving.close();
    if (seconds) { expect(seconds); say(text.extended); }
  };
  if (+leaving.dataset.seconds) expect(+leaving.dataset.seconds);
}

/* Leaving with unsaved changes; the state of an autosaved form. */
const dirty = new Set();
const touch = ({ target }) => { const form = target.closest("form[data-guard], form[data-autosave]"); if (form) dirty.add(form); };
on("input", touch);
on("change", touch);
on("submit", (event) => { if (!event.defaultPrevented) dirty.delete(event.target); });
addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
const saved = (event, words, state) => {
  const form = event.target.closest("form[data-autosave]");
  const place = form?.querySelector("[data-saved]");
  if (place) { place.textContent = words; place.dataset.state = state; }
  return form;
};
on("htmx:beforeRequest", (event) => dirty.delete(saved(event, text.saving, "busy")));
on("htmx:afterRequest", (event) => {
  const time = new Date().toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
  if (event.detail.successful) return dirty.delete(saved(event, `${text.saved} ${time}`, "ok") || event.target.closest("form"));
  const quiet = event.target.closest("[data-quiet]");
  if (quiet) return quiet.replaceChildren(); /* it asks by itself: nobody waits for it, and what it said may no longer be so */
  const { xhr } = event.detail;
  const said = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") && xhr.responseText;
  const form = saved(event, said || text.unsaved, "bad");
  if (form) dirty.add(form); else say(text.failed);
});

/* Rows of a dictionary: add, move, remove; fields-0-name renumbered as formsets expect. */
const renumber = (box) => {
  const { prefix } = box.dataset;
  const number = new RegExp(`((?:id_)?${prefix}-)(?:\\d+|__prefix__)(?=[-_\\s]|$)`, "g");
  const rows = all("[data-row]", box);
  rows.forEach((row, index) => {
    for (const element of [row, ...all("*", row)]) {
      for (const key of ["name", "id", "for", "aria-describedby", "aria-labelledby"]) {
        const value = element.getAttribute(key);
        if (value) element.setAttribute(key, value.replace(number, `$1${index}`));
      }
      if (element.name === "row") element.value = element.value.replace(/(__prefix__|\d*)$/, index);
    }
    all("[data-row-number]", row).forEach((place) => { place.textContent = index + 1; });
  });
  const total = box.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  if (total) total.value = rows.length;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return rows;
};
on("click", (event) => {
  const button = event.target.closest("[data-row-add],[data-row-remove],[data-row-up],[data-row-down]");
  const box = button?.closest("[data-row-table]");
  if (!box) return;
  event.preventDefault();
  const does = button.dataset;
  const rows = all("[data-row]", box);
  const row = button.closest("[data-row]");
  const at = rows.indexOf(row);
  if ("rowAdd" in does) {
    const fresh = box.querySelector("template[data-row-new]").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-rows-here], tbody").append(fresh);
    renumber(box);
    fresh.querySelector(focusable).focus();
    return say(text.added);
  }
  if ("rowRemove" in does) {
    const undo = box.querySelector("[data-row-undo]");
    const after = row.nextElementSibling;
    row.remove();
    renumber(box);
    if (undo) {
      undo.hidden = false;
      undo.onclick = () => {
        box.querySelector("[data-rows-here], tbody").insertBefore(row, after?.isConnected ? after : null);
        undo.hidden = true;
        renumber(box);
        row.querySelector(focusable).focus();
      };
    }
    (rows[at + 1] || rows[at - 1] || box).querySelector(focusable)?.focus();
    return say(text.removed);
  }
  const up = "rowUp" in does;
  const other = rows[up ? at - 1 : at + 1];
  if (!other) return;
  other[up ? "before" : "after"](row);
  const place = renumber(box).indexOf(row) + 1;
  button.focus();
  say(`${text.moved} ${place}`);
});

/* Single keys: never while typing or with a modifier; the reader may switch them off (WCAG 2.1.4). */
let keys = true;
try { keys = localStorage.shortcuts !== "off"; } catch { /* storage refused */ }
const switches = all("[data-shortcuts]");
const showKeys = () => {
  document.documentElement.classList.toggle("no-shortcuts", !keys);
  switches.forEach((button) => { button.hidden = false; button.textContent = keys ? text.keysOn : text.keysOff; });
};
switches.forEach((button) => button.addEventListener("click", () => {
  keys = !keys;
  showKeys();
  try { localStorage.shortcuts = keys ? "on" : "off"; } catch { /* storage refused */ }
}));
showKeys();

/* Step through places; from nowhere, start at an end. */
const step = (places, by) => {
  const at = places.findIndex((place) => (place.closest("tr") || place).contains(document.activeElement));
  const next = places[at < 0 ? (by > 0 ? 0 : places.length - 1) : at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
};
const links = () => all("table[data-rows] tbody tr").map((row) => row.querySelector("a[href]")).filter(Boolean);
const changes = () => all("[data-review] [data-change]");
const press = (what) => document.activeElement.closest("[data-change]")?.querySelector(what)?.click();
const actions = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => step(links(), 1),
  k: () => step(links(), -1),
  n: () => step(changes(), 1),
  p: () => step(changes(), -1),
  c: () => { press("[data-comment]"); document.activeElement.querySelector(".remark[open] textarea")?.focus(); },
  v: () => press("[data-seen]"),
};
on("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (!keys || typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]();
});
