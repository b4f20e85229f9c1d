import { describe, expect, it } from 'vitest';
import { npmEnvironment } from '../../src/plugins/npm.js';
import { isUnreachable, npmError } from '../../src/plugins/npm-errors.js';

it('what an npm or a git around us has set is not handed on; what is about the network and the user is', () => {
  const handedOn = npmEnvironment({
    ...{ PATH: '/bin', HOME: '/home/me', https_proxy: 'http://proxy', GIT_SSH_COMMAND: 'ssh -v', GIT_DIR: '/x/.git' },
    ...{ npm_config_global: 'true', npm_config_prefix: '/usr', npm_config_workspaces: 'true', NPM_CONFIG_DRY_RUN: '1' },
    ...{ npm_lifecycle_event: 'test', npm_package_name: 'x', INIT_CWD: '/x', npm_config_ignore_scripts: 'false' },
    ...{ NPM_CONFIG_USERCONFIG: '/etc/my', npm_config_registry: 'http://a', 'npm_config_@acme:registry': 'http://b' },
    ...{ 'npm_config_//b/:_authToken': 'secret', npm_config_cafile: '/ca', npm_config_noproxy: 'a' },
  });
  expect(handedOn).toEqual({
    ...{ PATH: '/bin', HOME: '/home/me', https_proxy: 'http://proxy', GIT_SSH_COMMAND: 'ssh -v' },
    ...{ NPM_CONFIG_USERCONFIG: '/etc/my', npm_config_registry: 'http://a', 'npm_config_@acme:registry': 'http://b' },
    ...{ 'npm_config_//b/:_authToken': 'secret', npm_config_cafile: '/ca', npm_config_noproxy: 'a' },
    npm_config_ignore_scripts: 'true',
  });
});

describe('an error of npm in plain words', () => {
  const error = (code: string | number, summary: string, { detail = '', wanted = '@acme/x' } = {}) =>
    npmError({ status: 1, stdout: JSON.stringify({ error: { code, summary, detail } }), stderr: '', wanted });

  it.each([
    ['ECONNREFUSED', 'request to http://127.0.0.1:9/@acme%2fx failed', 'http://127.0.0.1:9 cannot be reached', 128],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND nowhere', 'The registry cannot be reached (ENOTFOUND).', 128],
    ['E503', '503 Service Unavailable', 'The registry is in trouble. npm says: 503', 128],
    ['E404', "'@acme/x@*' is not in this registry.", 'The registry has no package @acme/x.', 129],
    ['E404', "'@acme/dep@^1' is not in this registry.", '@acme/x needs @acme/dep, which the registry does not', 128],
    ['ETARGET', 'No matching version found for @acme/x@9.', 'The registry has no version 9 of @acme/x.', 129],
    ['ETARGET', 'No matching version found for dep@^9.', '@acme/x needs dep@^9, which the registry does not', 128],
    ['E401', 'Unable to authenticate', 'The registry refuses to give @acme/x.', 128],
    ['EACCES', 'permission denied', 'npm may not write where it has to.', 128],
    ['ENOSPC', 'no space left on device', 'The disk is full: @acme/x is not installed.', 128],
    ['EINTEGRITY', 'sha512-… integrity checksum failed', 'is not what the registry says it is', 128],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self signed', "The registry's certificate is not trusted", 128],
    ['TAR_BAD_ARCHIVE', 'Unrecognized archive format', 'is not a whole archive of a package', 128],
    ['ERESOLVE', 'could not resolve', 'needs packages that do not go together', 128],
    ['ENOENT', 'undefined ENOENT: spawn git', 'git is not installed', 128],
    ['EWHATEVER', 'something new', 'npm cannot install @acme/x. npm says: something new', 128],
  ])('%s: %s', (code, summary, message, exitCode) => {
    const told = error(code, summary);
    expect(told.message).toContain(message);
    expect(told.exitCode).toBe(exitCode);
    expect(told.hint).toBeTruthy();
    expect(isUnreachable(told)).toBe(code === 'ECONNREFUSED' || code === 'ENOTFOUND');
  });

  it('what is not at an address, and what git cannot get', () => {
    const address = 'https://example.org/x.tgz';
    expect(error('E404', '404 Not Found', { wanted: address }).message).toBe(`There is nothing at ${address}.`);
    const detail = "Cloning into 'x'...\nfatal: repository 'x' does not exist";
    expect(error(128, 'An unknown git error occurred', { detail, wanted: 'git+file:///x' }).message).toBe(
      "git cannot get git+file:///x: repository 'x' does not exist",
    );
  });

  it('of an npm that says it in words, or nothing', () => {
    const stderr = "npm ERR! code E404\nnpm ERR! 404 Not Found\nnpm ERR! 404  '@acme/x@*' is not in this registry.\n";
    expect(npmError({ status: 1, stdout: '', stderr, wanted: '@acme/x' }).message).toBe(
      'The registry has no package @acme/x.',
    );
    expect(npmError({ status: 7, stdout: '', stderr: '', wanted: '@acme/x' }).message).toBe(
      'npm cannot install @acme/x. npm says: nothing',
    );
  });
});
