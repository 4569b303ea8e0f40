// `n` and `p` go to the next and the previous of the largest changes; the drawings follow the chosen function.
"use strict";
(() => {
  const changes = [...document.querySelectorAll(".changes tr[data-f]")].map((row) => row.dataset.f);
  const chosen = () => /^#f(\d+)$/.exec(location.hash)?.[1];
  document.addEventListener("keydown", (event) => {
    const step = { n: 1, p: -1 }[event.key];
    const typing = event.target.closest?.("input, textarea, [contenteditable]");
    if (!step || typing || changes.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = changes.indexOf(chosen());
    const next = now < 0 && step < 0 ? changes.length - 1 : (now + step + changes.length) % changes.length;
    location.hash = `#f${changes[next]}`;
  });
  const follow = () => {
    const node = chosen();
    for (const svg of node ? document.querySelectorAll("svg.graph") : []) {
      const box = svg.querySelector(`.node[data-f="${node}"] .box`);
      if (!box) continue;
      const frame = svg.parentElement;
      const [at, view] = [box.getBoundingClientRect(), frame.getBoundingClientRect()];
      frame.scrollLeft += at.left + at.width / 2 - view.left - view.width / 2;
      frame.scrollTop += at.top + at.height / 2 - view.top - view.height / 2;
    }
  };
  addEventListener("hashchange", follow);
  follow();
})();
