const units: Readonly<Record<string, number>> = {
  // durations, in milliseconds
  'µs': 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6,
  // sizes, in bytes
  B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3,
};

const part = /(-?[\d,]*\.?\d+(?:e[+-]?\d+)?)(?:\s*(µs|ms|s|min|h|B|kB|MB|GB|KiB|MiB|GiB)(?![A-Za-z0-9]))?/g;

/**
 * What a cell says as a number to sort by: "8.1 ms" is less than "1.24 s", "2 min 5 s" is the sum of both; null when it says none.
 * Signs of a bound ("<", ">", "±") are left out: what is less than a bound sorts at the bound.
 */
export function quantity(text: string): number | null {
  const plain = text.trim().replace(/[−–](?=\d)/g, '-');
  if (!/^(?:[<>+±]|over\s)?\s*-?[\d.]/.test(plain)) {
    return null;
  }

  part.lastIndex = 0;
  let sum: number | null = null;
  let end = -1;
  for (let match = part.exec(plain); match !== null; match = part.exec(plain)) {
    const unit = match[2];
    // "2 min 5 s": a further part counts when it follows right after one with a unit and has one itself.
    if (sum !== null && (unit === undefined || plain.slice(end, match.index).trim() !== '')) {
      break;
    }

    // "5be80c11" is a name; of "643x" the rest is a unit that all of its column have.
    if (unit === undefined && /^[A-Za-wyz_]/.test(plain.slice(match.index + match[0].length))) {
      return sum;
    }

    sum = (sum ?? 0) + Number((match[1] ?? '').replaceAll(',', '')) * (unit === undefined ? 1 : units[unit] ?? 1);
    end = match.index + match[0].length;
    if (unit === undefined) {
      break;
    }
  }

  return sum !== null && Number.isFinite(sum) ? sum : null;
}

/** The order of two cells: numbers by their size, words by the alphabet, and what nobody knows always last. */
export function compare(one: string, other: string, descending: boolean): number {
  const [a, b] = [one.trim(), other.trim()];
  const [unknownA, unknownB] = [a === '' || a === '–', b === '' || b === '–'];
  if (unknownA || unknownB) {
    return Number(unknownA) - Number(unknownB);
  }

  const [x, y] = [quantity(a), quantity(b)];
  const order = x !== null && y !== null ? x - y : a.localeCompare(b, 'en', { numeric: true });
  return descending ? -order : order;
}
