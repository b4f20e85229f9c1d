import type { Manifest } from '@rapido/kit';

/** Adds what names and services are looked up with: targets over the network are on the guest itself, as `localhost`. */
export function addLocalhost(m: Manifest): void {
  m.data('/etc/hosts', '127.0.0.1 localhost\n::1 localhost\n');
  m.data('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n');
  for (const name of ['services', 'protocols']) m.file(`/etc/${name}`, `/etc/${name}`, { optional: true });
  m.tryBin('libnss_files.so.2', 'libnss_dns.so.2');
}
