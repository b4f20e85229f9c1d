// Configuration that is wrong, and configuration as users have it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { nothingLeft, rapido } from '../helpers/index.js';
import { addFiles, project } from '../helpers/project.js';

/** A rapido.conf as users of the shell tool have it, with what its documentation lists. */
const USERS = `# Copy this to rapido.conf and change what is needed

######### common parameters for all tests #########
# path to Linux kernel source. Prepend "./" for a relative path
#KERNEL_SRC="/home/me/linux"
BR_DEV="br0"
	BR_IF="eth0"   # dhcp
BR_ADDR="192.168.155.1/24"
BR_DHCP_SRV_RANGE="192.168.155.10,192.168.155.20,12h"
export TAP_USER="\${USER}"
VM_NET_CONF="\${RAPIDO_DIR}/net-conf"
VIRTFS_SHARE_PATH="$HOME"
QEMU_EXTRA_ARGS="-nographic -device virtio-rng-pci"
QEMU_EXTRA_ARGS="\${QEMU_EXTRA_ARGS} -drive id=test,file='/tmp/my disk',if=none"
QEMU_EXTRA_KERNEL_PARAMS="loglevel=0"
QEMU_PID_DIR="\${RAPIDO_DIR}/initrds"
DRACUT_EXTRA_ARGS="--debug --nostrip"
DRACUT_OUT="\${RAPIDO_DIR}/initrds/myinitrd"
DYN_DEBUG_MODULES="rbd libceph"
DYN_DEBUG_FILES="drivers/block/rbd.c fs/btrfs/*"
CEPH_SRC="/home/me/ceph"
CEPH_USER="admin"
CEPH_MON_NAME="a"
CEPH_RBD_POOL="rbd"
CEPH_RBD_IMAGE="rapido-dev"
CEPH_RBD_IMAGE_MB="10"
TARGET_IQN="iqn.2015-01.com.example:tgt"
INITIATOR_IQNS="iqn.2007-10.com.github:one \\
		iqn.2007-10.com.github:two"
FSTESTS_SRC="/home/me/xfstests"
FSTESTS_AUTORUN_CMD="./check -g auto && shutdown"
FSTESTS_ZRAM_SIZE="1G"
CIFS_SERVER="smbserver.example.com"
CIFS_SHARE="share"
CIFS_USER="me"
CIFS_PW='pass#w$rd;'
CIFS_MOUNT_OPTS="vers=3.0"
BTRFS_PROGS_SRC="/home/me/btrfs-progs"
SAMBA_SRC=/home/me/samba
NVME_TARGET_TCP="192.168.155.100"
LTP_DIR="/opt/ltp"
`;

test('a configuration as users have it, every key set, is taken as it is', async () => {
  const dir = project({ 'rapido.conf': USERS });
  const { status, stdout, stderr } = await rapido(['config', '--json'], { cwd: dir, env: { USER: 'somebody' } });
  expect(status, stderr).toBe(0);
  expect(stdout).not.toContain('pass#w');
  const image = await rapido(['cut', 'simple-example', '--dry-run', '--json'], { cwd: dir, env: { USER: 'somebody' } });
  expect(image.status, image.stderr).toBe(0);
  expect(JSON.parse(image.stdout).image).toBe(join(dir, 'initrds/myinitrd'));
  const warnings = image.stderr.split('\n').filter((line) => line.startsWith('Warning:'));
  expect(warnings.filter((line) => !line.includes('FSTESTS_AUTORUN_CMD'))).toEqual([]);
  expect(readdirSync(dir)).toEqual(['rapido.conf']);
});

test('faults of syntax name the file and the line, all of them', async () => {
  const dir = project({ 'rapido.conf': '\nKERNEL_SRC = "/linux"\nBR_DEV="open\n' });
  const result = await cut(dir);
  expectFailure(result, 129, 'CONFIG_SYNTAX', `${dir}/rapido.conf:2`);
  for (const line of [
    'if true; then',
    'source other.conf',
    'A=(1 2)',
    'A+=1',
    'A=1; B=2',
    'A=1 && B=2',
    'A=${B:-x}',
    'A=`id`',
  ]) {
    addFiles(dir, { 'rapido.conf': `# a comment\n\n${line}\n` });
    expectFailure(await cut(dir), 129, 'CONFIG_SYNTAX', `${dir}/rapido.conf:3`);
  }
  expect(readdirSync(dir)).toEqual(['rapido.conf']);
});

