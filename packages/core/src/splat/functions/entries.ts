/** Functions through which the kernel is entered, and those with which a thread or an interrupt begins. */
export const ENTRIES = {
  systemCalls: `
    entry_SYSCALL* entry_SYSENTER* entry_INT80* entry_SYSRETQ* do_syscall_* syscall_trace_* syscall_return_*
    syscall_exit_* syscall_enter_* __do_fast_syscall_* do_fast_syscall_* do_int80* do_SYSENTER_* x64_sys_call
    ia32_sys_call system_call* sysenter_* sysexit_* int_ret_from_sys_call* tracesys* stub_* el0_svc* el0_sync*
    el0t_* el0_* do_el0_svc* invoke_syscall* __invoke_syscall* ret_fast_syscall ret_to_user* __sys_trace*
    do_trap_ecall_u do_trap_break`,

  exceptions: `
    asm_exc_* exc_* invalid_op* do_invalid_op do_trap do_trap_no_signal do_error_trap* error_entry error_exit
    error_code idtentry* general_protection do_general_protection page_fault async_page_fault do_page_fault*
    __do_page_fault* do_async_page_fault do_kern_addr_fault* do_user_addr_fault* handle_page_fault* no_context*
    page_fault_oops* kernelmode_fixup_or_oops bad_area* search_exception_tables fixup_exception double_fault
    do_double_fault divide_error do_divide_error stack_segment bad_mode el1_* el1h_* do_mem_abort*
    do_translation_fault* do_tag_check_fault do_bad_area* __do_kernel_fault die_kernel_fault do_sea
    do_alignment_fault do_debug_exception brk_handler call_break_hook bug_handler early_brk64 do_DataAbort
    do_PrefetchAbort do_undefinstr do_bad __dabt_svc __dabt_usr __und_svc __pabt_svc __pabt_usr handle_exception
    __x86_indirect_thunk_* __x86_return_thunk __x86_indirect_*`,

  interrupts: `
    asm_sysvec_* sysvec_* __sysvec_* asm_common_interrupt common_interrupt* smp_apic_timer_interrupt
    apic_timer_interrupt* smp_trace_* trace_apic_* local_apic_timer_interrupt smp_reschedule_interrupt
    smp_call_function_interrupt retint_* ret_from_intr restore_regs* call_on_irq_stack* call_on_stack asm_call_*
    irq_exit* __irq_exit_* irq_enter* irqentry_* irqtime_account_* interrupt_entry do_softirq* __do_softirq*
    invoke_softirq* run_ksoftirqd handle_softirqs* call_softirq* do_IRQ do_interrupt_handler handle_irq*
    __handle_irq* handle_percpu_devid_irq generic_handle_irq* generic_handle_domain_irq __handle_domain_irq
    gic_handle_irq arch_timer_handler_* __irq_svc __irq_usr vector_irq native_iret irq_return`,

  threads: `
    ret_from_fork* ret_from_kernel_thread ret_from_exception _stext __init_begin`,
} as const;
