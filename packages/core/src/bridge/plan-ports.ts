import { ip } from './command-line.js';
import { attachedTo } from './mark.js';
import { situation } from './situation.js';
import type { HostNetwork, Part, WantedBridge } from './types.js';

/** The interface of the host that is to be a port, and one that was and is not to be any more. */
export function planPorts(wanted: WantedBridge, host: HostNetwork): Part[] {
  const { device, port } = situation(wanted, host);
  const { interface: name, bridge } = wanted;
  const before = device && attachedTo(device);
  const old = before?.interface === name ? undefined : before;
  const stale = host.devices.find((each) => each.name === old?.interface && each.master === bridge);
  const released: Part[] =
    stale && old
      ? [
          {
            thing: { kind: 'interface', name: stale.name, state: 'differs', text: 'is no port any more' },
            steps: [
              {
                command: ip('link', 'set', 'dev', stale.name, 'nomaster', ...(old.wasDown ? ['down'] : [])),
                undo: [ip('link', 'set', 'dev', stale.name, 'master', bridge, stale.up ? 'up' : 'down')],
              },
            ],
          },
        ]
      : [];
  if (name === undefined || port === undefined) return released;
  const there = port.master === bridge && port.up;
  const attach = {
    command: ip('link', 'set', 'dev', name, 'master', bridge, 'up'),
    undo: [
      ip(
        ...['link', 'set', 'dev', name],
        ...(port.master === bridge ? ['master', bridge] : ['nomaster']),
        ...(port.up ? [] : ['down']),
      ),
    ],
  };
  return [
    ...released,
    {
      thing: {
        ...{ kind: 'interface', name, text: `port of ${bridge}` },
        state: there ? 'there' : port.master === bridge ? 'differs' : 'missing',
      },
      steps: there ? [] : [attach],
    },
  ];
}
