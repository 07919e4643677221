"use strict";

/** Work without a mouse: a palette of what the page offers, rows by j and k, and single keys for quick actions. */
{
  const SWITCH = "saiyo-keys";
  /** Where single keys lead to: the first of these that the page has. */
  const QUICK = {
    "/": ["form.search input[type=search]", ".nav a[href='/staff/candidates']"],
    e: ["main [data-press=e]", "main a[href$='/edit']"],
    m: ["form.move select[name=stage]"],
    n: ["#notes textarea"],
    r: ["#reply textarea"],
    s: ["#snooze-until"],
    u: ["main .back a"],
  };
  const made = (id) => {
    const template = document.getElementById(id);
    return template ? template.content.firstElementChild.cloneNode(true) : null;
  };
  const palette = made("palette");
  const help = made("keys");
  const named = (element) => {
    const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
    return label.replace(/\s+/g, " ").trim();
  };
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  /**
   * Leads to something without doing it: links are followed, closed parts opened, everything else gets the focus. What
   * one press more takes back is pressed.
   */
  const lead = (element) => {
    if (element.matches("a[href], [data-press]")) return element.click();
    const closed = element.closest("details");
    if (closed) closed.open = true;
    element.scrollIntoView({ block: "center" });
    element.focus();
  };

  const commands = () => {
    const groups = [
      ["places", ".nav a, .brand"],
      ["here", "main .contents a, main a.button, main summary, main button, main select, main textarea, main input:not([type=hidden])"],
    ];
    const seen = new Set();
    const found = [];
    for (const [group, selector] of groups) {
      for (const element of document.querySelectorAll(selector)) {
        const label = named(element);
        if (!label || seen.has(label) || element.closest(".trap, .tick-cell, [hidden]")) continue;
        seen.add(label);
        found.push({ label, kind: palette.dataset[group], element });
      }
    }
    // Also where single keys are off: this is the way to switch them on again.
    found.push({ label: named(help.querySelector("h2")), kind: palette.dataset.here, open: () => help.showModal() });
    return found;
  };

  const openPalette = () => {
    if (palette.open) return;
    const field = palette.querySelector("input");
    const offered = commands();
    field.value = "";
    palette.querySelector(".empty").hidden = true;
    filter = (typed) => {
      const words = plain(typed).split(/\s+/).filter(Boolean);
      return offered.filter((one) => words.every((word) => plain(one.label).includes(word)));
    };
    chooser.show(filter(""), true);
    palette.showModal();
    field.focus();
  };

  let filter = () => [];
  let chooser = null;
  const prepare = () => {
    document.body.append(palette, help);
    const field = palette.querySelector("input");
    const none = palette.querySelector(".empty");
    chooser = new Chooser(field, palette.querySelector("ul"), (chosen) => {
      palette.close();
      people.cancel();
      if (chosen.open) chosen.open();
      else if (chosen.href) location.assign(chosen.href);
      else lead(chosen.element);
    });
    const show = (found) => {
      const kind = palette.dataset.people;
      const at = chooser.at;
      chooser.show([...filter(field.value), ...found.map((person) => ({ ...person, kind }))], true);
      // Who chose already while the answer was on its way keeps the choice.
      if (found.length > 0 && at > 0) chooser.mark(at);
      none.hidden = chooser.options.length > 0;
    };
    const people = new People(show);
    field.addEventListener("input", () => {
      show([]);
      if (palette.dataset.people) people.ask(field.value);
    });
    const on = help.querySelector("input");
    on.checked = localStorage.getItem(SWITCH) !== "off";
    on.addEventListener("change", () => localStorage.setItem(SWITCH, on.checked ? "on" : "off"));
    palette.addEventListener("close", () => people.cancel());
    for (const dialog of [palette, help]) {
      // A click beside the sheet closes it.
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    }
    const button = made("palette-button");
    button.addEventListener("click", openPalette);
    document.querySelector(".masthead-end")?.prepend(button);
  };

  /** The rows of a list by their first link; on a page without rows, its sections. */
  const stops = () => {
    const rows = [...document.querySelectorAll("main tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
    const sections = [...document.querySelectorAll("main .panel > h2, main .panel > header h2")];
    return document.querySelector("main .record") ? sections : rows.length > 0 ? rows : sections;
  };

  const step = (by) => {
    const all = stops();
    const here = all.findIndex((stop) => stop === document.activeElement);
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
    if (!next) return;
    if (!next.matches("a[href]")) next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: next.matches("h2") ? "start" : "center" });
  };

  let going = 0;
  const press = (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return openPalette();
    }
    const free = !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]");
    if (!free || event.target.closest?.("input, textarea, select") || localStorage.getItem(SWITCH) === "off") return;
    const key = event.key;
    const wasGoing = Date.now() - going < 1500;
    going = 0;
    if (wasGoing && /^[1-9]$/.test(key)) {
      document.querySelectorAll(".nav a")[Number(key) - 1]?.click();
    } else if (key === "g") {
      going = Date.now();
    } else if (key === "j" || key === "k") {
      step(key === "j" ? 1 : -1);
    } else if (key === "]" || key === "[") {
      document.querySelector(key === "]" ? ".pager [rel=next]" : ".pager [rel=prev]")?.click();
    } else if (key === "o" && stops().includes(document.activeElement)) {
      document.activeElement.click();
    } else if (key === "x") {
      document.activeElement.closest("tr")?.querySelector(".tick-cell input")?.click();
    } else if (key === "?") {
      help.showModal();
    } else {
      const quick = QUICK[key]?.map((selector) => document.querySelector(selector)).find(Boolean);
      if (!quick) return;
      lead(quick);
    }
    event.preventDefault();
  };

  // Where a form has several buttons, Enter presses the one beside the field rather than the first.
  for (const field of document.querySelectorAll("form .move input")) {
    field.addEventListener("keydown", (event) => {
      const button = field.closest(".move").querySelector("button[formaction]");
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !button) return;
      event.preventDefault();
      field.form.requestSubmit(button);
    });
  }

  if (palette && help) {
    prepare();
    document.addEventListener("keydown", press);
  }
}
