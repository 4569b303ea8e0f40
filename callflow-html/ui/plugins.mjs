// What esbuild does not do by itself, for the page and for the tests.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/**
 * `import source from "worker:./worker.ts"` is the page's own script, which knows by the lack of a document that it is to
 * be that worker (src/start.tsx): nothing is in the page twice.
 */
const workers = {
  name: "workers",
  setup(build) {
    build.onResolve({ filter: /^worker:/ }, ({ path }) => ({ path, namespace: "worker" }));
    build.onLoad({ filter: /.*/, namespace: "worker" }, () => ({
      contents: `
        const script = typeof document === "undefined" ? null : document.querySelector("script[data-file$='.js']");
        export default script === null ? "" : script.textContent;`,
      loader: "js",
    }));
  },
};

/** preact without the one way in which it would read markup: no name can come to be any. */
const noMarkup = {
  name: "no-markup",
  setup(build) {
    build.onLoad({ filter: /preact\.mjs$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      const contents = text.replaceAll(".innerHTML", ".textContent").replaceAll("dangerouslySetInnerHTML", "dangerousText");
      if (contents === text) throw new Error("preact no longer has what is to be taken out of it");
      return { contents, loader: "js" };
    });
  },
};

export const plugins = [workers, noMarkup];

/**
 * Markup as `h("p", null, child)`, which takes less of a page than an object with its children in a list. The checker's
 * own setting would win over this one if esbuild read it.
 */
export const markup = {
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: [fileURLToPath(new URL("src/jsx.ts", import.meta.url))],
  tsconfigRaw: { compilerOptions: { target: "ES2022", verbatimModuleSyntax: true } },
};
