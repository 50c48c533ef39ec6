/** The load over time, as the page carries it. Each list has an entry for each point; null is unknown. */
export interface LoadData {
  readonly step_s: number;
  readonly second: readonly number[];
  readonly p50_ms: readonly (number | null)[];
  readonly p95_ms: readonly (number | null)[];
  readonly p99_ms: readonly (number | null)[];
  readonly requests: readonly number[];
  readonly failed: readonly number[];
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

  if (milliseconds < 1) {
    return `${Math.round(milliseconds * 1000)} µs`;
  }

  return milliseconds < 1000 ? `${trimmed(milliseconds, 1)} ms` : `${trimmed(milliseconds / 1000, 2)} s`;
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

function trimmed(number: number, digits: number): string {
  return String(Number(number.toFixed(digits)));
}
