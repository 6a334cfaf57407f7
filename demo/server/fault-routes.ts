/** The fault switches over HTTP. */
import { Hono } from 'hono';
import { FAULT_NAMES, type FaultAnswer } from '../shared/demo-events.ts';
import type { EventLog } from './event-log.ts';
import { type Faults, isFaultName } from './faults.ts';
import { problem } from './problem.ts';
import type { DemoEnv } from './security.ts';

/** `GET /` tells which faults last; `POST /:name?seconds=` starts one; `POST /clear` ends all. */
export function faultRoutes(faults: Faults, log: EventLog): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();

  routes.get('/', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ active: faults.active() });
  });

  routes.post('/:name', (c) => {
    const name = c.req.param('name');
    if (name === 'clear') {
      faults.clear();
      const answer: FaultAnswer = { name, proofSeq: log.headSeq() + 1, active: [] };
      return c.json(answer);
    }
    if (!isFaultName(name)) {
      return problem(404, 'Not Found', `There is no such fault; there are ${FAULT_NAMES.join(', ')} and clear.`);
    }
    const asked = c.req.query('seconds');
    const seconds = asked === undefined ? undefined : Number(asked);
    if (seconds !== undefined && !(seconds >= 0.1 && seconds <= 300)) {
      return problem(400, 'Bad Request', 'seconds must be a number from 0.1 to 300.');
    }
    const answer: FaultAnswer = { name, proofSeq: faults.start(name, seconds), active: faults.active() };
    return c.json(answer);
  });

  return routes;
}
