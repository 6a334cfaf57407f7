import { startFirefox } from './firefox.ts';
import { engineContract } from './engine-contract.ts';
import { FIREFOX } from './traits.ts';

engineContract('Firefox', startFirefox, FIREFOX);
