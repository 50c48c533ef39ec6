import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { duration, range, seconds, told, type LoadData } from './data';
import { colour, element, onTheme, say } from './dom';

const height = 360;

/** From this factor between the slowest and the fastest on, each step up the axis is a factor: as the static chart has it. */
const logarithmicFrom = 20;

/** Zero has no place on a logarithmic axis: the least that it is drawn at, in milliseconds. */
const least = 0.001;

/** Bars of requests stay in this part of the height, below the lines of latency. */
const partOfBars = 1 / 3;

/** Puts a chart that answers to pointer and arrow keys in the place of the static ones; on paper those stay. */
export function drawTime(data: LoadData): void {
  const place = document.querySelector<HTMLElement>('[data-chart="time"]');
  const known = range([...data.p50_ms, ...data.p99_ms]);
  if (place === null || known === null) {
    return;
  }

  const host = element('div', {
    class: 'plot',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Latency and requests over time: the arrow keys, Home and End go through the points and tell their numbers',
  });
  const unit = data.step_s === 1 ? 'by second' : `each point the greatest of ${data.step_s} seconds`;
  const caption = `Latency from the intended start (lines), requests that ended and that failed (bars), ${unit}. Shaded: seconds with failures, or in which nothing ended. Drag to zoom, double-click to see all.`;
  place.prepend(element('figure', { class: 'alive' }, element('figcaption', {}, caption), host));

  let plot = draw(data, known, host);
  place.classList.add('replaced');
  onTheme(() => {
    plot.destroy();
    plot = draw(data, known, host);
  });
  new ResizeObserver(() => {
    // On paper the chart is not shown, and has no width.
    if (host.clientWidth > 0 && host.clientWidth !== plot.width) {
      plot.setSize({ width: host.clientWidth, height });
    }
  }).observe(host);
  let point: number | null = null;
  host.addEventListener('keydown', (event) => {
    const next = event.ctrlKey || event.metaKey || event.altKey ? null : pointAfter(event.key, plot.cursor.idx ?? point, data.second.length - 1);
    if (next !== null) {
      event.preventDefault();
      point = next;
      plot.setCursor({ left: plot.valToPos(data.second[next] ?? 0, 'x'), top: 10 });
      say(told(data, next));
    }
  });
}

/** The point that a key leads to from another, or from none; null when the key leads nowhere. */
function pointAfter(key: string, point: number | null, last: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return point === null ? 0 : Math.min(point + 1, last);
    case 'ArrowLeft':
      return point === null ? last : Math.max(point - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function draw(data: LoadData, known: readonly [number, number], host: HTMLElement): uPlot {
  const drawn = (latencies: readonly (number | null)[]): (number | null)[] => latencies.map((one) => (one === null ? null : Math.max(one, least)));
  const rows: uPlot.AlignedData = [[...data.second], [...data.requests], [...data.failed], drawn(data.p50_ms), drawn(data.p95_ms), drawn(data.p99_ms)];
  return new uPlot(options(data, known, host.clientWidth), rows, host);
}

function options(data: LoadData, [fastest, slowest]: readonly [number, number], width: number): uPlot.Options {
  const ink = colour('soft');
  const grid = { stroke: colour('line'), width: 1 };
  const axis = { stroke: ink, ticks: grid, font: '12px system-ui, sans-serif' };
  const isLogarithmic = slowest / Math.max(fastest, least) > logarithmicFrom;
  return {
    width,
    height,
    scales: {
      x: { time: false },
      // Lengths begin at zero, as in the static chart: else a little more would look like several times as much.
      ms: isLogarithmic ? { distr: 3 } : { distr: 1, range: (_plot, _least, greatest) => [0, Math.max(least, greatest ?? 0) * 1.05] },
      n: { range: (_plot, _least, greatest) => [0, Math.max(1, greatest ?? 0) / partOfBars] },
    },
    series: [
      { label: 'second', value: (_plot, value) => (value == null ? '–' : String(value)) },
      bars('ended', colour('requests')),
      bars('failed', colour('failed')),
      line('p50', data.p50_ms, colour('p50'), []),
      line('p95', data.p95_ms, colour('p95'), [7, 4]),
      line('p99', data.p99_ms, colour('p99'), [2, 3]),
    ],
    axes: [
      { ...axis, grid, values: (_plot, splits) => splits.map((split) => (split == null ? '' : seconds(split))) },
      { ...axis, grid, scale: 'ms', size: 72, values: (_plot, splits) => splits.map((split) => (split == null ? '' : duration(split))) },
      {
        ...axis,
        grid: { show: false },
        scale: 'n',
        side: 1,
        size: 56,
        values: (plot, splits) => splits.map((split) => (split == null || split > (plot.scales['n']?.max ?? 0) * partOfBars * 1.05 ? '' : String(split))),
      },
    ],
    hooks: { drawClear: [(plot) => shade(plot, data)] },
  };
}

function line(label: string, known: readonly (number | null)[], stroke: string, dash: number[]): uPlot.Series {
  return {
    label,
    scale: 'ms',
    stroke,
    dash,
    width: 2,
    points: { show: false },
    value: (_plot, _value, _series, index) => duration(index === null ? null : known[index]),
  };
}

function bars(label: string, fill: string): uPlot.Series {
  return {
    label,
    scale: 'n',
    fill,
    stroke: fill,
    width: 0,
    paths: uPlot.paths.bars?.({ size: [1, Infinity], align: 1 }),
    points: { show: false },
    value: (_plot, value) => (value == null ? '–' : String(value)),
  };
}

/** Events of the load, behind everything else: seconds with failures, and seconds in which nothing ended. */
function shade(plot: uPlot, data: LoadData): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.14;
  const [ofFailures, ofSilence] = [colour('failed'), colour('soft')];
  data.second.forEach((second, index) => {
    const failed = (data.failed[index] ?? 0) > 0;
    if (failed || data.requests[index] === 0) {
      ctx.fillStyle = failed ? ofFailures : ofSilence;
      const start = plot.valToPos(second, 'x', true);
      ctx.fillRect(start, bbox.top, plot.valToPos(second + data.step_s, 'x', true) - start, bbox.height);
    }
  });
  ctx.restore();
}
