import { count, counted, duration } from "../format.ts";
import { binned } from "./bins.ts";

interface Props {
  /** Durations in nanoseconds. */
  from: ArrayLike<number>;
  /** How many of each; null for one. */
  weights: ArrayLike<number> | null;
  marks: readonly { readonly label: string; readonly at: number }[];
  noun: string;
  width?: number;
  height?: number;
}

/** A histogram over a logarithmic axis. */
export function Distribution({ from, weights, marks, noun, width = 300, height = 84 }: Props) {
  if (from.length === 0) return null;
  const bins = binned(from, weights, Math.floor(width / 7));
  const most = bins.weights.reduce((a, b) => Math.max(a, b), 0);
  const floor = height - 18;
  const step = width / bins.weights.length;
  const x = (nanos: number): number => ((Math.log10(Math.max(1, nanos)) - bins.from) / (bins.to - bins.from)) * width;
  const decades = Array.from({ length: bins.to - bins.from + 1 }, (_, i) => bins.from + i);
  const every = Math.ceil((decades.length * 52) / width);
  const sum = bins.weights.reduce((a, b) => a + b, 0);
  return (
    <svg
      class="distribution"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${counted(sum, noun)} by duration${marks.map(({ label, at }) => `, ${label} ${duration(at)}`).join("")}`}
    >
      {Array.from(bins.weights, (weight, bin) =>
        weight === 0 ? null : (
          <rect
            x={bin * step + 0.5}
            width={Math.max(1, step - 1)}
            y={floor - Math.max(1.5, (weight / most) * (floor - 14))}
            height={Math.max(1.5, (weight / most) * (floor - 14))}
          >
            <title>{`${duration(Math.round(bins.low * bins.ratio ** bin))} – ${duration(Math.round(bins.low * bins.ratio ** (bin + 1)))}: ${count(weight)}`}</title>
          </rect>
        ),
      )}
      <path class="base" d={`M0 ${floor}H${width}`} />
      {decades.map((power, i) =>
        i % every !== 0 ? null : (
          <text
            x={x(10 ** power)}
            y={height - 5}
            text-anchor={i === 0 ? "start" : i === decades.length - 1 ? "end" : "middle"}
          >
            {decade(power)}
          </text>
        ),
      )}
      {marks.map(({ label, at }, i) => (
        <g class="mark">
          <path d={`M${x(at)} 10V${floor}`} />
          <title>{`${label} ${duration(at)}`}</title>
          {(i === 0 || x(at) - x(marks[i - 1].at) > 24) && (
            <text x={Math.min(width - 12, Math.max(12, x(at)))} y={8} text-anchor="middle">
              {label}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

const UNITS = ["ns", "µs", "ms", "s"];

/** A power of ten nanoseconds: `100 µs`. */
function decade(power: number): string {
  const unit = Math.min(3, Math.floor(power / 3));
  return `${10 ** (power - 3 * unit)} ${UNITS[unit]}`;
}
