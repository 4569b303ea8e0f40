// A drawing is one stop of the Tab key; the arrow keys go from there to the nearest item on that side.
"use strict";
(() => {
  const aims = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const middle = (item) => {
    const box = item.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  // Listening on the frame: a drawing that listens for focus becomes a stop of its own.
  for (const drawing of document.querySelectorAll("svg.graph, svg.flame, svg.lanes")) {
    const items = [...drawing.querySelectorAll("a")];
    drawing.parentElement.addEventListener("focusin", (event) => {
      const item = drawing.contains(event.target) && event.target.closest("a");
      if (!item) return;
      for (const other of drawing.querySelectorAll("a[tabindex='0']")) other.setAttribute("tabindex", "-1");
      item.setAttribute("tabindex", "0");
    });
    drawing.parentElement.addEventListener("keydown", (event) => {
      const aim = aims[event.key];
      const from = drawing.contains(event.target) && event.target.closest("a");
      if (!aim || !from || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const [x, y] = middle(from);
      let nearest = null;
      let least = Infinity;
      for (const item of items) {
        const [dx, dy] = middle(item).map((place, axis) => place - [x, y][axis]);
        const ahead = dx * aim[0] + dy * aim[1];
        // Items straight ahead come before nearer ones to the side.
        const cost = ahead + 3 * Math.abs(dx * aim[1] + dy * aim[0]);
        if (item !== from && ahead > 2 && cost < least) [nearest, least] = [item, cost];
      }
      nearest?.focus();
    });
  }
})();
