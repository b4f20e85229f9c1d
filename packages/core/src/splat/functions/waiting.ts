/** Functions of locks and of waiting: at fault is who takes a lock, does not give it back, or waits. */
export const WAITING = {
  locks: `
    _raw_* __raw_* raw_spin_* spin_lock* spin_unlock* spin_trylock* __spin_* read_lock* write_lock* read_unlock*
    write_unlock* queued_spin_* queued_read_* queued_write_* native_queued_* __pv_queued_* pv_wait* kvm_wait
    pv_queued_* arch_spin_* mutex_* __mutex_* ww_mutex_* __ww_mutex_* rt_mutex_* __rt_mutex_* rt_spin_* rtlock_*
    rwbase_* rt_read_* rt_write_* task_blocks_on_rt_mutex down down_read* down_write* down_interruptible
    down_killable down_timeout down_trylock __down __down_* up up_read* up_write* __up_* rwsem_* call_rwsem_*
    __rwsem_* percpu_down_* percpu_up_* __percpu_down_* percpu_rwsem_* osq_lock osq_unlock seqcount_* read_seq*
    write_seq* __seqprop_* local_lock* local_bh_* __local_bh_* bit_spin_* hlist_bl_lock lockref_*
    _atomic_dec_and_* atomic_dec_and_lock* lock_sock_nested release_sock ldsem_* __ldsem_* tty_ldisc_lock*
    __tty_ldisc_lock* console_lock __task_rq_lock task_rq_lock raw_spin_rq_*`,

  scheduling: `
    schedule schedule_* __schedule* preempt_schedule* ___preempt_schedule* io_schedule* context_switch
    __switch_to* finish_task_switch* prepare_task_switch yield cond_resched* _cond_resched* __cond_resched*
    preempt_count_* psi_* __preempt_count_*`,

  waits: `
    wait_for_common* __wait_for_common* do_wait_for_common* wait_for_completion* __wait_on_bit* wait_on_bit*
    out_of_line_wait_* bit_wait* __wait_on_buffer __wait_rcu_gp wait_rcu_gp wait_on_page_* wait_woken
    __lock_page* lock_page* folio_wait_* __folio_lock* folio_lock* do_nanosleep* hrtimer_nanosleep* msleep*
    usleep_* swait_* prepare_to_wait* finish_wait* add_wait_queue* __wake_up* wake_up* try_to_wake_up* complete
    complete_all complete_with_flags default_wake_function autoremove_wake_function rcu_barrier __synchronize_*
    flush_work __flush_work* flush_workqueue* __flush_workqueue* drain_workqueue* start_flush_work*
    cancel_work_sync cancel_delayed_work_sync __cancel_work* __filemap_fdatawait_range filemap_fdatawait_*
    kthread_stop* usb_start_wait_urb usb_control_msg* usb_bulk_msg usb_kill_urb usb_kill_anchored_urbs`,
} as const;
