import { describe, expect, it } from 'vitest';
import { CORE_SETTINGS, KNOWN_NAMES, nearestName, qemuExtraArgs, setsForVm, textOf } from '../../src/config/index.js';
import { loadText, thrown } from './place.js';

/** Every documented key of the shell tool of April 2026, set. */
const TODAY = `
KERNEL_SRC="/home/me/linux"
KERNEL_RELEASE="6.16.3-1-default"
KERNEL_INSTALL_MOD_PATH="\${KERNEL_SRC}/mods"
######### network #########
BR_DEV="br0"
BR_IF="eth0"
BR_ADDR="192.168.155.1/24"
BR_DHCP_SRV_RANGE="192.168.155.10,192.168.155.20,12h"
TAP_USER="me"	# owner
VM_NET_CONF="\${RAPIDO_DIR}/net-conf"
VIRTFS_SHARE_PATH="/tmp/rapido/"
QEMU_EXTRA_ARGS="-nographic -device virtio-rng-pci -drive id=test,file=/tmp/test.qcow2,if=none -device virtio-blk-pci,drive=test,bus=pci.0,serial=TEST_DEV -gdb tcp:127.0.0.1:1234"
QEMU_EXTRA_KERNEL_PARAMS="loglevel=0"
QEMU_PID_DIR="\${RAPIDO_DIR}/initrds"
DRACUT_EXTRA_ARGS="--debug --nostrip --tmpdir /tmp"
DRACUT_SRC="/home/me/dracut"
DRACUT_OUT="\${RAPIDO_DIR}/initrds/myinitrd"
DYN_DEBUG_MODULES="rbd libceph"
DYN_DEBUG_FILES="drivers/block/rbd.c fs/btrfs/*"
CEPH_SRC="/home/me/ceph"
CEPH_USER="admin"
CEPH_MON_NAME="a"
CEPH_RBD_POOL="rbd"
CEPH_RBD_IMAGE="image"
CEPH_RBD_IMAGE_MB="4096"
TARGET_IQN="iqn.2003-01.org.linux-iscsi:rapido"
INITIATOR_IQNS="iqn.2007-10.com.github:one \\
		iqn.2007-10.com.github:two"
FSTESTS_AUTORUN_CMD="./check -g auto && shutdown"
BTRFS_PROGS_SRC="/home/me/btrfs-progs"
EXFAT_PROGS_SRC="/home/me/exfatprogs"
BCACHEFS_TOOLS_SRC="/home/me/bcachefs-tools"
CIFS_SERVER="smbserver.example.com"
CIFS_MOUNT_OPTS="vers=3.0"
CIFS_SHARE="myshare"
CIFS_DOMAIN="EXAMPLE"
CIFS_USER="me"
CIFS_PW="pass#word;"
FSTESTS_SRC="/home/me/xfstests-dev"
FSTESTS_ZRAM_SIZE="2G"
BLKTESTS_AUTORUN_CMD="./check && shutdown"
BLKTESTS_SRC="/home/me/blktests"
ZONEFSTESTS_AUTORUN_CMD="./zonefs-tests.sh /dev/nullb0 && shutdown"
ZONEFSTOOLS_SRC="/home/me/zonefs-tools"
UNIONMOUNT_TESTSUITE_SRC="/home/me/unionmount-testsuite"
LIBURING_SRC="/home/me/liburing"
UBLKSRV_SRC="/home/me/ubdsrv"
RBD_USB_SRC="/home/me/rbd-usb"
TCMU_RUNNER_SRC="/home/me/tcmu-runner"
SSH_SERVER="server.example.com"
SSH_USER="me"
SSH_IDENTITY="/home/me/.ssh/id_rsa"
SSH_KNOWN_HOSTS="/home/me/.ssh/known_hosts"
SSH_AUTHORIZED_KEY="/home/me/.ssh/id_rsa.pub"
SAMBA_SRC="/home/me/samba"
KSMBD_TOOLS_SRC="/home/me/ksmbd-tools"
LRBD_SRC="/home/me/lrbd"
TARGETCLI_SRC="/home/me/targetcli"
RTSLIB_SRC="/home/me/rtslib"
CONFIGSHELL_SRC="/home/me/configshell"
OPENISCSI_SRC="/home/me/open-iscsi"
INITIATOR_DISCOVERY_ADDR="192.168.155.101"
LTP_DIR="/opt/ltp"
LTP_AUTORUN_CMD="runltp -f math"
NVME_TARGET_TCP="192.168.155.100"
NFS_SHARE="myshare"
NFS_SERVER="nfsserver.example.com"
NFS_MOUNT_OPTS="nfsvers=3"
AUTOFS_SRC="/home/me/autofs"
VIRTIOFS_MOUNT_OPTS="dax"
KSELFTEST_DIR="\${KERNEL_SRC}/tools/testing/selftests/kselftest_install"
SYS_PARAM_CHECK_SRC=/home/me/sys-param-check
LKL_SRC=/home/me/lkl
`;

