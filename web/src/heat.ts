import { duration, range, type LoadData } from './data';
import { colour, element, onTheme } from './dom';

const height = 240;
const margin = { left: 62, right: 10, top: 10, bottom: 26 };

/** Bands between the percentiles that the result holds, with the share of the requests that lies in each by their definition. */
const bands = [
  { from: 'p50_ms', to: 'p95_ms', share: 0.45 },
  { from: 'p95_ms', to: 'p99_ms', share: 0.04 },
] as const;

/**
 * A map of time against latency: the darker, the more requests a second. The result holds three percentiles of each second and no histogram, so
 * the map shows the bands between them and claims nothing finer.
 */
export function drawHeat(data: LoadData): void {
  const place = document.querySelector<HTMLElement>('[data-chart="time"]');
  const known = range([...data.p50_ms, ...data.p99_ms]);
  if (place === null || known === null) {
    return;
  }

  const canvas = element('canvas', { role: 'img', 'aria-label': 'Latency map: time against latency; the numbers are those of the chart above' });
  const told = element('p', { class: 'soft told' }, 'Point at a second to read its numbers.');
  const caption =
    'Latency map: the darker, the more requests between two percentiles of a second. The result holds p50, p95 and p99 of each second and no histogram: ' +
    'how the requests lie within a band, below p50 (hatched) and above p99 is not known.';
  place.append(element('figure', { class: 'alive heat' }, element('figcaption', {}, caption), canvas, told));

  const map = new LatencyMap(canvas, data, known);
  map.draw();
  onTheme(() => map.draw());
  new ResizeObserver(() => map.draw()).observe(canvas);
  canvas.addEventListener('pointermove', (event) => {
    const index = map.indexAt(event.offsetX);
    if (index !== null) {
      told.textContent =
        `second ${data.second[index]}: p50 ${duration(data.p50_ms[index])}, p95 ${duration(data.p95_ms[index])}, p99 ${duration(data.p99_ms[index])}, ` +
        `${data.requests[index]} ended, ${data.failed[index]} failed`;
    }
  });
}

class LatencyMap {
  readonly #least: number;
  readonly #most: number;
  readonly #densest: number;
  #width = 0;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly data: LoadData,
    known: readonly [number, number],
  ) {
    this.#least = Math.max(known[0], 0.001) / 1.5;
    this.#most = Math.max(known[1], 0.002) * 1.1;
    this.#densest = Math.max(1e-9, ...data.second.flatMap((_, index) => bands.map((band) => this.#density(index, band) ?? 0)));
  }

  /** The point at a place of the canvas, or null. */
  indexAt(x: number): number | null {
    const { second, step_s } = this.data;
    const at = ((x - margin.left) / this.#plotWidth()) * this.#end();
    const index = second.findIndex((start) => at >= start && at < start + step_s);
    return index < 0 ? null : index;
  }

  draw(): void {
    const context = this.canvas.getContext('2d');
    const width = this.canvas.clientWidth;
    if (context === null || width <= margin.left + margin.right) {
      return;
    }

    this.#width = width;
    const scale = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }

    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#drawUnknown(context);
    this.#drawBands(context);
    this.#drawAxes(context);
  }

  /** Half of the requests lie below p50; how, nobody knows: hatched, down to the foot of the map. */
  #drawUnknown(context: CanvasRenderingContext2D): void {
    context.save();
    context.beginPath();
    this.data.second.forEach((second, index) => {
      const p50 = this.data.p50_ms[index] ?? null;
      if (p50 !== null) {
        const top = this.#y(p50);
        context.rect(this.#x(second), top, this.#x(second + this.data.step_s) - this.#x(second), height - margin.bottom - top);
      }
    });
    context.clip();
    context.strokeStyle = colour('line');
    context.beginPath();
    for (let x = margin.left - height; x < this.#width; x += 6) {
      context.moveTo(x, height);
      context.lineTo(x + height, 0);
    }

    context.stroke();
    context.restore();
  }

  #drawBands(context: CanvasRenderingContext2D): void {
    context.fillStyle = colour('p50');
    this.data.second.forEach((second, index) => {
      for (const band of bands) {
        const [low, high] = [this.data[band.from][index] ?? null, this.data[band.to][index] ?? null];
        const density = this.#density(index, band);
        if (low !== null && high !== null && density !== null) {
          context.globalAlpha = 0.08 + 0.92 * Math.sqrt(Math.min(1, density / this.#densest));
          const [left, top] = [this.#x(second), this.#y(high)];
          context.fillRect(left, top, this.#x(second + this.data.step_s) - left + 0.5, Math.max(1, this.#y(low) - top));
        }
      }
    });
    context.globalAlpha = 1;
  }

  #drawAxes(context: CanvasRenderingContext2D): void {
    context.font = '12px system-ui, sans-serif';
    context.fillStyle = colour('soft');
    context.strokeStyle = colour('line');
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (let power = Math.floor(Math.log10(this.#least)); power <= Math.ceil(Math.log10(this.#most)); power++) {
      for (const digit of this.#most / this.#least > 200 ? [1] : [1, 2, 5]) {
        const value = digit * 10 ** power;
        if (value >= this.#least && value <= this.#most) {
          context.fillText(duration(value), margin.left - 6, this.#y(value));
        }
      }
    }

    context.textAlign = 'center';
    context.textBaseline = 'top';
    const step = Math.max(1, Math.ceil(this.#end() / 8));
    for (let second = 0; second <= this.#end(); second += step) {
      context.fillText(`${second} s`, this.#x(second), height - margin.bottom + 8);
    }

    context.strokeRect(margin.left, margin.top, this.#plotWidth(), height - margin.top - margin.bottom);
  }

  /** Requests a second for each step of the logarithmic axis; null where a percentile is unknown. */
  #density(index: number, band: (typeof bands)[number]): number | null {
    const [low, high] = [this.data[band.from][index] ?? null, this.data[band.to][index] ?? null];
    return low === null || high === null ? null : ((this.data.requests[index] ?? 0) * band.share) / Math.max(0.02, Math.log(Math.max(high, 0.001) / Math.max(low, 0.001)));
  }

  #end(): number {
    return (this.data.second.at(-1) ?? 0) + this.data.step_s;
  }

  #plotWidth(): number {
    return this.#width - margin.left - margin.right;
  }

  #x(second: number): number {
    return margin.left + (second / this.#end()) * this.#plotWidth();
  }

  #y(milliseconds: number): number {
    const share = Math.log(Math.max(milliseconds, this.#least) / this.#least) / Math.log(this.#most / this.#least);
    return height - margin.bottom - Math.min(1, share) * (height - margin.top - margin.bottom);
  }
}
