import type { Host } from '../host.js';

/** A host to which a VM's notes say whose they are, where they do not begin with its name anyway, or with that of one for its work. */
export function labelled(host: Host, name: string): Host {
  return {
    ...host,
    emit(event) {
      const isNamed = event.type !== 'note' || event.text.replace(/^([^\s:]*?)(?:\.\d+)?: .*$/s, '$1') === name;
      host.emit(isNamed ? event : { ...event, text: `${name}: ${event.text}` });
    },
  };
}
