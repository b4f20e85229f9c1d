/** Functions that notice a problem and print it, of no problem the cause. `*` at an end stands for any further letters. */
export const REPORTING = {
  // Printing the report, and ending with it.
  printing: `
    dump_stack* __dump_stack show_stack* dump_backtrace* show_trace* show_regs* __show_regs* print_report
    print_address_description* panic vpanic __panic panic_saved_regs panic_bad_stack __bad_stack
    check_panic_on_warn die die_* __die* oops_* bust_spinlocks __warn* warn_slowpath_* report_bug* __report_bug*
    fixup_bug* handle_bug* handle_bad_stack sched_show_task _sched_show_task show_state_filter* dump_header*
    dump_page* dump_cpu_task stack_trace_* stack_depot_* save_stack* save_trace* set_track* arch_stack_walk*
    walk_stackframe* unwind_* unwind_backtrace rust_helper_BUG rust_begin_unwind assertfail`,

  // Checks of lists, counters, stacks, buffers and objects.
  checks: `
    usercopy_abort usercopy_warn report_usercopy check_object_size* __check_object_size* __check_heap_object
    check_heap_object __fortify_* fortify_panic __list_add* __list_del* list_add* list_del* list_move*
    list_splice* __stack_chk_fail refcount_* __refcount_* kref_* ref_tracker_* skb_panic skb_over_panic
    skb_under_panic debug_object_* debug_print_object debug_check_no_obj_freed __debug_check_no_obj_freed
    __debug_object_init debug_timer_* object_err* slab_err* slab_bug slab_fix slab_pad_check print_trailer
    check_bytes_and_report* check_slab check_object free_to_partial_list free_debug_processing
    alloc_debug_processing on_freelist bad_page* free_page_is_bad* page_bad_*`,

  // Checks of the context: may this sleep, may it be preempted?
  context: `
    __might_sleep* ___might_sleep* __might_resched* __might_fault* might_fault* might_sleep* __cant_sleep
    __cant_migrate __schedule_bug* schedule_debug* check_preemption_disabled debug_smp_processor_id
    __this_cpu_preempt_check spin_dump* spin_bug* rwlock_bug* do_raw_*`,

  // What the compiler, KASAN, KMSAN, KCSAN, KFENCE, UBSAN, kmemleak and fault injection put in front of an access.
  sanitizers: `
    kasan_* __kasan_* ____kasan_* __asan_* asan_* __hwasan_* check_memory_region* memory_is_* end_report start_report
    kmsan_* __kmsan_* __msan_* msan_* kcsan_* __tsan_* kfence_* __kfence_* ubsan_* __ubsan_* handle_overflow
    handle_object_size* instrument_* __sanitizer_* write_comp_data kcov_* check_kcov_mode should_fail*
    __should_fail* fail_dump kmemleak_* __kmemleak_* create_object* __create_object* __link_object*
    perf_trace_lock* trace_lock_*`,

  // Watchdogs for CPUs that do not get on, and the traces that they ask for.
  watchdogs: `
    rcu_dump_* rcu_print_* print_other_cpu_stall print_cpu_stall* check_cpu_stall rcu_check_callbacks
    rcu_sched_clock_irq rcu_pending trigger_*backtrace* arch_trigger_* nmi_cpu_backtrace* nmi_trigger_*
    nmi_handle* default_do_nmi do_nmi nmi raise_nmi watchdog watchdog_timer_fn watchdog_overflow_callback`,

  // Lockdep and RCU checking themselves.
  lockdep: `
    lockdep_* __lockdep_* lock_acquire* __lock_acquire* lock_release* __lock_release* lock_is_held*
    lock_downgrade* lock_set_class* __lock_set_class* lock_pin_lock* lock_unpin_lock* validate_chain*
    check_prev* check_deadlock* check_noncircular* check_irq_usage* check_usage* check_wait_context*
    check_lock_unlock* check_chain_key* check_flags* mark_lock* mark_held_locks* mark_usage* valid_state
    register_lock_class* look_up_lock_class* assign_lock_key* hlock_class* find_held_lock* reacquire_held_locks*
    graph_lock print_*bug* print_circular_bug* print_usage_bug* print_deadlock_bug* print_irq_inversion_bug*
    print_bad_irq_dependency* print_unlock_imbalance_bug* print_lock_invalid_wait_context* print_freed_lock_bug*
    add_lock_to_list* debug_check_no_locks_* debug_lockdep_* warn_bogus_irq_* rcu_read_lock* rcu_lock_acquire
    rcu_lock_release rcu_lockdep_* trace_hardirqs_* trace_irq_* trace_softirqs_* __trace_hardirqs_*
    debug_locks_off`,
} as const;
