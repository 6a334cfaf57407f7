import { startWebKit } from './webkit.ts';
import { engineContract } from './engine-contract.ts';
import { WEBKIT } from './traits.ts';

engineContract('WebKit', startWebKit, WEBKIT);
