import { all, button, say } from './dom';
import { compare } from './quantity';

const fewestRows = 2;

/** Makes the heads of tables into buttons that sort them; facts about the run, and the numbers of one experiment, keep their order. */
export function makeSortable(): void {
  for (const table of all<HTMLTableElement>('main table')) {
    const body = table.tBodies[0];
    const heads = table.tHead?.rows[0]?.cells;
    if (body !== undefined && heads !== undefined && body.rows.length >= fewestRows && table.closest('#run, .finding') === null) {
      [...heads].forEach((head, column) => addButton(table, body, head, column));
    }
  }
}

function addButton(table: HTMLTableElement, body: HTMLTableSectionElement, head: HTMLTableCellElement, column: number): void {
  const name = head.textContent ?? '';
  const sorter = button(name, () => sort(table, body, head, column, name), { class: 'sorter', 'aria-label': name, title: `sort by ${name}` });
  head.replaceChildren(sorter);
}

function sort(table: HTMLTableElement, body: HTMLTableSectionElement, head: HTMLTableCellElement, column: number, name: string): void {
  // Who sorts numbers looks for the greatest first.
  const sorted = head.getAttribute('aria-sort');
  const descending = sorted === null ? head.classList.contains('n') : sorted === 'ascending';
  const rows = [...body.rows];
  rows.sort((a, b) => compare(a.cells[column]?.textContent ?? '', b.cells[column]?.textContent ?? '', descending));
  body.append(...rows);
  for (const other of all('thead th[aria-sort]', table)) {
    other.removeAttribute('aria-sort');
  }

  head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  say(`sorted by ${name}, ${descending ? 'descending' : 'ascending'}`);
}
