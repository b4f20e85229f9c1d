import { beforeEach, expect, test, vi } from 'vitest';
import { Company, type Membership, type Part } from '../../src/run/company.js';

/** What each VM was told, in order, as `cli go`. */
let told: string[] = [];

beforeEach(() => {
  told = [];
});

const service = (name: string, more: Partial<Part> = {}): Part => ({
  ...{ name, isService: true, after: [], hasWork: false, readyTimeoutMs: 5000 },
  ...more,
});
const client = (name: string, ...after: string[]): Part => ({ name, isService: false, after, hasWork: true });

/** A run of these VMs, which all have been started. */
function companyOf(...parts: Part[]) {
  const abort = new AbortController();
  const company = new Company(parts, { signal: abort.signal, onIdle: () => told.push('all idle') });
  const members = new Map<string, Membership>();
  for (const { name } of parts) {
    company.signalOf(name).addEventListener('abort', () => told.push(`${name} abort`));
    members.set(name, join(company, name));
  }
  const at = (name: string) => members.get(name) as Membership;
  return {
    ...{ company, abort, at },
    /** The VM and all that was to be done in its place has ended. */
    end(name: string, outcome: 'pass' | 'ended' | 'panic' = 'pass', reason = 'a reason') {
      at(name).ended({ outcome, reason });
      company.over(name);
    },
  };
}

function join(company: Company, name: string, as = name): Membership {
  const member = company.join(name);
  member.attach({
    go: () => told.push(`${as} go`),
    finish: () => told.push(`${as} finish`),
    idle: () => told.push(`${as} idle`),
    lost: (lost, reason) => told.push(`${as} lost ${lost}: ${reason}`),
    late: (seconds) => told.push(`${as} late ${seconds}`),
  });
  return member;
}

test('a client goes on when its service is ready, and the service ends when no client is left', () => {
  const { at, end } = companyOf(service('srv'), client('a', 'srv'), client('b', 'srv'));
  at('a').waiting();
  expect(told).toEqual([]);
  at('srv').ready();
  at('b').waiting();
  at('srv').staying();
  expect(told).toEqual(['a go', 'b go']);
  end('a', 'ended');
  expect(told).toHaveLength(2);
  end('b');
  expect(told.slice(2)).toEqual(['srv idle', 'srv finish']);
  end('srv');
  expect(told).toHaveLength(4);
});

test('who needs several waits for all, and services that need each other end in that order', () => {
  const { at, end } = companyOf(service('disk'), service('files', { after: ['disk'] }), client('a', 'files', 'disk'));
  at('files').waiting();
  at('a').waiting();
  at('disk').ready();
  expect(told).toEqual(['files go']);
  at('files').ready();
  expect(told).toEqual(['files go', 'a go']);
  end('a');
  expect(told.slice(2)).toEqual(['disk idle', 'files idle', 'files finish']);
  end('files');
  expect(told.at(-1)).toBe('disk finish');
});

test('a service with steps is not told to end before it has done them, and one that is not ready is waited for', () => {
  const { at, end } = companyOf(service('srv', { hasWork: true }), service('slow'), client('a'));
  at('srv').ready();
  end('a');
  expect(told).toEqual([]);
  at('srv').staying();
  expect(told).toEqual(['srv idle', 'slow idle', 'srv finish']);
  at('slow').ready();
  expect(told.at(-1)).toBe('slow finish');
});

test('services alone run until they are ended, which is told once', () => {
  const { at, abort, end } = companyOf(service('a'), service('b'));
  at('a').ready();
  expect(told).toEqual([]);
  at('b').ready();
  at('a').staying();
  at('b').staying();
  expect(told).toEqual(['all idle']);
  abort.abort();
  expect(told).toEqual(['all idle', 'a abort', 'b abort']);
  end('a');
  end('b');
  expect(told).toHaveLength(3);
});

test('a service that ends takes those with it that need it, also one that comes later, and no others', () => {
  const { company, at, end } = companyOf(service('srv'), client('a', 'srv'), client('b'), client('c', 'srv'));
  at('srv').ready();
  end('a');
  end('srv', 'panic', 'a panic');
  expect(told).toEqual(['c lost srv: a panic']);
  join(company, 'c', 'c.2');
  expect(told.slice(1)).toEqual(['c.2 lost srv: a panic']);
  end('c', 'ended');
  end('b');
  expect(told).toHaveLength(2);
});

test('one that is powered off has no reason of its own, and what is ended for it ends others in turn', () => {
  const { at, end } = companyOf(service('disk'), service('files', { after: ['disk'] }), client('a', 'files'));
  end('disk', 'pass', 'autorun ended with status 0');
  expect(told).toEqual(['files lost disk: it was powered off']);
  end('files', 'ended', 'disk, which it needs, has ended: it was powered off');
  expect(told[1]).toBe('a lost files: disk, which it needs, has ended: it was powered off');
  at('a').waiting();
  expect(told).toHaveLength(2);
});

test('an interruption ends clients first, and starts nothing any more', () => {
  const { at, abort, end } = companyOf(
    service('disk'),
    service('files', { after: ['disk'] }),
    client('a', 'files'),
    client('b'),
  );
  at('a').waiting();
  abort.abort(new Error('stop'));
  expect(told).toEqual(['a abort', 'b abort']);
  at('files').ready();
  expect(told).toHaveLength(2);
  end('a');
  expect(told).toHaveLength(2);
  end('b');
  expect(told.slice(2)).toEqual(['files abort']);
  end('files');
  expect(told.slice(3)).toEqual(['disk abort']);
});

test('a VM that cannot run at all ends the others', () => {
  const { company } = companyOf(service('srv'), client('a', 'srv'));
  company.fail(new Error('no tap'));
  company.over('a');
  expect(told).toEqual(['a abort', 'srv abort']);
});

test('a service has its time from its start, or from what it waits for, and none once it is ready', () => {
  vi.useFakeTimers();
  try {
    const { at, end } = companyOf(service('disk'), service('files', { after: ['disk'] }), client('a', 'files'));
    at('files').waiting();
    vi.advanceTimersByTime(4000);
    at('disk').ready();
    vi.advanceTimersByTime(4999);
    expect(told).toEqual(['files go']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['files go', 'files late 5']);
    end('files', 'ended', 'not ready after 5 s');
    expect(told.slice(2)).toEqual(['a lost files: not ready after 5 s']);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a service is kept for the others as long as these have work and it has none', () => {
  const { at, end } = companyOf(service('srv'), service('busy', { hasWork: true }), client('a', 'srv'));
  expect([at('srv').isKept(), at('busy').isKept(), at('a').isKept()]).toEqual([true, false, false]);
  end('a');
  end('busy');
  expect(at('srv').isKept()).toBe(false);
});
