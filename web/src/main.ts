import './alive.css';
import { addCopyButtons } from './copy';
import { readData } from './data';
import { addSpeaker } from './dom';
import { addFindingTools, openTarget } from './findings';
import { drawFlames } from './flame';
import { drawHeat } from './heat';
import { addKeys } from './keys';
import { afterFirstPaint, beginsAtTheTop, layOutAll } from './paint';
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

// Who comes to a place within the page finds it there only when all above it has its height.
if (!beginsAtTheTop()) {
  layOutAll();
}

const tools = addTools();
attempt(addSpeaker);
attempt(() => addThemeButton(tools));
attempt(() => addKeys(tools));
attempt(openOnPaper);
afterFirstPaint(() => {
  layOutAll();
  attempt(makeSortable);
  attempt(addFindingTools);
  attempt(addCopyButtons);
  attempt(() => {
    const data = readData();
    if (data !== null) {
      attempt(() => drawTime(data));
      attempt(() => drawHeat(data));
    }
  });
  attempt(drawFlames);
  attempt(openTarget);
  document.documentElement.dataset['alive'] = 'true';
});
