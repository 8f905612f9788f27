package register

import (
	"syscall"
	"unsafe"
)

// vast makes a large array and asks the system for large pages under it: going
// through it in no order then costs half as much.
func vast[T any](n int) []T {
	s := make([]T, n)
	var t T
	const large, least = 2 << 20, 8 << 20
	size := uintptr(n) * unsafe.Sizeof(t)
	if size < least {
		return s
	}
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	skip := -begin & (large - 1)
	if size -= skip; size >= large {
		bytes := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(s)), skip)), size&^(large-1))
		// The answer is the same without.
		_ = syscall.Madvise(bytes, syscall.MADV_HUGEPAGE)
	}
	return s
}
