import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startLeashed } from './leash.ts';

/** Says its number, and would stay for ever, and so would what it has started. */
const STAYS = ['-c', 'sleep 1000 & echo "$! "; wait'];

it('what is on a leash ends with all that it has started', async () => {
  const leashed = startLeashed('sh', STAYS);
  const pid = Number(await leashed.untilSaid(/(\d+) /));
  expect(isAlive(pid)).toBe(true);
  await leashed.end();
  expect(isAlive(pid)).toBe(false);
});

it('so does it when its owner is killed', async () => {
  const script = `
    import { startLeashed } from ${JSON.stringify(import.meta.resolve('./leash.ts'))};
    console.log(await startLeashed('sh', ${JSON.stringify(STAYS)}).untilSaid(/(\\d+) /));`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(owner.stdout, 'data')) as [Buffer];
  const pid = Number(said.toString());
  expect(isAlive(pid)).toBe(true);
  owner.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

it('a program that ends too early is told of, with what it said', async () => {
  await expect(startLeashed('sh', ['-c', 'echo hello']).untilSaid(/bye/)).rejects.toThrow('hello');
});

/** Whether it runs. A process that nobody has asked for its end yet (`Z`) does not. */
function isAlive(pid: number): boolean {
  return /^[^Z]/.test(
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .stdout.toString()
      .trim(),
  );
}
