import type { Fitting } from "./names.ts";
import { besideLoop, HEAD, NODE_HEIGHT, NODE_WIDTH, PathText, strokeWidth, tip, trace, type Scene, type SceneNode } from "./scene.ts";
import { SIGN_BASE, SIGN_HEIGHT, SIGN_LEFT, type Sign } from "./signs.ts";

const SVG = "http://www.w3.org/2000/svg";

/** A scene as elements of an SVG: one group a node and an edge, in their order. */
export interface Drawn {
  readonly world: SVGGElement;
  readonly nodes: readonly SVGGElement[];
  readonly edges: readonly SVGGElement[];
}

/**
 * Draws a scene. Of the drawing `last` of another scene it keeps the nodes that look the same and stay where they are
 * in the document: to measure their texts anew is what takes longest.
 */
export function drawSvg(scene: Scene, fitting: Fitting, last?: { readonly scene: Scene; readonly drawn: Drawn }): Drawn {
  const world = last?.drawn.world ?? element("g", "world");
  const known = new Map(last?.scene.nodes.map((node, v) => [node.row, v]));
  const nodes = scene.nodes.map((node, v) => {
    const at = known.get(node.row);
    const isSame = at !== undefined && looksLike(last!.scene.nodes[at], node);
    if (isSame) known.delete(node.row);
    const group = isSame ? last!.drawn.nodes[at] : nodeOf(node, fitting);
    group.setAttribute("transform", `translate(${scene.layout.x[v]} ${scene.layout.y[v]})`);
    return group;
  });
  for (const v of known.values()) last!.drawn.nodes[v].remove();
  for (const edge of last?.drawn.edges ?? []) edge.remove();
  // Those that were kept nearly always have their order already.
  let next = world.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else world.insertBefore(node, next);
  }
  const edges = scene.edges.map((_, e) => edgeOf(scene, e));
  world.prepend(...edges);
  return { world, nodes, edges };
}

function looksLike(one: SceneNode, other: SceneNode): boolean {
  return (Object.keys(one) as (keyof SceneNode)[]).every((key) => one[key] === other[key]);
}

function edgeOf({ edges, layout }: Scene, e: number): SVGGElement {
  const edge = edges[e];
  const group = element("g", "edge");
  if (edge.detached) group.classList.add("detached");
  if (edge.ghost) group.classList.add("ghost");
  if (layout.back[e] === 1) group.classList.add("back");
  const line = new PathText();
  trace(line, layout, e, edge.from);
  const path = element("path");
  path.setAttribute("d", line.toString());
  path.setAttribute("stroke-width", strokeWidth(edge).toFixed(1));
  const { x, y, way } = tip(layout, e, edge.from);
  const half = 3 + strokeWidth(edge) / 3;
  const head = element("path", "head");
  head.setAttribute("d", `M${x} ${y}l${-way * HEAD} ${-half}v${2 * half}z`);
  const title = element("title");
  title.textContent = edge.title;
  group.append(title, path, head);
  if (edge.label !== undefined) {
    const { x, y } = besideLoop(layout, edge.from);
    const label = text("about", x, y, edge.label);
    label.setAttribute("text-anchor", "end");
    group.append(label);
  }
  return group;
}

function nodeOf(node: SceneNode, fitting: Fitting): SVGGElement {
  const group = element("g", "node");
  if (node.ghost) group.classList.add("ghost");
  if (node.tone !== "") group.classList.add(node.tone);
  // Its texts are shortened to fit; the label says them in full.
  group.setAttribute("role", "img");
  group.setAttribute("tabindex", "-1");
  group.setAttribute("aria-label", node.title);
  const title = element("title");
  title.textContent = node.title;
  const box = rect("box", 0, 0, NODE_WIDTH, NODE_HEIGHT);
  box.setAttribute("rx", "4");
  group.append(title, box);
  if (!node.ghost) {
    const stripe = element("path", "stripe");
    stripe.setAttribute("d", `M4 .5H5V${NODE_HEIGHT - 0.5}H4a3.5 3.5 0 0 1 -3.5 -3.5V4a3.5 3.5 0 0 1 3.5 -3.5z`);
    group.style.setProperty("--module", node.colour);
    group.append(stripe);
  }
  const { name, about, value } = labels(node, fitting);
  group.append(text("name", LEFT, 15, name), text("about", LEFT, 29, about));
  const number = text("value", NODE_WIDTH - RIGHT, 29, value);
  number.setAttribute("text-anchor", "end");
  group.append(number);
  if (node.share > 0 && !node.ghost) {
    const room = NODE_WIDTH - LEFT - RIGHT;
    group.append(rect("bar", LEFT, NODE_HEIGHT - 6, Math.max(1, node.share * room), 3));
    if (node.own > 0) group.append(rect("own", LEFT, NODE_HEIGHT - 6, node.own * room, 3));
  }
  return group;
}

/** A sign as a small box of its own. */
export function signOf(node: SceneNode, { text: name, x, y, width }: Sign): SVGGElement {
  const group = element("g", node.tone);
  group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  group.style.setProperty("--module", node.colour);
  const box = rect("box", 0, 0, width, SIGN_HEIGHT);
  box.setAttribute("rx", "3");
  group.append(box, rect("stripe", 0.6, 0.6, 4, SIGN_HEIGHT - 1.2), text("name", SIGN_LEFT, SIGN_BASE, name));
  return group;
}

/** Where text begins and ends in a box. */
export const LEFT = 12;
export const RIGHT = 8;

/** A node's texts as they fit its box: the number first, it must not be shortened. */
export function labels(node: SceneNode, fitting: Fitting): { name: string; about: string; value: string } {
  const room = NODE_WIDTH - LEFT - RIGHT;
  const left = room - fitting.width(node.value, "number") - 8;
  return {
    name: fitting.name(node.name, room),
    about: left > 24 ? fitting.text(node.about, left, "small", "start") : "",
    value: node.value,
  };
}

function rect(name: string, x: number, y: number, width: number, height: number): SVGRectElement {
  const made = element("rect", name);
  made.setAttribute("x", String(x));
  made.setAttribute("y", String(y));
  made.setAttribute("width", width.toFixed(1));
  made.setAttribute("height", String(height));
  return made;
}

function text(name: string, x: number, y: number, content: string): SVGTextElement {
  const made = element("text", name);
  made.setAttribute("x", String(x));
  made.setAttribute("y", String(y));
  made.textContent = content;
  return made;
}

export function element<K extends keyof SVGElementTagNameMap>(name: K, className = ""): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  if (className !== "") made.setAttribute("class", className);
  return made;
}
