import { escaped, FONT } from "../surface.ts";
import type { Fitting } from "./names.ts";
import type { Palette } from "./palette.ts";
import { besideLoop, HEAD, NODE_HEIGHT, NODE_WIDTH, PathText, strokeWidth, tip, trace, type Scene } from "./scene.ts";
import { labels, LEFT, RIGHT } from "./svg.ts";

const MARGIN = 16;

/** The whole scene as an SVG document that needs nothing from the page. */
export function exportedSvg(scene: Scene, fitting: Fitting, palette: Palette): string {
  const { nodes, edges, layout } = scene;
  const width = Math.ceil(layout.width + 2 * MARGIN);
  const height = Math.ceil(layout.height + 2 * MARGIN);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" font-family="${FONT}" font-size="11" direction="ltr">`,
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="${palette.ground}"/>`,
  ];
  edges.forEach((edge, e) => {
    const line = new PathText();
    trace(line, layout, e, edge.from);
    const { x, y, way } = tip(layout, e, edge.from);
    const half = 3 + strokeWidth(edge) / 3;
    const beside = besideLoop(layout, edge.from);
    const dash = edge.detached || edge.ghost ? ' stroke-dasharray="5 4"' : "";
    parts.push(
      `<g${edge.ghost ? ' opacity="0.5"' : ""}><title>${escaped(edge.title)}</title>` +
        `<path d="${line}" fill="none" stroke="${palette.edge}" stroke-width="${strokeWidth(edge).toFixed(1)}"${dash}/>` +
        `<path d="M${x} ${y}l${-way * HEAD} ${-half}v${2 * half}z" fill="${palette.head}"/>` +
        `${label(beside.x, beside.y, edge.label ?? "", palette.muted, ' text-anchor="end"')}</g>`,
    );
  });
  nodes.forEach((node, v) => {
    const { name, about, value } = labels(node, fitting);
    const toned = node.tone !== "" && node.tone !== "same";
    const bar = (share: number, fill: string): string => {
      if (share <= 0 || node.ghost) return "";
      const length = Math.max(1, share * (NODE_WIDTH - LEFT - RIGHT)).toFixed(1);
      return `<rect x="${LEFT}" y="${NODE_HEIGHT - 6}" width="${length}" height="3" fill="${fill}"/>`;
    };
    parts.push(
      `<g transform="translate(${layout.x[v]} ${layout.y[v]})"><title>${escaped(node.title)}</title>` +
        `<rect width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="4" fill="${node.ghost ? "none" : palette.panel}" ` +
        `stroke="${palette.tone[node.tone]}"${node.ghost ? ' stroke-dasharray="4 4"' : ""}/>` +
        (node.ghost ? "" : `<rect x="0.5" y="2" width="4.5" height="${NODE_HEIGHT - 4}" fill="${node.colour}"/>`) +
        label(LEFT, 15, name, node.ghost ? palette.muted : palette.text, ' font-size="12" font-weight="600"') +
        label(LEFT, 29, about, palette.muted, "") +
        label(NODE_WIDTH - RIGHT, 29, value, toned ? palette.tone[node.tone] : palette.text, ' text-anchor="end"') +
        bar(node.share, palette.bar) +
        bar(node.own, palette.own) +
        "</g>",
    );
  });
  parts.push("</svg>");
  return parts.join("");
}

function label(x: number, y: number, text: string, fill: string, more: string): string {
  return text === "" ? "" : `<text x="${x}" y="${y}" fill="${fill}"${more}>${escaped(text)}</text>`;
}
