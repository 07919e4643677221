"use strict";

/** A list under a field, of which the arrow keys and the pointer choose (ARIA combobox with a listbox). */
class Chooser {
  constructor(field, list, choose) {
    this.field = field;
    this.list = list;
    this.choose = choose;
    this.options = [];
    this.at = -1;
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [mark, value] of Object.entries(marks)) field.setAttribute(mark, value);
    field.addEventListener("keydown", (event) => this.press(event));
    // The pointer must not take the focus away before the click comes.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(this.options[[...list.children].indexOf(row)]);
    });
  }

  /** Shows options of `{ label, detail, kind }`; `first` is whether the first is chosen already. */
  show(options, first) {
    this.options = options;
    this.list.replaceChildren(...options.map((option, index) => this.row(option, index)));
    this.list.hidden = options.length === 0;
    this.field.setAttribute("aria-expanded", String(options.length > 0));
    this.mark(first && options.length > 0 ? 0 : -1);
  }

  row(option, index) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${index}`;
    row.setAttribute("role", "option");
    for (const [part, text] of [["option-label", option.label], ["option-detail", option.detail], ["option-kind", option.kind]]) {
      if (!text) continue;
      const span = document.createElement("span");
      span.className = part;
      span.textContent = text;
      row.append(span, " ");
    }
    return row;
  }

  mark(index) {
    this.at = index;
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    const row = this.list.children[index];
    if (row) {
      this.field.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  press(event) {
    // 229 is the key that ends a composition, where isComposing says so too late.
    if (event.isComposing || event.keyCode === 229 || this.options.length === 0) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      // One place before the first is the field itself.
      const places = this.options.length + 1;
      this.mark(((this.at + 1 + by + places) % places) - 1);
    } else if (event.key === "Enter" && this.at >= 0) {
      this.choose(this.options[this.at]);
    } else if (event.key === "Escape" && !this.list.hidden && !this.field.closest("dialog")) {
      this.leave?.();
      this.show([], false);
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** Asks the server who is meant by what is typed, a moment after the last key; `show` gets options with `href`. */
class People {
  constructor(show) {
    this.show = show;
  }

  /** Nobody waits for an answer any more. */
  cancel() {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  ask(typed) {
    this.cancel();
    const letters = typed.trim();
    // One character says something in Chinese and Japanese only.
    if (letters.length < 2 && !/[\u3040-\u30ff\u3400-\u9fff]/.test(letters)) return this.show([]);
    this.timer = setTimeout(() => this.fetch(letters), 200);
  }

  async fetch(typed) {
    this.asked = new AbortController();
    const csrf = document.querySelector("input[name=csrf]")?.value ?? "";
    const body = new URLSearchParams({ csrf, q: typed });
    try {
      const answer = await fetch("/staff/suggestions", { method: "POST", body, signal: this.asked.signal });
      this.show(answer.ok ? (await answer.json()).people : []);
    } catch (error) {
      if (error.name !== "AbortError") this.show([]);
    }
  }
}

{
  const field = document.querySelector("form.search input[type=search][name=q]");
  if (field && document.getElementById("palette")) {
    const list = document.createElement("ul");
    list.id = "suggestions";
    list.className = "options";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
    field.after(list);
    const chooser = new Chooser(field, list, (person) => location.assign(person.href));
    const people = new People((found) => chooser.show(found, false));
    field.addEventListener("input", () => people.ask(field.value));
    chooser.leave = () => people.cancel();
    field.addEventListener("blur", () => {
      people.cancel();
      chooser.show([], false);
    });
  }
}
