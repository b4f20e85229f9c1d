// SPDX-License-Identifier: GPL-2.0
/*
 * Faults on request, for tests: `echo NAME >/sys/module/rapido_fault/parameters/fault` makes one in the writer's context,
 * and so does `fault=NAME` when the module is loaded. The names are those of the table at the end. Each fault has a
 * function of its own, rapido_fault_NAME, so that it is known what its report is called.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#define FAULT(name) static noinline void rapido_fault_##name(int count)

/* What the compiler must not know. */
static int *volatile nowhere;
static volatile int zero, four = 4, forty = 40;

/* Warnings and oopses */

FAULT(warn)
{
	WARN_ON(!zero);
}

FAULT(warn_text)
{
	WARN(!zero, "rapido_fault: not as it should be\n");
}

FAULT(bug)
{
	BUG();
}

FAULT(null)
{
	*nowhere = 1;
}

FAULT(gpf)
{
	/* x86: an address that is not canonical */
	*(int *)(0xdead000000001000UL + zero) = 1;
}

FAULT(divide)
{
	zero = four / zero;
}

FAULT(panic)
{
	panic("rapido_fault: as asked for");
}

FAULT(refcount)
{
	refcount_t none = REFCOUNT_INIT(0);

	refcount_inc(&none);
}

static struct completion thread_runs;

static noinline int rapido_fault_oops_in_thread(void *unused)
{
	complete(&thread_runs);
	*nowhere = 1;
	return 0;
}

/* The thread dies of it; the writer waits for that and goes on. */
FAULT(oops_thread)
{
	struct task_struct *thread = kthread_create(rapido_fault_oops_in_thread, NULL, "rapido_fault");

	if (IS_ERR(thread))
		return;
	init_completion(&thread_runs);
	get_task_struct(thread);
	wake_up_process(thread);
	wait_for_completion(&thread_runs);
	kthread_stop(thread);
	put_task_struct(thread);
}

static atomic_t arrived;

static noinline void rapido_fault_on_cpu(void *cpus)
{
	atomic_inc(&arrived);
	while (atomic_read(&arrived) < *(int *)cpus)
		cpu_relax();
	WARN(!zero, "rapido_fault: CPU %d\n", smp_processor_id());
}

/* The same warning on every CPU at the same moment. */
FAULT(two_cpus)
{
	int cpus;

	cpus_read_lock();
	cpus = num_online_cpus();
	atomic_set(&arrived, 0);
	on_each_cpu(rapido_fault_on_cpu, &cpus, 1);
	cpus_read_unlock();
}

/* Hangs */

FAULT(spin)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

/* With interrupts off, as it is called. */
static noinline void rapido_fault_spin_on_cpu(void *unused)
{
	for (;;)
		cpu_relax();
}

FAULT(spin_all)
{
	on_each_cpu(rapido_fault_spin_on_cpu, NULL, 0);
}

FAULT(softspin)
{
	preempt_disable();
	for (;;)
		cpu_relax();
}

static DECLARE_COMPLETION(never);

FAULT(block)
{
	wait_for_completion(&never);
}

/* Locks and contexts */

static DEFINE_SPINLOCK(spinlock);
static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

FAULT(atomic)
{
	spin_lock(&spinlock);
	schedule_timeout_uninterruptible(1);
	/* Having complained, the scheduler takes the lock for released. */
	if (preempt_count() == 0)
		preempt_disable();
	spin_unlock(&spinlock);
}

FAULT(might_sleep)
{
	spin_lock(&spinlock);
	might_sleep();
	spin_unlock(&spinlock);
}

/* Two orders, one after the other: it is only possible that this deadlocks. */
FAULT(deadlock)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);

	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

/* Two locks of one class. */
FAULT(recursive)
{
	static struct mutex locks[2];
	int i;

	for (i = 0; i < ARRAY_SIZE(locks); i++)
		mutex_init(&locks[i]);
	mutex_lock(&locks[0]);
	mutex_lock(&locks[1]);
	mutex_unlock(&locks[1]);
	mutex_unlock(&locks[0]);
}

static DEFINE_SPINLOCK(irq_lock);

static void lock_in_irq(struct irq_work *unused)
{
	spin_lock(&irq_lock);
	spin_unlock(&irq_lock);
}

FAULT(irq_lock)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(lock_in_irq);

	irq_work_queue(&work);
	irq_work_sync(&work);
	spin_lock(&irq_lock);
	spin_unlock(&irq_lock);
}

