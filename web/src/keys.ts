import { button, element } from './dom';
import { shownFindings } from './findings';

const keys: readonly (readonly [string, string])[] = [
  ['j', 'next finding'],
  ['k', 'previous finding'],
  ['Enter', 'open or close the finding that has the focus'],
  ['/', 'filter the findings; Esc clears the filter'],
  ['?', 'these keys; Esc closes them'],
];

/** Keys for people who do not reach for the pointer. */
export function addKeys(tools: HTMLElement): void {
  let areOn = true;
  const dialog = makeDialog((on) => (areOn = on));
  document.body.append(dialog);
  tools.append(button('Keys', () => dialog.showModal(), { 'aria-haspopup': 'dialog' }));
  document.addEventListener('keydown', (event) => {
    if (!areOn || event.ctrlKey || event.metaKey || event.altKey || dialog.open || isTyping(event.target)) {
      return;
    }

    const act = actions(dialog)[event.key];
    if (act !== undefined) {
      event.preventDefault();
      act();
    }
  });
}

function actions(dialog: HTMLDialogElement): Readonly<Record<string, () => void>> {
  return { j: () => step(1), k: () => step(-1), '/': focusFilter, '?': () => dialog.showModal() };
}

function makeDialog(turn: (on: boolean) => void): HTMLDialogElement {
  const list = element('dl');
  for (const [key, does] of keys) {
    list.append(element('dt', {}, element('kbd', {}, key)), element('dd', {}, does));
  }

  const dialog = element('dialog', { class: 'keyhelp', 'aria-labelledby': 'keyhelp-heading' }, element('h2', { id: 'keyhelp-heading' }, 'Keys'), list);
  // Whoever speaks to a computer, or rests a hand on the keys, must be able to do without keys of one letter (WCAG 2.1.4).
  const use = element('input', { type: 'checkbox', id: 'keys-on', checked: '' });
  use.addEventListener('change', () => turn(use.checked));
  dialog.append(element('p', {}, use, element('label', { for: 'keys-on' }, 'Use these keys until the page is closed')), button('Close', () => dialog.close(), { autofocus: '' }));
  return dialog;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** Focuses the finding after or before the one that has the focus; at the end it stays. */
function step(by: number): void {
  const cards = shownFindings();
  const focused = cards.findIndex((card) => card.contains(document.activeElement));
  const next = focused < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(Math.max(focused + by, 0), cards.length - 1);
  const card = cards[next];
  card?.querySelector<HTMLElement>('summary')?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: 'start' });
}

function focusFilter(): void {
  const filter = document.querySelector<HTMLInputElement>('#filter');
  filter?.scrollIntoView({ block: 'center' });
  filter?.focus();
  filter?.select();
}
