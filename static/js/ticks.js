"use strict";

/** Ticks of a list are kept as they are set, so that the pages of a list can be left and come back to. */
{
  const form = document.getElementById("choose");
  const page = document.querySelector(".tick-page");
  const ticks = [...document.querySelectorAll("input[name=tick]")];
  const count = form?.querySelector(".choosing-count");
  const keepers = [...(form?.querySelectorAll(".choosing-keep") ?? [])];
  /** Boxes that were touched on this page: only these are spoken of, another page may have changed the rest since. */
  const touched = new Set();
  let waiting = 0;
  let saves = 0;
  let saving = Promise.resolve();

  const changed = () => ticks.filter((tick) => tick.checked !== tick.defaultChecked);

  const save = async (some) => {
    const set = new Map([...some].map((tick) => [tick, tick.checked]));
    if (set.size === 0) return;
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, then: "quiet" });
    for (const [tick, checked] of set) body.append(checked ? "tick" : "was", tick.value);
    let text = form.dataset.failed;
    try {
      // It arrives even if the page is left meanwhile.
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true, redirect: "error" });
      if (answer.ok || answer.status === 409) text = (await answer.json()).text;
      if (answer.ok) for (const [tick, checked] of set) tick.defaultChecked = checked;
    } catch {
      // The session has ended, or nobody answers.
    }
    count.textContent = text;
    // What could not be kept can be tried again by hand.
    for (const button of keepers) button.hidden = changed().length === 0;
  };

  const stop = () => {
    clearTimeout(waiting);
    waiting = 0;
  };

  const keep = () => {
    stop();
    saves += 1;
    saving = saving.then(() => save(changed())).finally(() => (saves -= 1));
  };

  const follow = () => {
    const set = ticks.filter((tick) => tick.checked).length;
    page.checked = set === ticks.length;
    page.indeterminate = set > 0 && set < ticks.length;
  };

  if (form && page && ticks.length > 0) {
    page.hidden = false;
    // What they do is done already.
    for (const button of keepers) button.hidden = true;
    follow();
    page.addEventListener("change", () => {
      for (const tick of ticks) {
        if (tick.checked !== page.checked) touched.add(tick);
        tick.checked = page.checked;
      }
    });
    document.querySelector("main table").addEventListener("change", (event) => {
      if (event.target !== page) touched.add(event.target);
      follow();
      stop();
      waiting = setTimeout(keep, 150);
    });
    // The form brings the ticks itself, after every answer that is still on its way.
    form.addEventListener("submit", (event) => {
      stop();
      if (saves > 0) {
        event.preventDefault();
        const button = event.submitter;
        saving.then(() => form.requestSubmit(button));
        return;
      }
      for (const tick of touched) {
        if (tick.checked) continue;
        const was = document.createElement("input");
        Object.assign(was, { type: "hidden", name: "was", value: tick.value });
        form.append(was);
      }
    });
    window.addEventListener("pagehide", () => {
      if (waiting || saves > 0) save(touched);
      stop();
    });
  }
}
