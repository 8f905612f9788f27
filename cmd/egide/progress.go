package main

import (
	"fmt"
	"time"

	"egide/cmd/internal/report"
)

// patience is how long a reader waits before wondering.
const patience = 2 * time.Second

// progress tells on a terminal that the work on a file is going on, once it has
// taken a while. The function that it returns ends that, and wipes the line.
func (s *session) progress(file string) (done func()) {
	if !isTerminal(s.stderr) {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		wait := time.NewTimer(patience)
		defer wait.Stop()
		for seconds := int(patience / time.Second); ; seconds++ {
			select {
			case <-stop:
				if seconds > int(patience/time.Second) {
					fmt.Fprint(s.stderr, "\r\x1b[K")
				}
				return
			case <-wait.C:
				text := s.voice.Word("progress", "file", file, "n", fmt.Sprint(seconds))
				fmt.Fprint(s.stderr, "\r\x1b[K"+report.Clean(text))
				wait.Reset(time.Second)
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}
