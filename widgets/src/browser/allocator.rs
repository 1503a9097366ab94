//! The bundle's allocator: the standard library's weighs 1.8 kB more, and is made for programs that
//! allocate far more than a form does.

use lol_alloc::{FreeListAllocator, LockedAllocator};

#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());
