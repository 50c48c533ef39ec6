import { element } from './dom';

/** The place for the buttons of the page as a whole. */
export function addTools(): HTMLElement {
  const tools = element('div', { class: 'tools', role: 'group', 'aria-label': 'Page' });
  (document.querySelector('body > header') ?? document.body).prepend(tools);
  return tools;
}
