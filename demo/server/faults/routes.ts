/** The fault switches over HTTP. */
import { Hono } from 'hono';
import { FAULT_NAMES, type FaultAnswer, type FaultsAnswer } from '../../shared/faults.ts';
import { Refusal } from '../http/refusal.ts';
import type { DemoEnv } from '../http/security.ts';
import { type Faults, isFaultName } from './faults.ts';

/** `GET /` tells which faults last; `POST /:name?seconds=` starts one; `POST /clear` ends all. */
export function faultRoutes(faults: Faults, headSeq: () => number): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();

  routes.get('/', (c) => {
    const answer: FaultsAnswer = { active: faults.active(c.get('who').sessionId) };
    return c.json(answer);
  });

  routes.post('/:name', (c) => {
    const { sessionId } = c.get('who');
    const name = c.req.param('name');
    if (name === 'clear') {
      faults.clear(sessionId);
      const answer: FaultAnswer = { name, proofSeq: headSeq() + 1, active: [] };
      return c.json(answer);
    }
    if (!isFaultName(name)) {
      throw new Refusal(404, `There is no such fault; there are ${FAULT_NAMES.join(', ')} and clear.`);
    }
    const asked = c.req.query('seconds');
    const seconds = asked === undefined ? undefined : Number(asked);
    if (seconds !== undefined && !(seconds >= 0.1 && seconds <= 300)) {
      throw new Refusal(400, 'seconds must be a number from 0.1 to 300.');
    }
    const proofSeq = faults.start(name, sessionId, seconds);
    const answer: FaultAnswer = { name, proofSeq, active: faults.active(sessionId) };
    return c.json(answer);
  });

  return routes;
}