describe('a rapido.conf of today', () => {
  it('with every key set loads with one warning: that of the deprecated commands', async () => {
    const config = await loadText(TODAY);
    expect(config.warnings).toEqual([]);
    expect(config.deprecations).toEqual([expect.stringMatching(/^Deprecated/)]);
    const assigned = [...TODAY.matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
    expect(assigned).toHaveLength(71);
    for (const name of assigned) expect(textOf(config, name), name).toBeDefined();
    expect(textOf(config, 'KSELFTEST_DIR')).toBe('/home/me/linux/tools/testing/selftests/kselftest_install');
    expect(textOf(config, 'INITIATOR_IQNS')).toBe('iqn.2007-10.com.github:one \t\tiqn.2007-10.com.github:two');
    expect(config.entries['QEMU_PID_DIR']?.note).toMatch(/^ignored/);
    expect(assigned.filter((name) => !KNOWN_NAMES.includes(name))).toEqual([]);
  });

  it('with every key empty loads without any', async () => {
    const { warnings } = await loadText(TODAY.replaceAll(/^(\w+)=.*$/gm, '$1=""').replaceAll(/^\t.*$/gm, ''));
    expect(warnings).toEqual([]);
  });

  it('with every known name set, from the file and from the environment', async () => {
    const values: Record<string, string> = { BOOT: 'pvh', IMAGE_DRIVER: 'dracut', BR_MTU: '1500', VM_NET: 'user' };
    const text = KNOWN_NAMES.map((name) => `${name}='${values[name] ?? '/a/value'}'\n`).join('');
    const config = await loadText(text);
    const expected = KNOWN_NAMES.map((name) => [name, values[name] ?? '/a/value']);
    expect(KNOWN_NAMES.map((name) => [name, textOf(config, name)])).toEqual(expected);
    expect(config.warnings).toEqual([]);
    expect(config.deprecations).toEqual([expect.stringMatching(/^Deprecated/)]);
    expect(new Set(KNOWN_NAMES).size).toBe(KNOWN_NAMES.length);
    expect(KNOWN_NAMES).toEqual(expect.arrayContaining(Object.keys(CORE_SETTINGS)));
  });
});

describe('warnings', () => {
  it('name an unknown key, its place and the nearest name', async () => {
    const { warnings, projectFile } = await loadText(
      '\nKERNEL_SCR=/x\nSOMETHING_ELSE=1\nFSTEST_SRC=/y',
      {},
      { sets: ['BR_DEF=x'] },
    );
    expect(warnings).toEqual([
      `${projectFile}:2: KERNEL_SCR is not a setting of Rapido or of an installed plugin. Did you mean KERNEL_SRC?`,
      `${projectFile}:3: SOMETHING_ELSE is not a setting of Rapido or of an installed plugin.`,
      `${projectFile}:4: FSTEST_SRC is not a setting of Rapido or of an installed plugin. Did you mean FSTESTS_SRC?`,
      '--set: BR_DEF is not a setting of Rapido or of an installed plugin. Did you mean BR_DEV?',
    ]);
  });

  it('are not given for a helper, or for a setting of a plugin', async () => {
    const setting = { type: 'string', summary: '' } as const;
    const text = 'BASE=/b\nLTP_DIR="${BASE}/ltp"\nMINE=1\nTHEIRS=2\n';
    const { warnings } = await loadText(text, { MINE: setting }, { others: { THEIRS: setting } });
    expect(warnings).toEqual([]);
  });

  it('give the command that replaces a deprecated key', async () => {
    const { deprecations, projectFile } = await loadText(`LTP_AUTORUN_CMD="echo 'a' && b"`);
    expect(deprecations.join()).toContain(`${projectFile}:1: LTP_AUTORUN_CMD: -x 'echo '\\''a'\\'' && b'`);
  });
});

describe('QEMU_EXTRA_ARGS', () => {
  it.each([
    ['-nographic -device virtio-rng-pci', []],
    ['--nographic -s --device virtio-rng-pci -S', ['-s', '-S']],
    ['-device virtio-rng-pci,rng=r0 -device virtio-rng-pci', ['-device', 'virtio-rng-pci,rng=r0']],
    [
      '-device virtio-blk-pci,drive=d -name virtio-rng-pci',
      ['-device', 'virtio-blk-pci,drive=d', '-name', 'virtio-rng-pci'],
    ],
    ['-drive file="/my disk,x.img"', ['-drive', 'file=/my disk,x.img']],
  ])('%s', async (text, args) => {
    expect(qemuExtraArgs(await loadText(`QEMU_EXTRA_ARGS='${text}'`))).toEqual(args);
  });

  it('unset is none', async () => {
    expect(qemuExtraArgs(await loadText(''))).toEqual([]);
  });

  it.each(['-daemonize', '--daemonize', '-display none -daemonize'])('refuses %s, with the reason', async (text) => {
    const error = await thrown(() => loadText(`QEMU_EXTRA_ARGS="${text}"`));
    expect(error.code).toBe('ERR_RAPIDO_CONFIG_VALUE');
    expect(error.message).toMatch(/^QEMU_EXTRA_ARGS holds -daemonize, but .* \(.*rapido\.conf:1\)\.$/);
  });
});

describe('setsForVm', () => {
  it('chooses those for all VMs and for this one, whose own win', () => {
    const sets = ['vm1:A=1', 'A=0', 'vm2:A=2', 'B=x:y=z'];
    expect(setsForVm(sets, 'vm1')).toEqual(['A=0', 'B=x:y=z', 'A=1']);
    expect(setsForVm(sets, 'vm3')).toEqual(['A=0', 'B=x:y=z']);
  });
});

describe('nearestName', () => {
  it.each([
    ['KERNEL_SRC', 'KERNEL_SRC'],
    ['kernel_src', 'KERNEL_SRC'],
    ['KERNELSRC', 'KERNEL_SRC'],
    ['BR_DEFF', 'BR_DEV'],
    ['FOO', undefined],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, ['BR_DEV', 'KERNEL_SRC', 'FSTESTS_SRC'])).toBe(nearest);
  });
});
