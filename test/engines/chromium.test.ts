import { startChromium } from './chromium.ts';
import { engineContract } from './engine-contract.ts';
import { CHROMIUM } from './traits.ts';

engineContract('Chromium', startChromium, CHROMIUM);
