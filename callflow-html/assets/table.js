// Sorts the table of functions and shows as many rows as a browser lays out at once.
"use strict";
(() => {
  const table = document.querySelector("table.functions");
  if (!table) return;
  const [body, hidden] = table.tBodies;
  const data = JSON.parse(document.querySelector(".table-data").textContent);
  const rows = [...body.rows, ...(hidden?.rows ?? [])].map((element, index) => {
    const [name, before] = [element.cells[0].querySelector("a"), element.cells[0].querySelector(".before")];
    const full = (before ? `${before.textContent}::` : "") + name.textContent;
    return { element, index, node: data.nodes[index], name: full.toLowerCase() };
  });
  const heads = [...table.tHead.rows[0].cells];
  const more = document.querySelector(".more");
  let limit = body.rows.length;
  hidden?.remove();
  let order = [...rows];
  let matches = () => true;
  // A chosen function beyond the rows listed is listed after them.
  let beyond = null;

  const count = (number) => number.toLocaleString("en").replaceAll(",", "\u2009");
  const key = (column) => (row) => (column === 0 ? row.node : data.columns[column - 1][row.index]);
  const draw = () => {
    const visible = order.filter(matches);
    const listed = visible.slice(0, limit);
    if (beyond && visible.includes(beyond) && !listed.includes(beyond)) listed.push(beyond);
    body.replaceChildren(...listed.map((row) => row.element));
    const rest = visible.length - listed.length;
    more.hidden = rest === 0;
    more.firstElementChild.textContent = `${count(visible.length - rest)} of ${count(visible.length)} functions listed.`;
    more.lastElementChild.textContent = `Show all ${count(visible.length)}`;
    return visible;
  };
  const sort = (column) => {
    const head = heads[column];
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    const now = head.getAttribute("aria-sort") === first ? second : first;
    for (const other of heads) other.setAttribute("aria-sort", other === head ? now : "none");
    const of = key(column);
    const sign = now === "ascending" ? 1 : -1;
    order = [...rows].sort((a, b) => sign * (of(a) - of(b)) || a.index - b.index);
    draw();
  };
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => sort(column)));
  more.querySelector("button").addEventListener("click", () => {
    limit = Infinity;
    draw();
  });

  // The whole name on hover, made when asked for.
  body.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("th");
    if (!cell || cell.title) return;
    cell.title = [...cell.querySelectorAll("a, .before, .place")].map((part) => part.textContent).join("\n");
  });

  callflow.filterTable = (test) => {
    matches = (row) => test(row.name);
    return draw().map((row) => row.node);
  };
  callflow.beforeChoosing.push((node) => {
    const row = rows.find((candidate) => candidate.node === node);
    if (!row || row.element.isConnected) return;
    beyond = row;
    if (matches(row)) draw();
    else callflow.clearFilter();
  });
  draw();
})();
