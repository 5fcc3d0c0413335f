/** A part of a bar, from the bottom up. */
export interface BarPart {
  value: number;
  /** The class of its colour. */
  fill: string;
}

/** A bar, and what it says when it is pointed at. */
interface ChartBar {
  key: string;
  title: string;
  parts: readonly BarPart[];
}

export interface BarChartProps {
  /** What it shows, in words. */
  summary: string;
  bars: readonly ChartBar[];
}

const HEIGHT = 100;
const STEP = 10;
const WIDTH = 8;

/** Bars of a common scale; the highest one fills the height. */
export function BarChart({ summary, bars }: BarChartProps) {
  const highest = Math.max(...bars.map(heightOf), 0);
  const scale = highest === 0 ? 0 : HEIGHT / highest;
  return (
    <svg
      role="img"
      aria-label={summary}
      viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-40 w-full border-b"
    >
      {bars.map((bar, index) => (
        <g key={bar.key}>
          <title>{bar.title}</title>
          <rect x={index * STEP} y={0} width={STEP} height={HEIGHT} className="fill-transparent" />
          {stacked(bar.parts, scale).map(({ fill, y, height }) => (
            <rect
              key={fill}
              x={index * STEP + (STEP - WIDTH) / 2}
              y={y}
              width={WIDTH}
              height={height}
              className={fill}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

function heightOf({ parts }: ChartBar): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

function stacked(parts: readonly BarPart[], scale: number) {
  let y = HEIGHT;
  return parts.map(({ value, fill }) => {
    const height = value * scale;
    y -= height;
    return { fill, y, height };
  });
}
