import { expect, it } from 'vitest';
import { checkSharedDisks } from '../../src/vms/shared-disks.js';

const check =
  (...disks: readonly (readonly string[])[]) =>
  () =>
    checkSharedDisks(
      disks.map((disk, index) => ({ name: `vm${index}`, flags: { disk: [...disk] } })),
      '/w',
    );

it('lets VMs have disks of their own, throw-away ones, and such as all of them only read', () => {
  expect(check(['path=a.img,serial=A'], ['path=b.img,serial=A'])).not.toThrow();
  expect(check(['size=1G,serial=A'], ['size=1G,serial=A'])).not.toThrow();
  expect(check(['path=a.img,serial=A,ro'], ['path=a.img,serial=A,ro'])).not.toThrow();
  expect(check(['path=a.img,serial=A'])).not.toThrow();
});

it.each([
  [['path=a.img,serial=A'], ['path=/w/a.img,serial=A']],
  [['path=a.img,serial=A,ro'], ['path=a.img,serial=B']],
])('refuses %j and %j', (one, other) => {
  expect(check(one, other)).toThrow('vm0 and vm1 would share /w/a.img');
});
