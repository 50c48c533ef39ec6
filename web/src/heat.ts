import { duration, seconds, told, type LoadData } from './data';
import { colour, element, onTheme } from './dom';
import { fieldsOf, type Field, type Fields } from './fields';

const height = 240;
const margin = { left: 62, right: 24, top: 10, bottom: 26 };

/** A map of time against latency: the darker, the more requests. */
export function drawHeat(data: LoadData): void {
  const place = document.querySelector<HTMLElement>('[data-chart="time"]');
  const fields = fieldsOf(data);
  if (place === null || fields === null) {
    return;
  }

  // What the static map says of itself holds for this one, too; without counts by latency there is none.
  const description = document.getElementById('chart-map-desc')?.textContent ?? 'The numbers are those of the chart above.';
  const canvas = element('canvas', { role: 'img', 'aria-label': `Latency map: time against latency. ${description}` });
  const text = element('p', { class: 'soft told' }, 'Point at the map to read its numbers.');
  place.append(element('figure', { class: 'alive heat' }, element('figcaption', {}, fields.caption), canvas, text));

  const map = new LatencyMap(canvas, data, fields);
  map.draw();
  onTheme(() => map.draw());
  new ResizeObserver(() => map.draw()).observe(canvas);
  const read = (event: PointerEvent): void => {
    const index = map.indexAt(event.offsetX);
    if (index !== null) {
      const field = map.fieldAt(index, event.offsetY);
      text.textContent = field === null ? told(data, index) : `${told(data, index)}; here: ${field.words}`;
    }
  };
  canvas.addEventListener('pointermove', read);
  canvas.addEventListener('pointerdown', read); // a finger that taps does not move
}

/** The least of 1, 2 and 5 times powers of ten that is not less than a positive number. */
function roundUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  return power * ([1, 2, 5].find((digit) => digit * power >= number) ?? 10);
}

class LatencyMap {
  readonly #points: readonly (readonly Field[])[];
  readonly #densest: number;
  #width = 0;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly data: LoadData,
    readonly fields: Fields,
  ) {
    this.#points = data.second.map((_, index) => fields.at(index));
    this.#densest = this.#points.reduce((most, point) => point.reduce((greatest, field) => Math.max(greatest, field.density), most), 1e-9);
  }

  /** The point at a place of the canvas, or null. */
  indexAt(x: number): number | null {
    const { second, step_s } = this.data;
    const at = ((x - margin.left) / this.#plotWidth()) * this.#end();
    const index = second.findIndex((start) => at >= start && at < start + step_s);
    return index < 0 ? null : index;
  }

  /** The field of a point at a height of the canvas, or null. */
  fieldAt(index: number, y: number): Field | null {
    return this.#points[index]?.find((field) => y >= this.#y(field.high) && y < this.#y(field.low)) ?? null;
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
    if (this.fields.isUnknownBelow) {
      this.#drawUnknown(context);
    }

    this.#drawFields(context);
    this.#drawAxes(context);
  }

  /** What lies below the lowest field of a point, nobody knows: hatched, down to the foot of the map. */
  #drawUnknown(context: CanvasRenderingContext2D): void {
    context.save();
    context.beginPath();
    this.#points.forEach((point, index) => {
      const lowest = point[0];
      if (lowest !== undefined) {
        const [left, right] = this.#sides(index);
        const top = this.#y(lowest.low);
        context.rect(left, top, right - left, height - margin.bottom - top);
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

  #drawFields(context: CanvasRenderingContext2D): void {
    context.fillStyle = colour('p50');
    this.#points.forEach((point, index) => {
      const [left, right] = this.#sides(index);
      for (const field of point) {
        const [top, foot] = [this.#y(field.high), this.#y(field.low)];
        context.globalAlpha = 0.18 + 0.82 * Math.sqrt(Math.min(1, field.density / this.#densest));
        context.fillRect(left, top, right - left + 0.5, Math.max(1, foot - top));
      }
    });
    context.globalAlpha = 1;
  }

  #drawAxes(context: CanvasRenderingContext2D): void {
    const { from, to } = this.fields;
    context.font = '12px system-ui, sans-serif';
    context.fillStyle = colour('soft');
    context.strokeStyle = colour('line');
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
      for (const digit of to / from > 200 ? [1] : [1, 2, 5]) {
        const value = digit * 10 ** power;
        if (value >= from && value <= to) {
          context.fillText(duration(value), margin.left - 6, this.#y(value));
        }
      }
    }

    context.textAlign = 'center';
    context.textBaseline = 'top';
    const step = Math.max(1, roundUp(this.#end() / 8));
    for (let second = 0; second <= this.#end(); second += step) {
      context.fillText(seconds(second), this.#x(second), height - margin.bottom + 8);
    }

    context.strokeRect(margin.left, margin.top, this.#plotWidth(), height - margin.top - margin.bottom);
  }

  #end(): number {
    return (this.data.second.at(-1) ?? 0) + this.data.step_s;
  }

  #plotWidth(): number {
    return this.#width - margin.left - margin.right;
  }

  #sides(index: number): readonly [number, number] {
    const second = this.data.second[index] ?? 0;
    return [this.#x(second), this.#x(second + this.data.step_s)];
  }

  #x(second: number): number {
    return margin.left + (second / this.#end()) * this.#plotWidth();
  }

  #y(milliseconds: number): number {
    const { from, to } = this.fields;
    const share = Math.log(Math.max(milliseconds, from) / from) / Math.log(to / from);
    return height - margin.bottom - Math.min(1, share) * (height - margin.top - margin.bottom);
  }
}
