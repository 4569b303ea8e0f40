/** What markup in `.tsx` files calls; plugins.mjs puts it within reach of them. */
export { createElement as h, Fragment } from "preact";
