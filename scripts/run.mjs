// Running other programs so that none is left behind.

import { spawn } from 'node:child_process';

/** Process groups that are running now. @type {Set<number>} */
const running = new Set();

/** Longer than any stage takes on two slow cores: a hang becomes a failure and not a silent wait. */
const TIMEOUT_MS = 5 * 60_000;

/** Some tools paint whenever they see CI; a log file is for reading. */
const PLAIN = { NO_COLOR: '1', FORCE_COLOR: undefined };

/**
 * Runs a program to its end without stdin, in a process group of its own, and then kills what it may have left there.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ capture?: boolean; cwd?: string }} [options] - `capture`: standard output is returned and not shown.
 * @returns {Promise<{ ok: boolean; output: string }>}
 */
export function run(command, args, { capture = false, cwd = process.cwd() } = {}) {
  return new Promise((done) => {
    // CI decides in several tools whether `.only` is an error and new snapshots are written: always the strict answer.
    const env = { ...process.env, CI: 'true', ...(process.stdout.isTTY ? {} : PLAIN) };
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    watchSignals();
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    const timer = setTimeout(() => {
      console.error(`${command} ran for ${TIMEOUT_MS / 60_000} minutes: killed.`);
      killGroup(pid);
    }, TIMEOUT_MS);
    const finish = (/** @type {boolean} */ ok) => {
      clearTimeout(timer);
      done({ ok, output });
    };
    child.on('error', (error) => {
      console.error(error.message);
      finish(false);
    });
    child.on('exit', () => killGroup(pid)); // Before `close`, which waits for every holder of the pipe.
    child.on('close', (code) => finish(code === 0));
  });
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return;
  running.delete(pid);
  watchSignals();
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group: the usual case.
  }
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Listens for the end of this process only while there is a child to take along: a script that goes on to something
 * else (the demo server) handles signals itself.
 */
function watchSignals() {
  for (const signal of SIGNALS) {
    if (running.size > 0 && !process.listeners(signal).includes(stop)) process.on(signal, stop);
    if (running.size === 0) process.off(signal, stop);
  }
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  process.exit(signal === 'SIGINT' ? 130 : 143); // Which runs the `exit` listener below.
}

process.on('exit', () => running.forEach(killGroup));
