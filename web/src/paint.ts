/** Nobody waits longer, in milliseconds, for a browser that does not tell its first paint. */
const patience = 1000;

/** Does something once what was read is on the screen: what is done before that, whoever opens the page waits for. */
export function afterFirstPaint(part: () => void): void {
  let isDue = true;
  const begin = (): void => {
    if (isDue) {
      isDue = false;
      setTimeout(part);
    }
  };
  setTimeout(begin, patience);
  new PerformanceObserver((paints) => {
    if (paints.getEntriesByName('first-contentful-paint').length > 0) {
      begin();
    }
  }).observe({ type: 'paint', buffered: true });
}

/** Whether the page is opened at its beginning, and not at a place within it or where it was left. */
export function beginsAtTheTop(): boolean {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return location.hash === '' && visit?.type === 'navigate';
}

/** Lays out what the style sheet holds back below the first screen. */
export function layOutAll(): void {
  document.documentElement.dataset['whole'] = 'true';
}
