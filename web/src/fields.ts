import { duration, range, type LoadData } from './data';

/** A part of the map: what lies at one point of the load between two latencies. */
export interface Field {
  readonly low: number;
  readonly high: number;
  /** Requests for each step of the axis: how dark the field is. */
  readonly density: number;
  readonly words: string;
}

/** What the map is drawn of. */
export interface Fields {
  readonly caption: string;
  /** The latencies at the foot and at the head of the map, in milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Whether what lies below the fields of a point is unknown, and not empty. */
  readonly isUnknownBelow: boolean;
  readonly at: (index: number) => readonly Field[];
}

const least = 0.001;

/** The fields of the load: requests counted by latency where the run counted them, else bands between percentiles; null when neither is known. */
export function fieldsOf(data: LoadData): Fields | null {
  const { latency_ends_ms: ends, latency_counts: counts } = data;
  return ends !== undefined && counts !== undefined && counts.some((one) => one !== null && one.length > 0) ? ofCounts(ends, counts) : ofBands(data);
}

function ofCounts(ends: readonly number[], counts: readonly (readonly number[] | null)[]): Fields {
  const factor = (ends[1] ?? 1) / (ends[0] ?? 1);
  const [first, last] = [ends[0] ?? least, ends[ends.length - 1] ?? 1];
  // The first step has no beginning and the last one no end: on the map they are as high as the others.
  const low = (step: number): number => ends[step - 1] ?? first / factor;
  const high = (step: number): number => ends[step] ?? last * factor;
  const at = (index: number): readonly Field[] =>
    (counts[index] ?? []).flatMap((count, step) =>
      count === 0 ? [] : [{ low: low(step), high: high(step), density: count, words: `${count} ${between(ends[step - 1], ends[step])}` }],
    );
  const all = counts.flatMap((_, index) => at(index));
  const densest = all.reduce((most, field) => Math.max(most, field.density), 0);
  return {
    caption: `Latency map: the darker, the more requests took so long; the darkest field holds ${densest}. Each step up is a factor of ${factor.toFixed(2)}.`,
    from: all.reduce((lowest, field) => Math.min(lowest, field.low), Infinity),
    to: all.reduce((highest, field) => Math.max(highest, field.high), 0),
    isUnknownBelow: false,
    at,
  };
}

function between(from: number | undefined, to: number | undefined): string {
  return from === undefined ? `took less than ${duration(to)}` : to === undefined ? `took ${duration(from)} or more` : `took ${duration(from)} to ${duration(to)}`;
}

/** The share of the requests that lies between two percentiles is known by their definition. */
const bands = [
  { from: 'p50_ms', to: 'p95_ms', share: 0.45, words: 'between p50 and p95' },
  { from: 'p95_ms', to: 'p99_ms', share: 0.04, words: 'between p95 and p99' },
] as const;

function ofBands(data: LoadData): Fields | null {
  const known = range([...data.p50_ms, ...data.p99_ms]);
  if (known === null) {
    return null;
  }

  const at = (index: number): readonly Field[] =>
    bands.flatMap((band) => {
      const [low, high] = [data[band.from][index] ?? null, data[band.to][index] ?? null];
      if (low === null || high === null) {
        return [];
      }

      const height = Math.max(0.02, Math.log(Math.max(high, least) / Math.max(low, least)));
      return [{ low, high, density: ((data.requests[index] ?? 0) * band.share) / height, words: band.words }];
    });
  return {
    caption:
      'Latency map: the darker, the more requests between two percentiles. This result holds p50, p95 and p99 and no counts by latency: ' +
      'how the requests lie within a band, below p50 (hatched) and above p99 is not known.',
    from: Math.max(known[0], least) / 1.5,
    to: Math.max(known[1], 2 * least) * 1.1,
    isUnknownBelow: true,
    at,
  };
}
