"use strict";

/** Ticks of a list are kept as they are set, so that the pages of a list can be left and come back to. */
{
  const form = document.getElementById("choose");
  const page = document.querySelector(".tick-page");
  const ticks = [...document.querySelectorAll("input[name=tick]")];
  const count = form?.querySelector(".choosing-count");
  let waiting = 0;
  let sending = null;

  const keep = async () => {
    clearTimeout(waiting);
    waiting = 0;
    sending?.abort();
    sending = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("then", "quiet");
    try {
      // It arrives even if the page is left meanwhile.
      const answer = await fetch(form.action, { method: "POST", body, signal: sending.signal, keepalive: true });
      if (answer.ok) count.textContent = (await answer.json()).text;
    } catch {
      // The buttons keep the ticks as well.
    }
  };

  const follow = () => {
    const set = ticks.filter((tick) => tick.checked).length;
    page.checked = set === ticks.length;
    page.indeterminate = set > 0 && set < ticks.length;
  };

  if (form && page && ticks.length > 0) {
    page.hidden = false;
    // What they do is done already.
    for (const button of form.querySelectorAll(".choosing-keep")) button.hidden = true;
    follow();
    page.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = page.checked;
    });
    document.querySelector("main table").addEventListener("change", () => {
      follow();
      clearTimeout(waiting);
      waiting = setTimeout(keep, 150);
    });
    window.addEventListener("pagehide", () => waiting && keep());
  }
}
