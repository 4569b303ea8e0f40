/** Characters at the end of a name that are never left out. */
const END = 8;

/** A name that loses its middle where it is too long: `load_token_v1` and `load_token_v2` differ at their ends. */
export function Elided({ text }: { text: string }) {
  // Of any white space a single blank, so that a name keeps to its line.
  const characters = [...text.replace(/\s/g, " ")];
  const head = characters.slice(0, -END).join("");
  return (
    <bdi class="elided">
      {head !== "" && <span>{head}</span>}
      <span>{characters.slice(-END).join("")}</span>
    </bdi>
  );
}
