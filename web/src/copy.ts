import { all, button, element, say } from './dom';

const shownFor = 1600;

/** A button beside each piece of code. */
export function addCopyButtons(): void {
  for (const code of all<HTMLPreElement>('main pre')) {
    const copy: HTMLButtonElement = button('Copy', () => void copyText(code.textContent ?? '').then((done) => tell(copy, done)), {
      class: 'copy',
      title: 'copy this code',
    });
    const box = element('div', { class: 'code' });
    code.replaceWith(box);
    box.append(copy, code);
  }
}

function tell(copy: HTMLButtonElement, done: boolean): void {
  copy.textContent = done ? 'Copied' : 'Not copied';
  copy.dataset['state'] = done ? 'done' : 'failed';
  say(done ? 'copied' : 'the browser does not allow copying: select the code and copy it yourself');
  setTimeout(() => {
    copy.textContent = 'Copy';
    delete copy.dataset['state'];
  }, shownFor);
}

/** Copies by the clipboard of the browser, else in the old way, which works from a file everywhere. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const area = element('textarea', { class: 'spoken', 'aria-hidden': 'true', tabindex: '-1', readonly: '' });
  area.value = text;
  document.body.append(area);
  area.select();
  let done = false;
  try {
    done = document.execCommand('copy');
  } catch {
    done = false;
  }

  area.remove();
  if (before instanceof HTMLElement) {
    before.focus();
  }

  return done;
}
