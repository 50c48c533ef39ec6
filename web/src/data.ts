/** The load over time, as the page carries it. Each list has an entry for each point; null is unknown. */
export interface LoadData {
  readonly step_s: number;
  readonly second: readonly number[];
  readonly p50_ms: readonly (number | null)[];
  readonly p95_ms: readonly (number | null)[];
  readonly p99_ms: readonly (number | null)[];
  readonly requests: readonly number[];
  readonly failed: readonly number[];
  /** Where each step of latency but the last ends; not there when the requests were not counted by latency. */
  readonly latency_ends_ms?: readonly number[];
  /** The requests of each point by step of latency, the shortest first; steps that are missing at the end hold none. */
  readonly latency_counts?: readonly (readonly number[] | null)[];
}

/** The data block of the page; null when the load was not recorded. */
export function readData(): LoadData | null {
  const block = document.getElementById('report-data');
  if (block === null) {
    return null;
  }

  const data = JSON.parse(block.textContent ?? '') as LoadData;
  return data.second.length > 1 ? data : null;
}

/** A duration as the rest of the page writes it. */
export function duration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) {
    return '–';
  }

  if (milliseconds === 0) {
    return '0 ms';
  }

  if (milliseconds < 1) {
    return `${Math.round(milliseconds * 1000)} µs`;
  }

  if (milliseconds < 1000) {
    return `${trimmed(milliseconds, 1)} ms`;
  }

  return milliseconds < 59_995 ? `${trimmed(milliseconds / 1000, 2)} s`
    : milliseconds < 3_599_500 ? pair(Math.round(milliseconds / 1000), 'min', 's')
    : pair(Math.round(milliseconds / 60_000), 'h', 'min');
}

/** A time since the load began, as the axes of the static charts have it: "1,200 s". */
export function seconds(time: number): string {
  return `${time.toLocaleString('en')} s`;
}

/** What a point of the load tells, in words. */
export function told(data: LoadData, index: number): string {
  const first = data.second[index] ?? 0;
  const when = data.step_s === 1 ? `second ${first}` : `seconds ${first} to ${first + data.step_s - 1}, the greatest of each number`;
  return (
    `${when}: p50 ${duration(data.p50_ms[index])}, p95 ${duration(data.p95_ms[index])}, p99 ${duration(data.p99_ms[index])}, ` +
    `${data.requests[index]} ended, ${data.failed[index]} failed`
  );
}

/** The greatest and the least of what is known. */
export function range(values: Iterable<number | null>): readonly [number, number] | null {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value !== null) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  return least <= most ? [least, most] : null;
}

function pair(units: number, great: string, small: string): string {
  const rest = units % 60;
  return `${Math.floor(units / 60)} ${great}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

function trimmed(number: number, digits: number): string {
  return String(Number(number.toFixed(digits)));
}