FAULT(rcu)
{
	static int __rcu *pointer;

	nowhere = rcu_dereference(pointer);
}

/* Memory and arithmetic */

#define SIZE 64

static char *allocate(void)
{
	char *memory = kmalloc(SIZE, GFP_KERNEL | __GFP_NOFAIL);

	OPTIMIZER_HIDE_VAR(memory);
	return memory;
}

FAULT(uaf)
{
	char *memory = allocate(), *gone = memory;

	OPTIMIZER_HIDE_VAR(gone);
	kfree(memory);
	READ_ONCE(*gone);
}

FAULT(oob)
{
	char *memory = allocate();

	READ_ONCE(memory[SIZE + zero]);
	kfree(memory);
}

FAULT(double_free)
{
	char *memory = allocate(), *gone = memory;

	OPTIMIZER_HIDE_VAR(gone);
	kfree(memory);
	kfree(gone);
}

/* Several, for the last one's address may still lie about somewhere. */
FAULT(leak)
{
	int i;

	for (i = 0; i < 10; i++)
		allocate();
}

FAULT(ubsan)
{
	zero = (1 << forty) & 0;
}

/* Within the structure, so that it is the array's bounds alone that are crossed. */
FAULT(ubsan_bounds)
{
	static struct {
		int few[4], more[4];
	} numbers;

	zero = numbers.few[four] & 0;
}

/* Records */

FAULT(levels)
{
	int level;

	for (level = 0; level < 8; level++) {
		char prefix[] = { KERN_SOH_ASCII, '0' + level, 0 };

		printk("%srapido_fault: level %d\n", prefix, level);
	}
}

FAULT(multiline)
{
	pr_info("rapido_fault: line 1\nrapido_fault: line 2\n  line 3\n");
	pr_info("rapido_fault: begun");
	pr_cont(", continued");
	pr_cont(", ended\n");
}

FAULT(flood)
{
	int i;

	for (i = 1; i <= count; i++)
		pr_info("rapido_fault: record %d of %d\n", i, count);
}

static const struct {
	const char *name;
	void (*make)(int count);
} faults[] = {
	{ "warn", rapido_fault_warn },
	{ "warn-text", rapido_fault_warn_text },
	{ "bug", rapido_fault_bug },
	{ "null", rapido_fault_null },
	{ "gpf", rapido_fault_gpf },
	{ "divide", rapido_fault_divide },
	{ "panic", rapido_fault_panic },
	{ "refcount", rapido_fault_refcount },
	{ "oops-thread", rapido_fault_oops_thread },
	{ "two-cpus", rapido_fault_two_cpus },
	{ "spin", rapido_fault_spin },
	{ "spin-all", rapido_fault_spin_all },
	{ "softspin", rapido_fault_softspin },
	{ "block", rapido_fault_block },
	{ "atomic", rapido_fault_atomic },
	{ "might-sleep", rapido_fault_might_sleep },
	{ "deadlock", rapido_fault_deadlock },
	{ "recursive", rapido_fault_recursive },
	{ "irq-lock", rapido_fault_irq_lock },
	{ "rcu", rapido_fault_rcu },
	{ "uaf", rapido_fault_uaf },
	{ "oob", rapido_fault_oob },
	{ "double-free", rapido_fault_double_free },
	{ "leak", rapido_fault_leak },
	{ "ubsan", rapido_fault_ubsan },
	{ "ubsan-bounds", rapido_fault_ubsan_bounds },
	{ "levels", rapido_fault_levels },
	{ "multiline", rapido_fault_multiline },
	{ "flood", rapido_fault_flood },
};

/* NAME, or NAME COUNT */
static int set_fault(const char *text, const struct kernel_param *unused)
{
	char name[16];
	int count = 1000, i;

	if (sscanf(text, "%15s %d", name, &count) < 1)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(name, faults[i].name) != 0)
			continue;
		/* Who dies or hangs here must not keep others from writing. */
		kernel_param_unlock(THIS_MODULE);
		faults[i].make(count);
		kernel_param_lock(THIS_MODULE);
		return 0;
	}
	return -EINVAL;
}

static const struct kernel_param_ops fault_ops = { .set = set_fault };

module_param_cb(fault, &fault_ops, NULL, 0200);
MODULE_PARM_DESC(fault, "the fault to make");
MODULE_DESCRIPTION("Faults on request, for tests");
MODULE_LICENSE("GPL");
