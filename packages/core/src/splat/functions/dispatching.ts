/** Functions that call others on anybody's behalf: outermost in many traces, and never at fault for a stall. */
export const DISPATCHING = {
  threads: `
    kthread kthread_worker_fn worker_thread process_one_work process_scheduled_works smpboot_thread_fn
    start_secondary* secondary_startup* start_kernel rest_init kernel_init* do_one_initcall do_initcall*
    cpu_startup_entry do_idle* default_idle* arch_cpu_idle cpuidle_* call_cpuidle acpi_idle* native_safe_halt
    task_work_run exit_to_user* prepare_exit_to_usermode __prepare_exit_to_usermode do_notify_resume get_signal
    do_signal* arch_do_signal* do_exit do_group_exit resume_user_mode_work`,

  softInterrupts: `
    net_rx_action __napi_poll* napi_* process_backlog __netif_receive_skb* netif_rx* gro_* netif_receive_skb*
    run_timer_softirq run_timer_base __run_timer* expire_timers call_timer_fn tasklet_* rcu_core* rcu_do_batch
    rcu_process_callbacks hrtimer_* __hrtimer_* __run_hrtimer trace_hrtimer_* tick_* update_process_times
    NF_HOOK* nf_hook* tun_chr_write_iter tun_get_user tun_rx_batched tun_chr_close`,

  // System calls that do what the file, the socket or the file system is there for.
  systemCalls: `
    write sys_write pwrite64 sys_pwrite64 writev sys_writev do_writev vfs_writev do_compat_writev compat_writev
    compat_do_writev* read sys_read sys_pread64 readv sys_readv ioctl sys_ioctl compat_ioctl sys_compat_ioctl
    vfs_ioctl do_vfs_ioctl sendmsg sys_sendmsg sendmmsg sys_sendto sendto __sys_send* ___sys_send* ____sys_send*
    recvmsg sys_recvmsg recvfrom sys_recvfrom __sys_recv* ___sys_recv* ____sys_recv* recvmmsg_* sendmsg_copy_*
    open sys_open openat sys_openat do_sys_open* do_filp_open path_openat vfs_open do_dentry_open do_open close
    sys_close mmap sys_mmap mmap_pgoff sys_mmap_pgoff do_mmap* mmap_region call_mmap vm_mmap_pgoff setsockopt
    sys_setsockopt __sys_setsockopt do_sock_setsockopt sock_common_setsockopt getsockopt sys_getsockopt
    socketcall sys_socketcall`,

  filesAndSockets: `
    vfs_write vfs_read __vfs_* new_sync_* do_iter_* call_write_iter call_read_iter __fput ____fput fput*
    splice_* do_splice* sock_write_iter sock_sendmsg* __sock_sendmsg* sock_recvmsg* sock_ioctl sock_do_ioctl
    inet_sendmsg inet6_sendmsg compat_blkdev_ioctl blkdev_ioctl *_compat_ioctl`,

  netlink: `
    netlink_sendmsg netlink_unicast* netlink_rcv_skb netlink_dump* __netlink_dump_start rtnetlink_rcv*
    nfnetlink_rcv* genl_rcv* genl_family_rcv*`,

  pageFaults: `
    handle_mm_fault* __handle_mm_fault handle_pte_fault do_fault __do_fault do_read_fault do_shared_fault
    do_cow_fault`,
} as const;

/** Threads that wait for others, whose traces stand in a report on a stall. */
export const IDLE_THREADS = {
  rcu: 'rcu_gp_kthread rcu_gp_fqs_loop rcu_exp_gp_kthread_worker rcu_exp_wait_wake',
} as const;
