/** Functions that everybody uses for memory: at fault is who asked for it, gave it back, or passed the address. */
export const MEMORY = {
  slab: `
    kmalloc* __kmalloc* ___kmalloc* kzalloc* kcalloc* krealloc* __krealloc* __do_krealloc kvmalloc* __kvmalloc*
    kvzalloc* kvrealloc* kfree kfree_bulk* kfree_sensitive kfree_const __kfree kfree_hook kvfree* kmem_cache_*
    __kmem_cache_* slab_* __slab_* ___slab_* do_slab_free new_slab* allocate_slab* alloc_slab_* setup_object*
    deactivate_slab* get_partial_* ___cache_free __cache_free* cache_alloc_* cache_free* cache_grow_*
    fallback_alloc ____cache_alloc* qlist_* quarantine_* free_slab __free_slab discard_slab free_large_kmalloc*
    large_kmalloc* memcg_slab_* alloc_from_pcs* slob_* mempool_alloc* mempool_kmalloc`,

  pages: `
    __alloc_pages* alloc_pages* __alloc_frozen_* alloc_frozen_* alloc_page* get_page_from_freelist*
    prep_new_page* post_alloc_* __get_free_pages* get_zeroed_page* __free_pages* free_pages free_pages_*
    free_unref_* free_pcp* free_the_page __free_frozen_* __folio_put* folio_alloc* __folio_alloc*
    folios_put_refs release_pages vma_alloc_folio* __page_cache_alloc* filemap_alloc_folio* page_frag_alloc*
    __page_frag_* page_frag_free warn_alloc vmalloc vmalloc_* __vmalloc* vzalloc* vfree vfree_* __vfree*
    __vunmap* pcpu_alloc* pcpu_create_chunk __alloc_percpu* pcpu_mem_zalloc folio_unlock unlock_page
    folio_batch_move_lru`,

  // Constructors of common objects, whose memory belongs to their callers.
  objects: `
    kmemdup* kstrdup* kstrndup* memdup_user* kasprintf kvasprintf* devm_kmalloc* devm_kzalloc* devm_kmemdup*
    sock_kmalloc sk_prot_alloc sk_alloc alloc_skb* __alloc_skb dev_alloc_skb __dev_alloc_skb __netdev_alloc_skb*
    netdev_alloc_skb* __napi_alloc_skb* build_skb __build_skb* alloc_inode security_*_alloc* selinux_*_alloc*
    list_lru_init* __list_lru_init* kobject_set_name* debug_objects_mem_init`,

  copying: `
    memcpy* __memcpy* memset* __memset* memmove* __memmove* memcmp* memchr* memscan memzero_* memweight
    ___memset* strlen* strnlen* strcmp* strncmp* strcpy* strncpy* strlcpy* strscpy* sized_strscpy* strcat*
    strncat* strlcat* strchr* strrchr* strnchr* strstr* strnstr* strsep* strpbrk* strspn* strcspn* strcasecmp*
    strncasecmp* strim* skip_spaces match_string sysfs_streq _copy_* __copy_* copy_from_user* copy_to_user*
    copy_in_user* copy_user_* raw_copy_* __arch_copy_* copyin copyout copy_from_iter* copy_to_iter*
    simple_copy_to_iter __get_user* __put_user* _get_user* get_user_1 get_user_2 get_user_4 get_user_8 __clear_user* clear_user* rep_movs*
    rep_stos* csum_partial* csum_and_copy_* clear_page_* clear_highpage* copy_page copy_page_* copy_highpage*
    copy_mc_*`,

  printing: `
    string string_nocheck hex_string* hex_dump_to_buffer print_hex_dump* vsnprintf* snprintf* sprintf* vsprintf*
    vscnprintf* scnprintf* seq_printf seq_vprintf bprintf format_decode widen_string va_format printk* vprintk*
    _printk* dev_printk* dev_vprintk* _dev_* __dev_printk pointer put_dec* number __printk_safe_flush`,

  // Single bits and words, checksums, ciphers, and the trees and tables that data hang in.
  words: `
    test_bit* set_bit* clear_bit* test_and_* __test_and_* _test_and_* arch_test_bit* variable_test_bit
    const_test_bit constant_test_bit find_first_* find_next_* _find_* __bitmap_* atomic_* atomic64_*
    atomic_long_* arch_atomic* raw_atomic* ATOMIC_* __atomic_* xchg* cmpxchg* read_word_at_a_time word_at_a_time
    __read_once_* __write_once_* get_unaligned_* put_unaligned_* read_pnet write_pnet logic_in* logic_out*
    native_save_fl native_restore_fl arch_local_* __sw_hweight* sort sort_r bsearch crc16* crc32* crc_* __crc*
    crc64* aes_encrypt aes_decrypt aesti_* aes_expandkey rb_erase* rb_insert_* rb_first* rb_last* rb_next*
    rb_prev* rb_replace_* __rb_* hlist_* __hlist_* rhashtable_* __rhashtable_* rht_* xas_* xa_load xa_store*
    xa_erase* xa_find* __xa_* radix_tree_* __radix_tree_* idr_* ida_* llist_*`,
} as const;
