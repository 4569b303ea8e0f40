// The size of call graphs, and moving them by dragging. Two of them move together until they are unlinked.
"use strict";
(() => {
  const panes = [...document.querySelectorAll("svg.graph")].map((svg) => ({
    svg,
    frame: svg.parentElement,
    width: svg.width.baseVal.value,
    height: svg.height.baseVal.value,
    scale: 1,
    taken: [],
  }));
  const link = document.getElementById("link");
  let linked = panes.length > 1;
  const others = (pane) => (linked ? panes.filter((other) => other !== pane) : []);
  const scroll = (pane) => {
    for (const other of others(pane)) {
      other.frame.scrollTo(pane.frame.scrollLeft, pane.frame.scrollTop);
      other.taken = [other.frame.scrollLeft, other.frame.scrollTop];
    }
  };
  // What a graph took over from another comes back as an event, late; it must not move the other one back.
  const isEcho = ({ frame, taken }) => taken[0] === frame.scrollLeft && taken[1] === frame.scrollTop;
  const resize = (pane, next) => {
    const { svg, frame, width, height, scale: before } = pane;
    pane.scale = Math.min(2, Math.max(0.1, next));
    const middle = [frame.scrollLeft + frame.clientWidth / 2, frame.scrollTop + frame.clientHeight / 2];
    svg.style.width = `${width * pane.scale}px`;
    svg.style.height = `${height * pane.scale}px`;
    frame.scrollLeft = (middle[0] * pane.scale) / before - frame.clientWidth / 2;
    frame.scrollTop = (middle[1] * pane.scale) / before - frame.clientHeight / 2;
  };
  const set = (pane, next) => {
    for (const one of [pane, ...others(pane)]) resize(one, next);
    scroll(pane);
  };
  const fit = ({ frame, width }) => Math.min(1, (frame.clientWidth - 4) / width);
  const sizes = { in: ({ scale }) => scale * 1.25, out: ({ scale }) => scale / 1.25, full: () => 1, fit };

  // The buttons over each graph, in the order of the graphs.
  [...document.querySelectorAll(".zoom")].forEach((buttons, place) => {
    const pane = panes[place];
    for (const button of pane ? buttons.querySelectorAll("[data-zoom]") : []) {
      button.addEventListener("click", () => set(pane, sizes[button.dataset.zoom](pane)));
    }
  });
  for (const pane of panes) {
    const { svg, frame } = pane;
    // A little smaller than drawn still reads; much smaller does not.
    if (fit(pane) >= 0.8) set(pane, fit(pane));

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
    frame.addEventListener("scroll", () => isEcho(pane) || scroll(pane));
  }

  // Linked again, all graphs take the place and size of the first.
  const toggle = () => {
    linked = !linked;
    link.setAttribute("aria-pressed", linked);
    if (linked) set(panes[0], panes[0].scale);
  };
  link?.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, [contenteditable]");
    if (link && event.key.toLowerCase() === "l" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) toggle();
  });
})();
