import { defineCut } from '@rapido/kit';

/**
 * A VM in a network, with what one looks at a network with. Two of them, in two terminals, know each other as `rapido1` and
 * `rapido2`.
 */
export const simpleNetwork = defineCut({
  name: 'simple-network',
  summary: 'A VM in a network with ping, ip and nc: two of them can talk',

  // This brings the driver and iproute2, and gives each VM a number, and by that an address and a name. Whoever runs the cut
  // says which network it is: `--net bridge|user|mesh|none`, or VM_NET in rapido.conf.
  vm: { network: true, memory: '256M' },

  manifest(m) {
    m.bin('ls', 'cat', 'grep', 'date', 'ps', 'ping');
    // One of these is there on most machines. Autoruns and steps find out with `type -P`.
    m.tryBin('nc', 'socat', 'iperf3', 'tcpdump', 'ethtool', 'tracepath');
    m.autorun('guest/simple-network.sh');
  },
});
