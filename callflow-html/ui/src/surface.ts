/**
 * What a drawing needs: a canvas shows it, an SVG exports it, both from the same calls.
 *
 * Names come from programs and may hold anything, so text is cleaned here, once for both.
 */

/** Which part of a text that does not fit gives way. */
export type Elide = "end" | "middle" | "start";

export interface TextStyle {
  readonly fill: string;
  /** In pixels. */
  readonly size: number;
  readonly bold?: boolean;
  readonly align?: "start" | "middle" | "end";
  readonly elide?: Elide;
  readonly alpha?: number;
}

export interface Stroke {
  readonly stroke: string;
  readonly width: number;
  /** Lengths of dash and gap. */
  readonly dash?: readonly [number, number];
  readonly alpha?: number;
}

export interface Surface {
  /** A filled rectangle. */
  rect(x: number, y: number, width: number, height: number, fill: string, alpha?: number): void;
  /** The edge of a rectangle. */
  frame(x: number, y: number, width: number, height: number, stroke: Stroke): void;
  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void;
  /** A line through `points`: x and y in turn. */
  polyline(points: ArrayLike<number>, stroke: Stroke): void;
  /** The filled outline through `points`: x and y in turn. */
  polygon(points: ArrayLike<number>, fill: string, alpha?: number): void;
  /**
   * One line of text with its baseline at `y`, shortened until it fits `room`; where not even one letter fits, nothing.
   * Returns the width it takes.
   */
  text(x: number, y: number, text: string, room: number, style: TextStyle): number;
  /** The width of a line of text, not shortened. */
  width(text: string, size: number): number;
  /** What `draw` draws shows inside the rectangle only. */
  clip(x: number, y: number, width: number, height: number, draw: () => void): void;
}

/** The width of a character at a size. */
export type Measure = (character: string, size: number, bold: boolean) => number;

export const FONT = "system-ui, sans-serif";

/** No name needs more of it drawn, and some are 10 KB. */
const LONGEST = 2000;

/** Drops what is not to be drawn: control characters, marks that turn the direction of text, halves of a pair. */
export function cleaned(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length > LONGEST ? text.slice(0, LONGEST) : text;
  return (
    text
      .slice(0, LONGEST)
      .replace(/[\t\n\r]+/g, " ")
      .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g, "")
      // Heaps of accents reach over the neighbouring rows.
      .replace(/(\p{M}{2})\p{M}+/gu, "$1")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
  );
}

const ELLIPSIS = "\u2026";

/** `text` or as much of it as fits, and its width. Splits between characters, never inside a pair. */
export function elided(
  text: string,
  room: number,
  width: (character: string) => number,
  elide: Elide,
): { text: string; width: number } {
  let whole = 0;
  let fits = true;
  for (const character of text) {
    whole += width(character);
    if (whole > room) {
      fits = false;
      break;
    }
  }
  if (fits) return { text, width: whole };
  const characters = [...text];
  const dots = width(ELLIPSIS);
  let left = 0;
  let right = characters.length;
  let used = dots;
  // The front gets three of five letters of the middle: names differ at both ends, but are read from the front.
  const front = elide === "end" ? 1 : elide === "start" ? 0 : 0.6;
  while (left < right) {
    const taken = left + characters.length - right;
    const fromLeft = front === 1 || (front > 0 && left <= taken * front);
    const next = width(characters[fromLeft ? left : right - 1]);
    if (used + next > room) break;
    used += next;
    if (fromLeft) left++;
    else right--;
  }
  if (left === 0 && right === characters.length) return { text: "", width: 0 };
  return { text: characters.slice(0, left).join("") + ELLIPSIS + characters.slice(right).join(""), width: used };
}

/** Remembers the widths of characters; a measurement costs more than the sum over a name. */
class Widths {
  readonly #known = new Map<string, Map<string, number>>();
  readonly #measure: Measure;

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  /** Of a whole text. */
  sum(text: string, size: number): number {
    const width = this.of(size, false);
    let sum = 0;
    for (const character of cleaned(text)) sum += width(character);
    return sum;
  }

