// Package whatif is what would become of a provider's tests: before and after
// deals, how much room there is under each limit, what would mend a test that
// fails and what would settle one that is open. It is a value, which is the
// published JSON, and a document.
package whatif
