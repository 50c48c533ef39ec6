import { duration } from './data';
import { all, button, colour, element, onTheme, say } from './dom';

/** The calls of a profile, as the page carries them: depth, number of the name, amount; the caller before what it called. */
interface FlameData {
  readonly title: string;
  readonly unit: string;
  readonly names: readonly string[];
  readonly calls: readonly (readonly [number, number, number])[];
}

interface Box {
  readonly name: string;
  readonly depth: number;
  readonly from: number;
  readonly value: number;
  readonly caller: Box | null;
}

const rowHeight = 20;

const hint = 'Point at a call to read its numbers; click it to look closer.';

/** Flame graphs to look closer at and to search, in place of the drawn ones. */
export function drawFlames(): void {
  for (const figure of all('figure.flame')) {
    const block = figure.querySelector('.flame-data');
    if (block !== null) {
      const data = JSON.parse(block.textContent ?? '') as FlameData;
      new FlameGraph(figure, data).begin();
    }
  }
}

class FlameGraph {
  readonly #canvas: HTMLCanvasElement;
  readonly #host: HTMLElement;
  readonly #told = element('p', { class: 'soft told' }, hint);
  readonly #boxes: readonly Box[];
  readonly #search: HTMLInputElement;
  readonly #whole: HTMLButtonElement;
  #top: Box;
  #chosen: Box | undefined;
  #wanted = '';

