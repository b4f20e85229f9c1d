import { CORE_SETTINGS } from './core-settings.js';

/** Keys that belong to cuts. The plugin that has the cut may not be installed. */
const CUT_NAMES = [
  'AUTOFS_SRC',
  'BCACHEFS_TOOLS_SRC',
  'BLKTESTS_AUTORUN_CMD',
  'BLKTESTS_SRC',
  'BTRFS_PROGS_SRC',
  'CEPH_CONF',
  'CEPH_FS',
  'CEPH_FS_PATH',
  'CEPH_KEYRING',
  'CEPH_MON_NAME',
  'CEPH_MOUNT_OPTS',
  'CEPH_MS_MODE',
  'CEPH_RBD_IMAGE',
  'CEPH_RBD_IMAGE_MB',
  'CEPH_RBD_POOL',
  'CEPH_SRC',
  'CEPH_USER',
  'CIFS_DOMAIN',
  'CIFS_MOUNT_OPTS',
  'CIFS_PW',
  'CIFS_SERVER',
  'CIFS_SHARE',
  'CIFS_USER',
  'CONFIGSHELL_SRC',
  'CTDB_POOL',
  'EXFAT_PROGS_SRC',
  'FSTESTS_AUTORUN_CMD',
  'FSTESTS_SRC',
  'FSTESTS_ZRAM_SIZE',
  'INITIATOR_DISCOVERY_ADDR',
  'INITIATOR_IQNS',
  'KSELFTEST_DIR',
  'KSMBD_TOOLS_SRC',
  'LIBURING_SRC',
  'LKL_SRC',
  'LRBD_SRC',
  'LTP_AUTORUN_CMD',
  'LTP_DIR',
  'NFS_MOUNT_OPTS',
  'NFS_SERVER',
  'NFS_SHARE',
  'NVME_TARGET_TCP',
  'OPENISCSI_SRC',
  'RBD_USB_SRC',
  'RTSLIB_SRC',
  'SAMBA_CONF_EXTRA',
  'SAMBA_SRC',
  'SHARE_ZRAM_SIZE',
  'SSH_AUTHORIZED_KEY',
  'SSH_IDENTITY',
  'SSH_KNOWN_HOSTS',
  'SSH_SERVER',
  'SSH_USER',
  'SYS_PARAM_CHECK_SRC',
  'TARGETCLI_SRC',
  'TARGET_IQN',
  'TCMU_RUNNER_SRC',
  'TGT_SRC',
  'UBLKSRV_SRC',
  'UNIONMOUNT_TESTSUITE_SRC',
  'VIRTIOFS_MOUNT_OPTS',
  'ZONEFSTESTS_AUTORUN_CMD',
  'ZONEFSTOOLS_SRC',
] as const;

/** Every name that users have in their rapido.conf today, and core's: none of them is ever taken for a mistake. */
export const KNOWN_NAMES: readonly string[] = [...Object.keys(CORE_SETTINGS), ...CUT_NAMES];

/** Names that a setting cannot have, because `RAPIDO_` before them already means something else. */
export const RESERVED_NAMES: readonly string[] = ['CONF', 'DIR', 'CONFIG_DIR', 'CACHE_DIR', 'DATA_DIR'];

/** Whether a setting that nobody describes is treated as secret. */
export function looksSecret(name: string): boolean {
  return /(^|_)(PW|PWD|PASS|PASSWD|PASSWORD|PASSPHRASE|SECRET|TOKEN)$/i.test(name);
}
