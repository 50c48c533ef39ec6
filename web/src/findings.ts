import { all, button, element, say } from './dom';

/** The cards of findings and of rejected advice that are shown, in their order. */
export function shownFindings(): HTMLDetailsElement[] {
  return all<HTMLDetailsElement>('details.finding').filter((card) => !card.hidden);
}

/** A filter, and buttons that open and close all. */
export function addFindingTools(): void {
  const section = document.querySelector<HTMLElement>('#findings');
  const heading = section?.querySelector('h2');
  if (section === null || heading === null || heading === undefined || shownFindings().length === 0) {
    return;
  }

  const filter = element('input', { type: 'search', id: 'filter', placeholder: 'words, an endpoint, a table', autocomplete: 'off', spellcheck: 'false' });
  const count = element('span', { class: 'soft', id: 'filter-count' });
  filter.setAttribute('aria-describedby', 'filter-count');
  filter.addEventListener('input', () => narrow(filter.value, count));
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      filter.value = '';
      narrow('', count);
      filter.blur();
    }
  });
  heading.after(
    element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': 'Findings' },
      element('label', { for: 'filter' }, 'Filter'),
      filter,
      button('Expand all', () => openAll(true)),
      button('Collapse all', () => openAll(false)),
      count,
    ),
  );
  narrow('', count);
}

/** What the filter looks through: the cards, and the rows of the findings that follow the last of them. */
function entries(): HTMLElement[] {
  return all('details.finding, #findings > .scroll tbody > tr');
}

const contents = new WeakMap<HTMLElement, string>();

/** What a card or a row says, in lower case: gathered once, when it is first looked for. */
function contentOf(entry: HTMLElement): string {
  const known = contents.get(entry) ?? (entry.textContent ?? '').toLowerCase();
  contents.set(entry, known);
  return known;
}

/** Shows what holds all the words. */
function narrow(text: string, count: HTMLElement): void {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const looked = entries();
  for (const entry of looked) {
    entry.hidden = !words.every((word) => contentOf(entry).includes(word));
  }

  const shown = looked.filter((entry) => !entry.hidden).length;
  count.textContent = words.length === 0 ? `${looked.length} on this page` : `${shown} of ${looked.length}`;
  if (words.length > 0) {
    say(`${shown} of ${looked.length} shown`);
  }
}

function openAll(open: boolean): void {
  for (const card of shownFindings()) {
    card.open = open;
  }

  say(open ? 'all findings are open' : 'all findings are closed');
}

/** Opens what a link leads to: a closed card would hide it. */
export function openTarget(): void {
  const open = (): void => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', open);
  for (const link of all<HTMLAnchorElement>('a[href^="#finding-"]')) {
    // A second click on the same link changes no hash.
    link.addEventListener('click', () => setTimeout(open));
  }

  open();
}
