/** Numbers under their names, each perhaps with its exact value where the pointer rests on it. */
export function Numbers({ of, kind = "" }: { of: readonly (readonly [label: string, text: string, exact?: string])[]; kind?: string }) {
  return (
    <dl class={`numbers ${kind}`}>
      {of.map(([label, text, exact]) => (
        <div title={exact}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
