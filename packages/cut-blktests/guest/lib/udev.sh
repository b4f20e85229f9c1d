# shellcheck shell=bash
# udev, which makes links and loads drivers as devices come, and which tests wait for.

# start_udev: starts it, and has it look at the disks that are there already: of other devices no test waits for anything.
start_udev() {
  mkdir -p /run/udev
  /usr/lib/systemd/systemd-udevd --daemon 2>/run/udev.log || {
    cat /run/udev.log >&2
    return 1
  }
  udevadm trigger --action=add --subsystem-match=block && udevadm settle --timeout=60
}
