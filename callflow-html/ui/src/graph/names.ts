import { cleaned, elided, FONT, type Elide } from "../surface.ts";

/** `Cache<Vec<u8>>::get` as `Cache<..>::get`: what stands between brackets goes, of a name that has no room for it. */
export function withoutGenerics(name: string): string {
  let out = "";
  let depth = 0;
  for (let i = 0; i < name.length; i++) {
    const c = name[i];
    // The arrow of a function type closes nothing, and `operator<` or `a < b` in a closure's name opens nothing.
    if (c === "<" && name[i + 1] !== " " && name.indexOf(">", i) !== -1) {
      // `<T as Trait>::method` and `<impl T>::method` begin with the type, which says more than two dots.
      if (depth === 0 && i === 0) {
        out += c;
        continue;
      }
      if (depth++ === 0) out += "<..";
    } else if (c === ">" && name[i - 1] !== "-") {
      if (depth === 0 || --depth === 0) out += c;
    } else if (depth === 0) out += c;
  }
  return depth === 0 ? out : name;
}

export type Font = "name" | "small" | "number";

const FONTS: Record<Font, string> = {
  name: `600 12px ${FONT}`,
  small: `11px ${FONT}`,
  number: `11px ${FONT}`,
};

/** Fits names into boxes, knowing how wide their characters are. */
export class Fitting {
  readonly #context: CanvasRenderingContext2D | null;
  readonly #widths = new Map<Font, Map<string, number>>();

  constructor() {
    this.#context = document.createElement("canvas").getContext("2d");
  }

  /** The width of a character; where no canvas can tell, a wide guess. */
  #of(font: Font): (character: string) => number {
    let known = this.#widths.get(font);
    if (known === undefined) this.#widths.set(font, (known = new Map()));
    return (character) => {
      let width = known.get(character);
      if (width === undefined) {
        if (this.#context) this.#context.font = FONTS[font];
        known.set(character, (width = this.#context?.measureText(character).width ?? 8));
      }
      return width;
    };
  }

  width(text: string, font: Font): number {
    const of = this.#of(font);
    let sum = 0;
    for (const character of text) sum += of(character);
    return sum;
  }

  /** A name as it fits: whole, without its generics, with less of its type, or with its middle left out. */
  name(name: string, room: number): string {
    const of = this.#of("name");
    const fit = (text: string): boolean => elided(text, room, of, "end").text === text;
    const text = cleaned(name);
    if (fit(text)) return text;
    const plain = withoutGenerics(text);
    if (fit(plain)) return plain;
    const end = plain.lastIndexOf("::");
    const method = plain.slice(end);
    const left = room - this.width(method, "name");
    if (end > 0 && left > 12) return elided(plain.slice(0, end).replaceAll("<..>", ""), left, of, "end").text + method;
    return elided(plain, room, of, "middle").text;
  }

  text(text: string, room: number, font: Font, elide: Elide): string {
    return elided(cleaned(text), room, this.#of(font), elide).text;
  }
}