  constructor(
    readonly figure: HTMLElement,
    readonly data: FlameData,
  ) {
    this.#boxes = boxesOf(data);
    this.#top = this.#boxes[0] ?? { name: 'all', depth: 0, from: 0, value: 0, caller: null };
    this.#canvas = element('canvas', { role: 'img', 'aria-label': `Flame graph of ${data.title}: the table below has the numbers` });
    this.#host = element(
      'div',
      {
        class: 'calls',
        tabindex: '0',
        role: 'group',
        'aria-label': `Calls of ${data.title}: the arrow keys go from call to call and tell their numbers, Enter looks closer, Escape shows all`,
      },
      this.#canvas,
    );
    this.#search = element('input', { type: 'search', placeholder: 'Search functions', 'aria-label': `Search functions of ${data.title}` });
    this.#whole = button('Whole profile', () => this.#leave(), { disabled: '' });
  }

  begin(): void {
    this.figure.append(element('div', { class: 'alive' }, element('div', { class: 'toolbar' }, this.#search, this.#whole), this.#host, this.#told));
    this.figure.classList.add('replaced');
    this.#canvas.style.height = `${(1 + this.#boxes.reduce((most, box) => Math.max(most, box.depth), 0)) * rowHeight}px`;
    this.#search.addEventListener('input', () => this.#find());
    this.#canvas.addEventListener('pointermove', (event) => this.#tell(this.#at(event)));
    this.#canvas.addEventListener('click', (event) => this.#lookAt(this.#at(event)));
    this.#host.addEventListener('keydown', (event) => this.#press(event));
    this.#host.addEventListener('focus', () => this.#draw());
    this.#host.addEventListener('blur', () => this.#draw());
    onTheme(() => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    this.#draw();
  }

  #find(): void {
    this.#wanted = this.#search.value.trim().toLowerCase();
    const found = this.#boxes.filter((box) => this.#isWanted(box));
    const outermost = found.filter((box) => !callersOf(box).some((caller) => this.#isWanted(caller)));
    const sum = outermost.reduce((all, box) => all + box.value, 0);
    this.#told.textContent =
      this.#wanted === '' ? hint : `${found.length === 1 ? '1 call' : `${found.length} calls`} found, ${this.#amount(sum)} with what was called`;
    say(this.#told.textContent);
    this.#draw();
  }

  /** Shows all again; the button that did it has no use any more, and gives the focus to the calls. */
  #leave(): void {
    this.#lookAt(this.#boxes[0]);
    this.#host.focus({ preventScroll: true });
  }

  #press(event: KeyboardEvent): void {
    const next = event.ctrlKey || event.metaKey || event.altKey ? undefined : this.#callAfter(event.key);
    if (next === undefined) {
      return;
    }

    event.preventDefault();
    this.#chosen = next;
    if (event.key === 'Enter' || event.key === 'Escape') {
      this.#lookAt(next);
    } else {
      this.#tell(next);
      this.#draw();
    }

    say(this.#told.textContent ?? '');
  }

  /** The call that a key leads to from the chosen one; undefined when the key leads nowhere. */
  #callAfter(key: string): Box | undefined {
    const from = this.#chosen ?? this.#top;
    switch (key) {
      case 'ArrowUp':
        return from.caller ?? from;
      case 'ArrowDown':
        return this.#boxes.find((box) => box.caller === from) ?? from;
      case 'ArrowRight':
        return this.#beside(from, 1);
      case 'ArrowLeft':
        return this.#beside(from, -1);
      case 'Enter':
        return from;
      case 'Home':
      case 'Escape':
        return this.#boxes[0];
      default:
        return undefined;
    }
  }

  /** The next call of the same row, as far as it is looked at. */
  #beside(from: Box, by: number): Box {
    const [start, end] = [this.#top.from, this.#top.from + this.#top.value];
    const row = this.#boxes.filter((box) => box.depth === from.depth && box.from < end && box.from + box.value > start);
    return row[row.indexOf(from) + by] ?? from;
  }

  #lookAt(box: Box | undefined): void {
    if (box !== undefined) {
      this.#top = box;
      this.#chosen = box;
      this.#whole.disabled = box.depth === 0;
      this.#tell(box);
      this.#draw();
    }
  }

  #tell(box: Box | undefined): void {
    if (box !== undefined) {
      this.#told.textContent = `${box.name}: ${this.#amount(box.value)}`;
    }
  }

  #amount(value: number): string {
    const whole = this.#boxes[0]?.value ?? 0;
    const share = whole === 0 ? '' : `, ${((100 * value) / whole).toFixed(1)} %`;
    return `${amountOf(value, this.data.unit)}${share}`;
  }

  #isWanted(box: Box): boolean {
    return this.#wanted !== '' && box.name.toLowerCase().includes(this.#wanted);
  }

  #at(event: MouseEvent): Box | undefined {
    const depth = Math.floor(event.offsetY / rowHeight);
    return this.#boxes.find((box) => {
      const [left, width] = this.#sides(box);
      return box.depth === depth && event.offsetX >= left && event.offsetX < left + width;
    });
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d');
    const [width, height] = [this.#canvas.clientWidth, this.#canvas.clientHeight];
    if (context === null || width === 0) {
      return;
    }

    const scale = devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    const [call, found, ink] = [colour('p95'), colour('c4'), colour('ink')];
    for (const box of this.#boxes) {
      const [left, wide] = this.#sides(box);
      if (wide < 0.5 || left >= width || left + wide <= 0) {
        continue;
      }

      const [x, shown] = [Math.max(0, left), Math.min(width, left + wide) - Math.max(0, left)];
      context.globalAlpha = this.#isWanted(box) ? 0.7 : 0.4;
      context.fillStyle = this.#isWanted(box) ? found : call;
      context.fillRect(x, box.depth * rowHeight, Math.max(0.5, shown - 1), rowHeight - 1);
      context.globalAlpha = 1;
      if (shown > 30) {
        context.save();
        context.beginPath();
        context.rect(x, box.depth * rowHeight, shown - 4, rowHeight);
        context.clip();
        context.fillStyle = ink;
        context.fillText(box.name, x + 3, (box.depth + 0.5) * rowHeight);
        context.restore();
      }
    }

    this.#drawChosen(context, ink);
  }

  /** The frame of the call that the keys have chosen. */
  #drawChosen(context: CanvasRenderingContext2D, ink: string): void {
    if (this.#chosen !== undefined && this.#host.matches(':focus-visible')) {
      const [left, wide] = this.#sides(this.#chosen);
      const [x, end] = [Math.max(0, left), Math.min(this.#canvas.clientWidth, left + wide)];
      context.strokeStyle = ink;
      context.lineWidth = 2;
      context.strokeRect(x + 1, this.#chosen.depth * rowHeight + 1, Math.max(1, end - x - 2), rowHeight - 3);
    }
  }

  /** Where a call begins and how wide it is, in pixels, as closely as is looked. */
  #sides(box: Box): readonly [number, number] {
    const width = this.#canvas.clientWidth;
    const scale = this.#top.value === 0 ? 0 : width / this.#top.value;
    return [(box.from - this.#top.from) * scale, box.value * scale];
  }
}

function callersOf(box: Box): Box[] {
  const callers: Box[] = [];
  for (let caller = box.caller; caller !== null; caller = caller.caller) {
    callers.push(caller);
  }

  return callers;
}

function boxesOf(data: FlameData): Box[] {
  const free: number[] = [];
  const open: Box[] = [];
  return data.calls.map(([depth, name, value]) => {
    const from = free[depth] ?? 0;
    const box: Box = { name: data.names[name] ?? '', depth, from, value, caller: depth === 0 ? null : (open[depth - 1] ?? null) };
    free.length = depth;
    free.push(from + value, from);
    open.length = depth;
    open.push(box);
    return box;
  });
}

function amountOf(value: number, unit: string): string {
  switch (unit) {
    case 'nanoseconds':
      return duration(value / 1e6);
    case 'bytes':
      return value < 1e3 ? `${value} B` : value < 999_950 ? `${(value / 1e3).toFixed(1)} kB` : value < 999_950_000 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(1)} GB`;
    default:
      return value.toLocaleString('en');
  }
}
