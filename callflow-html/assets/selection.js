// One chosen function, kept in the address (#f12) and marked in every part of the page.
"use strict";
const callflow = { beforeChoosing: [] };
(() => {
  const mark = () => {
    for (const element of document.querySelectorAll(".chosen")) element.classList.remove("chosen");
    const match = /^#f(\d+)$/.exec(location.hash);
    if (!match) return;
    for (const element of document.querySelectorAll(`[data-f="${match[1]}"]`)) element.classList.add("chosen");
  };
  // A row that is not in the page yet cannot be scrolled to.
  const show = () => {
    const match = /^#f(\d+)$/.exec(location.hash);
    if (match) for (const prepare of callflow.beforeChoosing) prepare(Number(match[1]));
    mark();
  };
  addEventListener("hashchange", show);
  addEventListener("DOMContentLoaded", show);
  // Choosing the chosen function again sets it free.
  document.addEventListener("click", (event) => {
    // A name in the call tree is no link, since it stands in what opens and closes its row.
    const row = event.target.closest?.(".path bdi")?.closest("[data-f]");
    if (row && !event.defaultPrevented) {
      event.preventDefault();
      location.hash = `#f${row.dataset.f}`;
      return;
    }
    const link = event.target.closest?.("a[href^='#f']");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const hash = link.getAttribute("href");
    if (!/^#f\d+$/.test(hash)) return;
    if (hash === location.hash && link.closest("table")) {
      event.preventDefault();
      history.replaceState(null, "", location.pathname + location.search);
      location.hash = "#functions";
    } else {
      for (const prepare of callflow.beforeChoosing) prepare(Number(hash.slice(2)));
    }
  });
})();
