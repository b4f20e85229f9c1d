/** Functions of objects that many own: at fault is whose object it is. */
export const OBJECTS = {
  drivers: `
    kobject_* __kobject_* kobj_* klist_* get_device put_device get_device_parent* device_del device_unregister
    device_add* device_release device_remove_file* device_create_file* device_destroy devres_release_all
    release_nodes dpm_sysfs_remove add_uevent_var sysfs_remove_* sysfs_create_* internal_create_* kernfs_remove*
    kernfs_find* proc_register proc_create* __proc_create hwrng_unregister`,

  timersAndWork: `
    del_timer* timer_delete* __timer_delete* timer_is_static_object* lock_timer_base try_to_del_* __try_to_del_*
    mod_timer* __mod_timer add_timer init_timer_key sk_stop_timer* work_is_static_object init_work __init_work
    __queue_work queue_work_on queue_delayed_work* __queue_delayed_work insert_work try_to_grab_pending
    destroy_workqueue cleanup_srcu_struct call_rcu __call_rcu*`,

  files: `
    fast_dput dput umount_check d_walk drop_nlink mark_buffer_dirty iput truncate_inode_pages* find_lock_entries
    __phys_addr __virt_to_phys do_read_cache_folio do_read_cache_page`,

  network: `
    rollback_registered* unregister_netdevice* unregister_netdev skb_pull* skb_push* skb_put* kfree_skb*
    __kfree_skb skb_free_head`,
} as const;
