// One filter for every part of the page: `/` goes to it, Escape clears it.
"use strict";
(() => {
  const input = document.getElementById("filter");
  if (!input) return;
  if (!callflow.filterTable) {
    input.parentElement.hidden = true;
    return;
  }
  const count = document.getElementById("filter-count");
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = new Set(callflow.filterTable((name) => words.every((word) => name.includes(word))));
    document.body.classList.toggle("filtered", words.length > 0);
    for (const element of document.querySelectorAll("svg [data-f]")) {
      element.classList.toggle("hit", hits.has(Number(element.dataset.f)));
    }
    count.textContent = words.length > 0 ? `${hits.size} found` : "";
  };
  callflow.clearFilter = () => {
    input.value = "";
    apply();
  };
  input.addEventListener("input", apply);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && event.target === input) {
      callflow.clearFilter();
      input.blur();
    }
  });
})();