  of(size: number, bold: boolean): (character: string) => number {
    const font = `${size} ${bold}`;
    let known = this.#known.get(font);
    if (!known) this.#known.set(font, (known = new Map()));
    return (character) => {
      let width = known.get(character);
      if (width === undefined) known.set(character, (width = this.#measure(character, size, bold)));
      return width;
    };
  }
}

/** Widths as the canvas draws them. */
export function canvasMeasure(context: CanvasRenderingContext2D): Measure {
  return (character, size, bold) => {
    context.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
    return context.measureText(character).width;
  };
}

export class CanvasSurface implements Surface {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths: Widths;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
    this.#widths = new Widths(canvasMeasure(context));
    context.direction = "ltr";
  }

  rect(x: number, y: number, width: number, height: number, fill: string, alpha = 1): void {
    this.#context.globalAlpha = alpha;
    this.#context.fillStyle = fill;
    this.#context.fillRect(x, y, width, height);
  }

  frame(x: number, y: number, width: number, height: number, stroke: Stroke): void {
    this.#stroke(stroke);
    this.#context.strokeRect(x, y, width, height);
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    this.polyline([x1, y1, x2, y2], stroke);
  }

  polyline(points: ArrayLike<number>, stroke: Stroke): void {
    this.#stroke(stroke);
    this.#trace(points);
    this.#context.stroke();
  }

  polygon(points: ArrayLike<number>, fill: string, alpha = 1): void {
    this.#context.globalAlpha = alpha;
    this.#context.fillStyle = fill;
    this.#trace(points);
    this.#context.fill();
  }

  text(x: number, y: number, text: string, room: number, style: TextStyle): number {
    const bold = style.bold ?? false;
    const shown = elided(cleaned(text), room, this.#widths.of(style.size, bold), style.elide ?? "end");
    if (shown.text === "") return 0;
    this.#context.globalAlpha = style.alpha ?? 1;
    this.#context.fillStyle = style.fill;
    this.#context.font = `${bold ? "600 " : ""}${style.size}px ${FONT}`;
    this.#context.textAlign = style.align === "end" ? "right" : style.align === "middle" ? "center" : "left";
    this.#context.fillText(shown.text, x, y);
    return shown.width;
  }

  width(text: string, size: number): number {
    return this.#widths.sum(text, size);
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.#context.save();
    this.#context.beginPath();
    this.#context.rect(x, y, width, height);
    this.#context.clip();
    draw();
    this.#context.restore();
  }

  #stroke(stroke: Stroke): void {
    this.#context.globalAlpha = stroke.alpha ?? 1;
    this.#context.strokeStyle = stroke.stroke;
    this.#context.lineWidth = stroke.width;
    this.#context.setLineDash(stroke.dash ? [...stroke.dash] : []);
  }

  #trace(points: ArrayLike<number>): void {
    this.#context.beginPath();
    for (let at = 0; at + 1 < points.length; at += 2) this.#context.lineTo(points[at], points[at + 1]);
  }
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text and attributes of XML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

/** Two decimals are finer than any screen. */
const number = (value: number): string => String(Math.round(value * 100) / 100);

export class SvgSurface implements Surface {
  readonly #parts: string[] = [];
  readonly #width: number;
  readonly #height: number;
  readonly #widths: Widths;
  #clips = 0;

  constructor(width: number, height: number, measure: Measure) {
    this.#width = width;
    this.#height = height;
    this.#widths = new Widths(measure);
  }

  rect(x: number, y: number, width: number, height: number, fill: string, alpha = 1): void {
    this.#parts.push(`<rect ${this.#box(x, y, width, height)} fill="${escaped(fill)}"${opacity(alpha)}/>`);
  }

  frame(x: number, y: number, width: number, height: number, stroke: Stroke): void {
    this.#parts.push(`<rect ${this.#box(x, y, width, height)} fill="none"${strokes(stroke)}/>`);
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void {
    this.#parts.push(
      `<line x1="${number(x1)}" y1="${number(y1)}" x2="${number(x2)}" y2="${number(y2)}"${strokes(stroke)}/>`,
    );
  }

  polyline(points: ArrayLike<number>, stroke: Stroke): void {
    this.#parts.push(`<polyline points="${listed(points)}" fill="none"${strokes(stroke)}/>`);
  }

  polygon(points: ArrayLike<number>, fill: string, alpha = 1): void {
    this.#parts.push(`<polygon points="${listed(points)}" fill="${escaped(fill)}"${opacity(alpha)}/>`);
  }

  text(x: number, y: number, text: string, room: number, style: TextStyle): number {
    const bold = style.bold ?? false;
    const shown = elided(cleaned(text), room, this.#widths.of(style.size, bold), style.elide ?? "end");
    if (shown.text === "") return 0;
    const anchor = style.align && style.align !== "start" ? ` text-anchor="${style.align}"` : "";
    const weight = bold ? ' font-weight="600"' : "";
    this.#parts.push(
      `<text x="${number(x)}" y="${number(y)}" font-size="${style.size}" fill="${escaped(style.fill)}"${anchor}${weight}${opacity(style.alpha ?? 1)}>${escaped(shown.text)}</text>`,
    );
    return shown.width;
  }

  width(text: string, size: number): number {
    return this.#widths.sum(text, size);
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    const id = `clip${this.#clips++}`;
    this.#parts.push(
      `<clipPath id="${id}"><rect ${this.#box(x, y, width, height)}/></clipPath><g clip-path="url(#${id})">`,
    );
    draw();
    this.#parts.push("</g>");
  }

  toString(): string {
    const size = `width="${number(this.#width)}" height="${number(this.#height)}" viewBox="0 0 ${number(this.#width)} ${number(this.#height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}" direction="ltr">${this.#parts.join("")}</svg>`;
  }

  #box(x: number, y: number, width: number, height: number): string {
    return `x="${number(x)}" y="${number(y)}" width="${number(Math.max(0, width))}" height="${number(Math.max(0, height))}"`;
  }
}

function opacity(alpha: number): string {
  return alpha < 1 ? ` opacity="${number(alpha)}"` : "";
}

function strokes(stroke: Stroke): string {
  const dash = stroke.dash ? ` stroke-dasharray="${stroke.dash.join(" ")}"` : "";
  return ` stroke="${escaped(stroke.stroke)}" stroke-width="${number(stroke.width)}"${dash}${opacity(stroke.alpha ?? 1)}`;
}

function listed(points: ArrayLike<number>): string {
  let text = "";
  for (let at = 0; at + 1 < points.length; at += 2)
    text += `${at === 0 ? "" : " "}${number(points[at])},${number(points[at + 1])}`;
  return text;
}
