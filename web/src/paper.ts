import { all } from './dom';

/** On paper everything is open; afterwards the page is as it was. */
export function openOnPaper(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = all<HTMLDetailsElement>('details:not([open])');
    for (const details of opened) {
      details.open = true;
    }
  });
  addEventListener('afterprint', () => {
    for (const details of opened) {
      details.open = false;
    }

    opened = [];
  });
}
