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
