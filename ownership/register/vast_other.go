//go:build !linux

package register

// vast makes a large array.
func vast[T any](n int) []T { return make([]T, n) }
