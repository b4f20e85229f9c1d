/**
 * Functions that a title never names, by why: they are where a problem is noticed, or what everybody calls, but not what
 * is at fault. An entry is a name, or the beginning of one when it ends in `*`.
 */
const HELPERS = {
  // They print the report itself.
  reporting: `dump_stack* show_stack* __dump_stack dump_backtrace* show_trace* print_report* print_address_description*
    panic vpanic __warn* warn_slowpath_* report_bug* __report_bug* fixup_bug* handle_bug* die* __die* oops_* bust_spinlocks
    sched_show_task* show_state_filter* show_regs* __show_regs* dump_page* bad_page* free_page_is_bad* page_bad_* __fortify_* fortify_panic
    usercopy_abort usercopy_warn report_usercopy __check_object_size* __check_heap_object check_heap_object
    check_object_size* __list_*valid* __list_add* __list_del* list_add* list_del* list_move* list_splice*
    refcount_* __refcount_* kref_* __stack_chk_fail ref_tracker_*
    debug_object_* debug_print_object debug_check_no_obj_freed __debug_check_no_obj_freed __debug_object_init
    debug_timer_* debug_*_preempt* check_preemption_disabled debug_smp_processor_id __this_cpu_preempt_check
    __might_sleep* ___might_sleep* __might_resched* __might_fault* might_fault* might_sleep* __schedule_bug* schedule_debug
    __cant_sleep __cant_migrate spin_dump* spin_bug* do_raw_* rwlock_bug* object_err* slab_err* slab_bug slab_fix print_trailer
    check_bytes_and_report* check_slab check_object* free_to_partial_list free_debug_processing alloc_debug_processing on_freelist
    verify_* dump_header* stack_trace_* stack_depot_* save_stack* set_track* nmi_* __nmi_* raise_nmi`,

  // Checks which the compiler, KASAN, KMSAN, KCSAN, KFENCE and UBSAN put in front of an access.
  sanitizers: `kasan_* __kasan_* __asan_* asan_* __hwasan_* check_memory_region* memory_is_* kmsan_* __kmsan_* __msan_*
    kcsan_* __tsan_* kfence_* __kfence_* ubsan_* __ubsan_* handle_overflow handle_object_size* end_report start_report
    instrument_* __sanitizer_* write_comp_data kcov_* should_fail* should_failslab* fail_dump fault_inject*
    kmemleak_* __kmemleak_* create_object* __create_object* __link_object*`,

  // Exceptions, interrupts and system calls enter the kernel through these.
  entry: `entry_* do_syscall_* syscall_* __do_fast_syscall_* do_fast_syscall_* do_int80* x64_sys_call ia32_sys_call el0_* el0t_* el1_* el1h_* invoke_syscall*
    __invoke_syscall* do_el0_svc* ret_from_* ret_fast_syscall ret_to_user* vector_* __irq_svc __dabt_svc __dabt_usr __und_svc system_call* __sys_trace*
    asm_* exc_* sysvec_* __sysvec_* smp_apic_* apic_timer_* common_interrupt* call_on_* asm_call_* irq_exit* __irq_exit_* irq_enter*
    do_softirq* __do_softirq* invoke_softirq* run_ksoftirqd handle_softirqs* __softirqentry* call_softirq* do_IRQ handle_irq* __handle_irq*
    generic_handle_* __handle_domain_irq gic_handle_irq do_interrupt_handler invalid_op* invalid_opcode do_invalid_op do_trap* do_error_trap* error_entry
    error_exit error_code general_protection do_general_protection page_fault do_page_fault* __do_page_fault* do_kern_addr_fault* do_user_addr_fault*
    handle_page_fault* no_context* page_fault_oops* kernelmode_fixup_or_oops bad_area* __bad_area* search_exception_tables fixup_exception
    do_translation_fault* do_mem_abort* __do_kernel_fault die_kernel_fault do_bad_area* do_DataAbort do_PrefetchAbort do_undefinstr do_bad irqentry_*
    double_fault do_double_fault df_debug divide_error do_divide_error handle_exception do_trap_* brk_handler do_debug_exception bug_handler
    traceirqs* trace_hardirqs_* trace_irq_* native_iret irq_return restore_* do_sea do_alignment* do_alignment_fault`,

  // Lockdep and RCU checking themselves.
  lockdep: `lockdep_* lock_acquire* lock_release* __lock_acquire* __lock_release* lock_is_held* lock_downgrade* lock_set_class* __lock_set_class* lock_hold* lock_pin*
    lock_unpin* validate_chain* check_prev* check_deadlock* check_noncircular* check_irq_* check_usage* check_wait_context* check_lock_* check_chain_key*
    check_flags* mark_lock* mark_held_* mark_usage* valid_state* register_lock_class* look_up_lock_class* assign_lock_key* hlock_class* find_held_lock*
    print_*bug* print_circular_* print_usage_* print_deadlock_* print_irq_* print_unlock_* print_lock_* print_freed_* add_lock_* debug_check_no_locks_*
    debug_lockdep_* __lockdep_* lock_sys* check_no_collision* save_trace* graph_lock* warn_bogus_irq_* rcu_read_lock* rcu_lock_* rcu_lockdep_*
    rcu_dereference* rcu_note_* reacquire_held_* match_held_* find_lock_*`,

  // Locks: at fault is who took them, or did not give them back.
  locks: `_raw_* __raw_* raw_spin_* spin_* __spin_* read_lock* write_lock* read_unlock* write_unlock* queued_* native_queued_* __pv_queued_* pv_queued_* pv_wait* kvm_wait
    mutex_* __mutex_* ww_mutex_* __ww_mutex_* down down_* __down_* up up_* __up_* rwsem_* call_rwsem_* rt_mutex_* __rt_mutex_* rt_spin_* rtlock_* rt_read_* rt_write_* rwbase_*
    percpu_down_* percpu_up_* __percpu_down_* percpu_rwsem_* seqcount_* read_seq* write_seq* __seqprop_* local_lock* lock_sock_nested
    local_bh_* __local_bh_* bit_spin_* hlist_bl_lock lockref_get* lockref_put* _atomic_dec_and_* refcount_dec_and_* atomic_dec_and_*lock arch_spin_* __ticket_*`,

  // Waiting and scheduling: at fault is who waits.
  waiting: `schedule schedule_* __schedule* preempt_schedule* io_schedule* context_switch __switch_to* finish_task_switch* prepare_task_switch yield cond_resched* _cond_resched* __cond_resched*
    wait_for_common* __wait_for_common* do_wait_for_common* wait_for_completion* __wait_on_bit* wait_on_bit* out_of_line_wait_* bit_wait* __wait_on_buffer __wait_rcu_gp
    wait_on_page_* wait_on_page wait_woken __lock_page* folio_wait_* __folio_lock* folio_lock* __sched_text* swait_* do_nanosleep* hrtimer_nanosleep* msleep* usleep_* rcu_barrier_* __synchronize_*
    prepare_to_wait* finish_wait* add_wait_queue* add_wait_queue* __wake_up* wake_up* try_to_wake_up* complete complete_all default_wake_function autoremove_wake_function
    do_wait_intr* __rwsem_* lock_page* synchronize_rcu_* flush_work __flush_work* flush_workqueue* __flush_workqueue* drain_workqueue* start_flush_work* cancel_work_sync __cancel_work*`,

  // Everybody allocates and frees.
  allocation: `kmalloc* __kmalloc* kzalloc* kcalloc* krealloc* __krealloc* __do_krealloc kvmalloc* __kvmalloc* kvzalloc* kfree* __kfree* kvfree* vfree* __vfree* __vunmap* kmem_cache_* __kmem_cache_* slab_* __slab_* ___slab_*
    do_slab_* new_slab* allocate_slab* setup_object* deactivate_slab* get_partial_* ___cache_free __cache_free* cache_alloc_* cache_free* cache_grow_* fallback_alloc ____cache_alloc* qlist_* quarantine_* __alloc_pages* alloc_pages* __alloc_frozen_* alloc_frozen_* alloc_page* get_page_from_freelist* prep_new_page* post_alloc_*
    __get_free_pages* get_zeroed_page* __free_pages* free_pages* free_unref_* free_pcp* __free_slab* free_slab* discard_slab free_large_kmalloc* large_kmalloc* memcg_slab_* alloc_slab_* vmalloc* __vmalloc* vzalloc*
    kmemdup* kstrdup* kstrndup* memdup_user* kasprintf kvasprintf* kvrealloc* devm_kmalloc* devm_kzalloc* devm_kmemdup* pcpu_alloc* __alloc_percpu* mempool_alloc* alloc_from_pcs* __free_frozen_* __folio_put*
    folio_alloc* __folio_alloc* vma_alloc_folio* __page_cache_alloc* filemap_alloc_folio* slob_* page_frag_alloc* __page_frag_*`,

  // Copying, comparing, printing, single bits and bytes: at fault is who gave the wrong address.
  memory: `mem* __mem* ___mem* str* __str* _copy_* __copy_* copy_from_user* copy_to_user* copy_user_* raw_copy_* __arch_copy_* copyin copyout copy_from_iter* copy_to_iter* __get_user* __put_user* _get_user* get_user_* put_user_* __clear_user* clear_user* rep_movs* rep_stos*
    strncpy_from_user* strnlen_user* csum_partial_copy* csum_partial csum_and_copy_* clear_page* copy_page copy_page_* copy_highpage* copy_mc_* string string_nocheck hex_string* hex_dump_to_buffer print_hex_dump* vsnprintf* snprintf* sprintf* vsprintf* vscnprintf* scnprintf* seq_printf seq_vprintf printk* vprintk* _printk* bprintf format_decode pointer widen_string
    crc* __crc* find_first_* find_next_* _find_* __bitmap_* bitmap_* test_bit* set_bit* clear_bit* test_and_* __test_and_* _test_and_* arch_test_bit* variable_test_bit const_test_bit constant_test_bit
    atomic_* atomic64_* atomic_long_* arch_atomic* raw_atomic* ATOMIC_* __atomic_* xchg* cmpxchg* read_word_at_a_time word_at_a_time read_once_* __read_once_* __write_once_* get_unaligned_* put_unaligned_* load_unaligned_* read_pnet write_pnet
    native_save_fl native_restore_fl arch_local_* __sw_hweight* sort sort_r bsearch rb_* __rb_* hlist_* __hlist_* rht_* xas_* xa_* __xa_* radix_tree_* __radix_tree_* idr_* ida_* llist_*`,
} as const;

const NAMES = new Set<string>();
const BEGINNINGS: string[] = [];
for (const entry of Object.values(HELPERS).join(' ').split(/\s+/)) {
  if (entry.endsWith('*')) BEGINNINGS.push(entry.slice(0, -1));
  else NAMES.add(entry);
}

/** Whether a function is one that titles do not name. */
export function isHelper(name: string): boolean {
  return NAMES.has(name) || BEGINNINGS.some((beginning) => name.startsWith(beginning));
}
