// npm test: everything, or the stages named: `npm test -- unit simulation`.

import { bootstrap } from './bootstrap.mjs';

await bootstrap();
const { runStages } = await import('./stages.mjs');
process.exitCode = (await runStages(process.argv.slice(2))) ? 0 : 1;
