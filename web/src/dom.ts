/** An element with its attributes and children. Text becomes text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }

  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(label: string, act: () => void, attributes: Readonly<Record<string, string>> = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}

/** All elements that a selector finds, in their order. */
export function all<E extends HTMLElement>(selector: string, within: ParentNode = document): E[] {
  return [...within.querySelectorAll<E>(selector)];
}

const speaker = element('p', { class: 'spoken', role: 'status', 'aria-live': 'polite' });

/** Puts the place of what is said on the page: a screen reader hears only what changes in a place that it knows already. */
export function addSpeaker(): void {
  (document.querySelector('main') ?? document.body).append(speaker);
}

/** Says something to those who do not see it. */
export function say(text: string): void {
  // The same words twice are spoken twice only when something changes in between.
  speaker.textContent = '';
  requestAnimationFrame(() => (speaker.textContent = text));
}

/** A colour of the style sheet, as the theme of this moment has it. */
export function colour(name: string): string {
  const probe = element('span', { hidden: '' });
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Calls back when the colours of the page change: by the button, or by the system. */
export function onTheme(redraw: () => void): void {
  document.addEventListener('headroom:theme', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