test('a command in it is refused and not run', async () => {
  const dir = project();
  for (const text of [
    'KERNEL_SRC="$(touch oops)"',
    'KERNEL_SRC=`touch oops`',
    'touch oops',
    'A=x touch oops',
    'A="`touch oops`"',
  ]) {
    addFiles(dir, { 'rapido.conf': `${text}\n` });
    expectFailure(await cut(dir), 129, 'CONFIG_SYNTAX', `${dir}/rapido.conf:1`);
  }
  expect(existsSync(join(dir, 'oops'))).toBe(false);
});

test('a reference to nothing names its line', async () => {
  const dir = project({ 'rapido.conf': '\n\nKERNEL_SRC="${NO_SUCH_NAME}/linux"\n' });
  expectFailure(await cut(dir), 129, 'CONFIG_UNDEFINED', `${dir}/rapido.conf:3`, 'NO_SUCH_NAME');
  addFiles(dir, { 'rapido.conf': 'A=${B}\nB=${A}\nKERNEL_SRC=${A}\n' });
  expect((await cut(dir)).status).toBe(129);
});

test('wrong values are told together, with what is right', async () => {
  const dir = project({ 'rapido.conf': 'BOOT=fast\nIMAGE_DRIVER=cpio\nQEMU_EXTRA_ARGS="-daemonize"\n' });
  expectFailure(await cut(dir), 129, 'CONFIG_VALUE', 'BOOT', 'bzimage', 'IMAGE_DRIVER', `${dir}/rapido.conf:1`, ':2');
  const cuts = {
    'my.js': `export const cut = {
      name: 'my', manifest() {},
      settings: {
        COUNT: { type: 'int', summary: 'A number' }, ROOM: { type: 'size', summary: 'A size' },
        NEEDED: { type: 'string', required: true, summary: 'Something' }, ON: { type: 'bool', summary: 'Yes or no' },
      },
    };`,
    'rapido.conf': 'COUNT=many\nROOM=some\nON=perhaps\n',
  };
  const other = project(cuts);
  const result = await rapido(['cut', './my.js'], { cwd: other });
  expectFailure(result, 129, 'CONFIG_VALUE', 'COUNT', 'ROOM', 'NEEDED', 'ON', `${other}/rapido.conf:1`);
  const right = ['COUNT=3', 'ROOM=2G', 'NEEDED=x', 'ON=yes'].flatMap((set) => ['--set', set]);
  expect(await rapido(['cut', './my.js', '--dry-run', ...right], { cwd: other })).toMatchObject({ status: 0 });
});

test('a name that nobody knows is a warning with the one that may be meant', async () => {
  const dir = project({ 'rapido.conf': 'KERNEL_SCR=/linux\n' });
  const { status, stderr } = await rapido(['cut', 'simple-example', '--dry-run'], { cwd: dir });
  expect(status).toBe(0);
  expect(stderr).toMatch(/^Warning: .*rapido\.conf:1.*KERNEL_SCR.*KERNEL_SRC/m);
  expectFailure(await rapido(['cut', 'simple-example', '--set', 'NOEQUALS'], { cwd: dir }), 129, 'USAGE', 'NOEQUALS');
});

test('a configuration file that is named and not there, or no configuration', async () => {
  const dir = project({ 'conf.json': '{ "BOOT": ', 'conf.txt': '' });
  expectFailure(await cut(dir, '--config', 'no such.conf'), 129, 'CONFIG_FILE', join(dir, 'no such.conf'));
  expectFailure(await cut(dir, '--config', '.'), 129, 'CONFIG_FILE', dir);
  expectFailure(await cut(dir, '--config', 'conf.json'), 129, 'CONFIG_SYNTAX', join(dir, 'conf.json'));
  await nothingLeft();
});

function cut(cwd: string, ...args: string[]) {
  return rapido(['cut', 'simple-example', ...args], { cwd });
}
