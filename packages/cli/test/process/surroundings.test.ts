import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directories, homeDirectory, surroundings, temporaryRuntimeDirectory } from '../../src/process/surroundings.js';
import { temporaryDirectory } from '../helpers/cli.js';

const uid = process.geteuid?.() ?? 0;

describe('directories', () => {
  it('begin at the home directory', () => {
    const runtime = temporaryDirectory();
    expect(directories({ HOME: '/home/me', XDG_RUNTIME_DIR: runtime })).toEqual({
      config: '/home/me/.config/rapido',
      cache: '/home/me/.cache/rapido',
      state: '/home/me/.local/state/rapido',
      runtime: join(runtime, 'rapido'),
    });
  });

  it('follow the XDG variables, but not relative or empty ones', () => {
    const variables = { HOME: '/home/me', XDG_CONFIG_HOME: '/c', XDG_CACHE_HOME: 'relative', XDG_STATE_HOME: '' };
    expect(directories({ ...variables, XDG_RUNTIME_DIR: temporaryDirectory() })).toMatchObject({
      config: '/c/rapido',
      cache: '/home/me/.cache/rapido',
      state: '/home/me/.local/state/rapido',
    });
  });

  it('can each be given', () => {
    const own = { RAPIDO_CONFIG_DIR: '/1', RAPIDO_CACHE_DIR: '/2', RAPIDO_STATE_DIR: '/3', RAPIDO_RUNTIME_DIR: '/4' };
    expect(directories(own)).toEqual({ config: '/1', cache: '/2', state: '/3', runtime: '/4' });
  });

  it.runIf(uid === 0)("do not use another user's runtime directory, as it is left by su", () => {
    const runtime = temporaryDirectory();
    chownSync(runtime, 1, -1);
    expect(directories({ HOME: '/home/me', XDG_RUNTIME_DIR: runtime }).runtime).not.toContain(runtime);
  });

  it('do not use a runtime directory that is not there', () => {
    expect(directories({ HOME: '/home/me', XDG_RUNTIME_DIR: '/run/user/none' }).runtime).not.toContain('/run/user');
  });

  it('name the variables to set where there is no home directory', () => {
    const hint = expect.stringMatching(/XDG_CONFIG_HOME.*XDG_CACHE_HOME.*XDG_STATE_HOME.*XDG_DATA_HOME/);
    const error = expect.objectContaining({ code: 'ERR_RAPIDO_HOST', hint });
    expect(() => directories({ HOME: '/nonexistent' })).toThrow(error);
  });
});

describe('homeDirectory', () => {
  it('asks the user database where HOME is not set, empty or relative', () => {
    expect(homeDirectory({ HOME: '/home/me' })).toBe('/home/me');
    for (const HOME of [undefined, '', 'me']) expect(homeDirectory({ HOME })).toBe(userInfo().homedir);
  });
});

describe('temporaryRuntimeDirectory', () => {
  it('is made for its user alone, and found again', () => {
    const parent = temporaryDirectory();
    const path = temporaryRuntimeDirectory(parent);
    expect(path).toBe(join(parent, `rapido-${uid}`));
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(temporaryRuntimeDirectory(parent)).toBe(path);
  });

  const refusal = (make: (path: string) => void) => {
    const parent = temporaryDirectory();
    make(join(parent, `rapido-${uid}`));
    expect(() => temporaryRuntimeDirectory(parent)).toThrow(/not a directory that only you may use/);
  };

  it('is refused when what lies there is open to others, or a link', () => {
    refusal((path) => {
      mkdirSync(path);
      chmodSync(path, 0o755);
    });
    refusal((path) => symlinkSync(temporaryDirectory(), path));
  });

  it.runIf(uid === 0)('is refused when what lies there belongs to another', () => {
    refusal((path) => {
      mkdirSync(path, { mode: 0o700 });
      chownSync(path, 1, -1);
    });
  });
});

describe('surroundings', () => {
  it('are a copy', () => {
    const environment = surroundings();
    expect(environment.cwd).toBe(process.cwd());
    expect(environment.variables).toEqual(process.env);
    expect(environment.variables).not.toBe(process.env);
  });
});
