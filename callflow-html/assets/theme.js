// Light, dark, or as the system has it: chosen before anything is drawn, remembered where that is allowed.
"use strict";
(() => {
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];
  let theme = "system";
  try {
    theme = localStorage.getItem("callflow-theme") ?? theme;
  } catch {
    // A page opened as a file may have no storage.
  }
  const apply = () => {
    if (!themes.includes(theme)) theme = "system";
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  apply();
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => (button.textContent = `Theme: ${theme}`);
    name();
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      apply();
      name();
      try {
        localStorage.setItem("callflow-theme", theme);
      } catch {
        // As above.
      }
    });
  });
})();
