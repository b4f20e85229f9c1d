import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('../../dist/process/interruption.js', import.meta.url).href;

/** A process that says "ready", then the exit code and message of what interrupts it, and does not end by itself. */
const WAITS = `
  import { interruption } from '${MODULE}';
  interruption().addEventListener('abort', () => console.log(interruption().reason.exitCode, interruption().reason.message));
  if (interruption() !== interruption()) throw new Error('not the same signal');
  setInterval(() => console.log('ready'), 10);
`;

describe('interruption', () => {
  it.each([
    ['SIGINT', 130, '130 Interrupted.'],
    ['SIGTERM', 143, '143 Ended by SIGTERM.'],
    ['SIGHUP', 143, '143 Ended by SIGHUP.'],
    ['SIGQUIT', 143, '143 Ended by SIGQUIT.'],
  ] as const)('%s first asks to end, then ends', async (signal, exitCode, said) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', WAITS], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const seen: string[] = [];
    let asked = false;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line !== 'ready') seen.push(line);
      if (!asked || seen.length > 0) child.kill(signal);
      asked = true;
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect(seen[0]).toBe(said);
    expect(child.exitCode).toBe(exitCode);
  });

  it('takes several at once for one, as npx and a closing terminal send them', async () => {
    const script = `
      import { interruption } from '${MODULE}';
      interruption().addEventListener('abort', () => {
        process.kill(process.pid, 'SIGINT');
        process.kill(process.pid, 'SIGHUP');
        let turns = 0;
        setInterval(() => ++turns === 10 && process.exit(7), 10);
      });
      process.kill(process.pid, 'SIGINT');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    expect((await once(child, 'exit'))[0]).toBe(7);
  });

  it('lets work that puts things back come to its end, whatever else comes', async () => {
    const script = `
      import { interruption, toTheEnd } from '${MODULE}';
      const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      interruption().addEventListener('abort', async () => {
        await toTheEnd(async () => {
          await later(600); // one key press is over by now
          process.kill(process.pid, 'SIGINT');
          await later(50);
          console.log('put back');
        });
        process.kill(process.pid, 'SIGINT');
      });
      process.kill(process.pid, 'SIGINT');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = child.stdout.setEncoding('utf8').toArray();
    expect((await once(child, 'exit'))[0]).toBe(130);
    expect((await said).join('')).toBe('put back\n');
  });
});
