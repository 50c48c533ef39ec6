import { button, say } from './dom';

/** A button between light and dark. Nothing is stored: the next visit follows the system again. */
export function addThemeButton(tools: HTMLElement): void {
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const name = (): string => (isDark() ? 'Light' : 'Dark');
  const toggle: HTMLButtonElement = button(name(), () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    toggle.textContent = name();
    document.dispatchEvent(new Event('headroom:theme'));
    say(`the page is ${isDark() ? 'dark' : 'light'}`);
  });
  toggle.classList.add('theme');
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => (toggle.textContent = name()));
  tools.append(toggle);
}
