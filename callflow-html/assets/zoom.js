// The size of the call graph, and moving it by dragging.
"use strict";
(() => {
  const svg = document.querySelector("svg.graph");
  if (!svg) return;
  const frame = svg.parentElement;
  const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
  let scale = 1;
  const set = (next) => {
    const before = scale;
    scale = Math.min(2, Math.max(0.1, next));
    const middle = [frame.scrollLeft + frame.clientWidth / 2, frame.scrollTop + frame.clientHeight / 2];
    svg.style.width = `${width * scale}px`;
    svg.style.height = `${height * scale}px`;
    frame.scrollLeft = (middle[0] * scale) / before - frame.clientWidth / 2;
    frame.scrollTop = (middle[1] * scale) / before - frame.clientHeight / 2;
  };
  const fit = () => Math.min(1, (frame.clientWidth - 4) / width);
  const sizes = { in: () => scale * 1.25, out: () => scale / 1.25, full: () => 1, fit };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => set(sizes[button.dataset.zoom]()));
  }
  // A little smaller than drawn still reads; much smaller does not.
  if (fit() >= 0.8) set(fit());

  // The box with the most total time stands first: it is where reading starts.
  const first = svg.querySelector(".node .box");
  if (first) {
    const [box, view] = [first.getBoundingClientRect(), frame.getBoundingClientRect()];
    frame.scrollTop += box.top + box.height / 2 - view.top - view.height / 2;
  }

  let from = null;
  let moved = false;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse") from = [event.clientX, event.clientY, frame.scrollLeft, frame.scrollTop];
    moved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    moved ||= Math.hypot(dx, dy) > 4;
    if (moved) frame.scrollTo(from[2] - dx, from[3] - dy);
  });
  addEventListener("pointerup", () => (from = null));
  frame.addEventListener("click", (event) => moved && event.preventDefault(), true);
  frame.addEventListener("dragstart", (event) => event.preventDefault());
})();
