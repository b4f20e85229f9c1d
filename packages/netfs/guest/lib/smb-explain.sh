# shellcheck shell=bash disable=SC2154 # said and kernel_said are attempt.sh's
# Why a share cannot be mounted, in words that say what to do. What the kernel prints is in fs/smb/client, and fs/cifs of older ones;
# the numbers are NTSTATUS ([MS-ERREF] 2.3).

# explain_smb STATUS: by what the kernel and mount.cifs said, and CIFS_SERVER, CIFS_USER and `share`.
explain_smb() {
  case $kernel_said$'\n'$said in
    *STATUS_LOGON_FAILURE* | *STATUS_WRONG_PASSWORD* | *STATUS_NO_SUCH_USER*)
      echo "$CIFS_SERVER refuses the user $CIFS_USER or the password: compare CIFS_USER, CIFS_PW${CIFS_DOMAIN:+ and CIFS_DOMAIN} with the server's."
      ;;
    *STATUS_ACCOUNT_DISABLED* | *STATUS_ACCOUNT_LOCKED_OUT* | *STATUS_PASSWORD_EXPIRED* | *STATUS_PASSWORD_MUST_CHANGE* | *STATUS_ACCOUNT_RESTRICTION*)
      echo "$CIFS_SERVER knows the user $CIFS_USER, and does not let it in: the account is disabled, locked or expired."
      ;;
    *BAD_NETWORK_NAME*)
      echo "$CIFS_SERVER has no share \"$share\": CIFS_SHARE says which."
      ;;
    *crypto_* | *'ould not allocate'*)
      echo "The kernel lacks a cipher or hash that SMB needs (the line above): it has to have CONFIG_CRYPTO_{AES,CCM,CMAC,CTR,ECB,GCM,HMAC,SHA256,SHA512}."
      ;;
    *'support encryption'* | *'Encryption is not supported'* | *'encryption'*'not supported'*)
      echo "$CIFS_SERVER does not encrypt by this dialect: leave seal out of CIFS_MOUNT_OPTS, or choose vers=3.1.1."
      ;;
    *'posix SMB3'*)
      echo "$CIFS_SERVER has no POSIX extensions of SMB 3.1.1: leave posix out of CIFS_MOUNT_OPTS."
      ;;
    *'server auth type'*)
      echo "$CIFS_SERVER and this client do not agree how the user logs in: look at sec= in CIFS_MOUNT_OPTS."
      ;;
    *'Dialect not supported'* | *'requested dialect'* | *'protocol revision'* | *'mount error(95)'* | *'mount error(93)'*)
      echo "$CIFS_SERVER does not speak the SMB dialect that is asked for: look at vers= in CIFS_MOUNT_OPTS, and at the server's protocols."
      ;;
    *'nknown mount option'* | *'nknown parameter'* | *'nrecognized mount option'* | *'mount error(22)'*)
      echo "The kernel does not take one of the options (CIFS_MOUNT_OPTS=${CIFS_MOUNT_OPTS-})."
      ;;
    *'could not resolve address'*)
      if [[ $CIFS_SERVER == *:* ]]; then
        echo "The VM has no IPv6 address, and so reaches none: ip -6 address; docs/network.md says how it gets one."
      else
        echo "The VM finds no address of $CIFS_SERVER: CIFS_SERVER is an address, a VM of this run (see /etc/hosts) or a name that its DNS server knows."
      fi
      ;;
    *'mount error(111)'*)
      echo "Nothing listens at $CIFS_SERVER, port 445: does an SMB server run there?"
      ;;
    *'mount error(113)'* | *'mount error(110)'* | *'mount error(112)'* | *'mount error(101)'* | *'mount error(115)'*)
      echo "$CIFS_SERVER does not answer at port 445. Does the VM's network reach it? Try: ip address; ip route"
      ;;
    *'filesystem not supported'* | *'unknown filesystem type'* | *'mount error(19)'*)
      echo "This kernel has no client of SMB (CONFIG_CIFS)."
      ;;
    *STATUS_ACCESS_DENIED* | *'mount error(13)'*)
      echo "The user $CIFS_USER may not use the share \"$share\" of $CIFS_SERVER, or not without encryption (seal in CIFS_MOUNT_OPTS)."
      ;;
    *'mount error(2)'*)
      echo "$CIFS_SERVER has no share \"$share\", or not that directory of it."
      ;;
    *)
      (($1 == 124)) || return 1
      echo "$CIFS_SERVER does not answer at port 445, or not to the end. Does the VM's network reach it? Try: ip address; ip route"
      ;;
  esac
}
