// Package deal is what may happen to a dossier, said in a sentence: a purchase, a
// capital increase, a buy-back, a head office that moves, a veto given up. Parse
// reads the sentence, in English or French; Apply gives the dossier as it
// stands afterwards. A dossier is never changed: it is copied where a deal
// touches it.
//
// A share is a fraction of the capital of the company named. The votes go with
// the shares, in the proportion in which whoever parts with them has both. New
// shares have votes in the same proportion as the capital they make.
package deal
