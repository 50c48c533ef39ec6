import './alive.css';
import { addCopyButtons } from './copy';
import { readData } from './data';
import { addFindingTools, openTarget } from './findings';
import { drawHeat } from './heat';
import { addKeys } from './keys';
import { openOnPaper } from './paper';
import { makeSortable } from './tables';
import { addThemeButton } from './theme';
import { drawTime } from './time';
import { addTools } from './tools';

/** A part that fails leaves the page as it was without it, and the other parts alive. */
function attempt(part: () => void): void {
  try {
    part();
  } catch (error) {
    console.error(error);
  }
}

const tools = addTools();
attempt(() => addThemeButton(tools));
attempt(makeSortable);
attempt(addCopyButtons);
attempt(addFindingTools);
attempt(() => addKeys(tools));
attempt(openTarget);
attempt(openOnPaper);

const data = readData();
if (data !== null) {
  attempt(() => drawTime(data));
  attempt(() => drawHeat(data));
}

document.documentElement.dataset['alive'] = 'true';
