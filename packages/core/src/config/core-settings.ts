import type { Settings } from '@rapido/kit';

/** The settings of Rapido itself; those of cuts come with their plugins. */
export const CORE_SETTINGS = {
  KERNEL_SRC: {
    type: 'path',
    summary:
      'Kernel build tree to test, in-tree or an O= directory; unset: the tree one stands in, else the host kernel',
  },
  KERNEL_RELEASE: { type: 'string', summary: 'Installed kernel to test where there is no KERNEL_SRC; unset: uname -r' },
  KERNEL_INSTALL_MOD_PATH: {
    type: 'path',
    summary:
      "Directory that modules_install wrote to (its INSTALL_MOD_PATH); unset: modules straight from the kernel's tree",
  },
  BOOT: {
    type: 'enum',
    options: ['auto', 'bzimage', 'pvh'],
    default: 'auto',
    summary: 'How the kernel is entered: its bzImage, or its vmlinux directly (no decompression, no KASLR)',
  },

  IMAGE_DRIVER: {
    type: 'enum',
    options: ['native', 'dracut'],
    summary:
      'What packs the initramfs: Rapido itself, or dracut; unset: dracut where one of its own keys is set, else native',
  },
  DRACUT_SRC: { type: 'path', summary: 'dracut source tree to use instead of the installed dracut' },
  DRACUT_EXTRA_ARGS: { type: 'words', summary: 'Further arguments of dracut' },
  DRACUT_OUT: {
    type: 'path',
    summary: 'Image that rapido cut writes; unset: initrds/CUT.img beside the project file',
  },

  QEMU: { type: 'path', summary: 'Emulator to run; unset: qemu-system-x86_64 from PATH' },
  QEMU_EXTRA_ARGS: { type: 'words', summary: 'Further arguments of QEMU' },
  QEMU_EXTRA_KERNEL_PARAMS: { type: 'string', summary: 'Further kernel parameters' },
  QEMU_PID_DIR: { type: 'path', summary: 'Ignored: a VM holds its number by a lock, not by a file' },
  VIRTFS_SHARE_PATH: { type: 'path', summary: 'Directory of the host that the guest sees, writable, under /host' },
  DYN_DEBUG_MODULES: { type: 'string', summary: 'Kernel modules whose dynamic debug messages are switched on' },
  DYN_DEBUG_FILES: { type: 'string', summary: 'Kernel source files whose dynamic debug messages are switched on' },

  VM_NET: {
    type: 'enum',
    options: ['bridge', 'user', 'mesh', 'none'],
    summary:
      "How VMs that need a network get one: the host's bridge, QEMU's user network, this user's other VMs; unset: the bridge where there is one, else the mesh",
  },
  BR_DEV: { type: 'string', default: 'rapido-br', summary: 'Bridge that rapido net up makes' },
  BR_IF: { type: 'string', summary: 'Network interface of the host to attach to the bridge; unset: it is isolated' },
  BR_ADDR: {
    type: 'string',
    default: '192.168.155.1/24',
    summary: 'Addresses of the bridge, an IPv4 and an IPv6 one or one of them, as 192.168.155.1/24 fd00:155::1/64',
  },
  BR_DHCP_SRV_RANGE: {
    type: 'string',
    summary: 'Range that a DHCP server on the bridge gives out, in the form of dnsmasq',
  },
  BR_MTU: { type: 'int', summary: 'MTU of the bridge and the tap devices; unset: that of BR_IF, else 1500' },
  TAP_USER: { type: 'string', summary: 'User who owns the tap devices; unset: who called sudo, else oneself' },
  VM_NET_CONF: {
    type: 'path',
    default: '${RAPIDO_DIR}/net-conf',
    summary: "Directory of the VMs' network configuration, vm1/TAP.network and so on",
  },
} as const satisfies Settings;
