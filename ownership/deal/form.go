package deal

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// forms are the sentences that are understood: the grammar, whole. A word in
// capitals is a place to fill; a|b are two words for the same, in brackets
// one may be left out. Case and accents do not matter. Names with several words
// stand as they are, or in quotation marks where they have one of these words.
var forms = []struct {
	kind    Kind
	usage   string // an example, which a message about a mistake shows
	pattern string
}{
	{Transfer, "BUYER buys 10% of COMPANY from SELLER", "WHO (buys|acquires) SHARE of OF from OTHER"},
	{Transfer, "BUYER buys 10% of COMPANY from SELLER", "WHO (buys|acquires) SHARE of OF"},
	{Transfer, "SELLER sells 10% of COMPANY to BUYER", "OTHER sells SHARE of OF to WHO"},
	{Issue, "COMPANY issues 20% to HOLDER", "OF issues SHARE to WHO"},
	{Cancel, "COMPANY buys back 10% from SELLER and cancels", "OF buys back SHARE from OTHER and (cancels|cancel) [them]"},
	{Cancel, "COMPANY buys back 10% from SELLER and cancels", "OF buys back SHARE and (cancels|cancel) [them]"},
	{BuyBack, "COMPANY buys back 10% from SELLER", "OF buys back SHARE from OTHER"},
	{Cancel, "COMPANY cancels 10% of HOLDER", "OF cancels SHARE (of|from) OTHER"},
	{Cancel, "COMPANY cancels 10% of HOLDER", "OF cancels SHARE"},
	{Move, "HOLDER moves to COUNTRY", "WHO moves [its (seat|head office)] to PLACE"},
	{Move, "HOLDER moves its registered office to COUNTRY", "WHO moves its REGISTERED to PLACE"},
	{LoseDouble, "HOLDER loses double votes in COMPANY", "WHO (loses|gives up) [its] double (votes|voting rights) in OF"},
	{GainDouble, "HOLDER gains double votes in COMPANY", "WHO (gains|gets) double (votes|voting rights) in OF"},
	{GainVeto, "HOLDER gains a veto over COMPANY", "WHO (gains|gets) a veto (over|on) OF"},
	{LoseVeto, "HOLDER gives up its veto over COMPANY", "WHO (loses|gives up) (its|the) veto (over|on) OF"},
	{GainControl, "HOLDER gains control of COMPANY", "WHO (gains|gets|takes) control of OF"},
	{LoseControl, "HOLDER gives up control of COMPANY", "WHO (loses|gives up) control of OF"},
	{FillSeats, "HOLDER fills 2 of 5 seats of COMPANY", "WHO fills SEATS of TOTAL seats of OF"},
	{GiveUpSeats, "HOLDER gives up its seats of COMPANY", "WHO (loses|gives up) its seats (of|in|on) OF"},
	{ReplaceOther, "SUPPLIER replaces SUPPLIER", "WHO replaces OTHER for OF"},
	{ReplaceOther, "SUPPLIER replaces SUPPLIER", "WHO replaces OTHER"},

	{Transfer, "ACHETEUR achète 10 % de SOCIÉTÉ à VENDEUR", "WHO (achète|acquiert) SHARE (de|d') OF (à|auprès de|auprès d') OTHER"},
	{Transfer, "ACHETEUR achète 10 % de SOCIÉTÉ à VENDEUR", "WHO (achète|acquiert) SHARE (de|d') OF"},
	{Transfer, "VENDEUR vend 10 % de SOCIÉTÉ à ACHETEUR", "OTHER (vend|cède) SHARE (de|d') OF à WHO"},
	{Issue, "SOCIÉTÉ émet 20 % au profit de DÉTENTEUR", "OF émet SHARE (à|pour|au profit de|au profit d') WHO"},
	{Cancel, "SOCIÉTÉ rachète 10 % à VENDEUR et les annule", "OF rachète SHARE (à|de|d'|auprès de|auprès d') OTHER et [les] annule"},
	{Cancel, "SOCIÉTÉ rachète 10 % à VENDEUR et les annule", "OF rachète SHARE et [les] annule"},
	{BuyBack, "SOCIÉTÉ rachète 10 % à VENDEUR", "OF rachète SHARE (à|de|d'|auprès de|auprès d') OTHER"},
	{Cancel, "SOCIÉTÉ annule 10 % de DÉTENTEUR", "OF annule SHARE (de|d') OTHER"},
	{Cancel, "SOCIÉTÉ annule 10 % de DÉTENTEUR", "OF annule SHARE"},
	{Move, "DÉTENTEUR déménage en PAYS", "WHO (s'installe|déménage|transfère son siège) (en|à|au|aux) PLACE"},
	{Move, "DÉTENTEUR transfère son siège statutaire en PAYS", "WHO transfère son REGISTERED (en|à|au|aux) PLACE"},
	{LoseDouble, "DÉTENTEUR perd le vote double dans SOCIÉTÉ", "WHO (perd|abandonne) (le|son|ses|les) (vote double|votes doubles|droit de vote double|droits de vote double|droits de vote doubles) (dans|chez) OF"},
	{GainDouble, "DÉTENTEUR obtient le vote double dans SOCIÉTÉ", "WHO (obtient|gagne) (le|des|les) (vote double|votes doubles|droit de vote double|droits de vote double|droits de vote doubles) (dans|chez) OF"},
	{GainVeto, "DÉTENTEUR obtient un veto sur SOCIÉTÉ", "WHO (obtient|gagne) un [droit de] veto sur OF"},
	{LoseVeto, "DÉTENTEUR abandonne son veto sur SOCIÉTÉ", "WHO (perd|abandonne|renonce à) (son|le) [droit de] veto sur OF"},
	{GainControl, "DÉTENTEUR prend le contrôle de SOCIÉTÉ", "WHO (prend|obtient) le contrôle (de|d') OF"},
	{LoseControl, "DÉTENTEUR abandonne le contrôle de SOCIÉTÉ", "WHO (perd|abandonne) le contrôle (de|d') OF"},
	{FillSeats, "DÉTENTEUR pourvoit 2 sièges sur 5 de SOCIÉTÉ", "WHO pourvoit SEATS (sièges|siège) sur TOTAL (de|d'|chez) OF"},
	{GiveUpSeats, "DÉTENTEUR renonce à ses sièges de SOCIÉTÉ", "WHO (renonce à|perd|abandonne) ses sièges (de|d'|dans|chez) OF"},
	{ReplaceOther, "FOURNISSEUR remplace FOURNISSEUR", "WHO remplace OTHER pour OF"},
	{ReplaceOther, "FOURNISSEUR remplace FOURNISSEUR", "WHO remplace OTHER"},
}

// namedPlaces are the words for the three places, where REGISTERED stands.
var namedPlaces = map[string]string{
	"registered office": RegisteredOffice, "central administration": CentralAdministration, "principal establishment": PrincipalEstablishment,
	"siege statutaire": RegisteredOffice, "administration centrale": CentralAdministration, "principal etablissement": PrincipalEstablishment, "etablissement principal": PrincipalEstablishment,
}

// form is one of the sentences, with one choice of its words.
type form struct {
	kind     Kind
	usage    string
	elements []string // words, folded, or places to fill
}

// spelled are all forms, each choice of words apart. They are some thousands, and
// most commands need none.
var spelled = sync.OnceValue(spell)

func spell() []form {
	var list []form
	for _, f := range forms {
		for _, words := range expand(f.pattern) {
			var elements []string
			for _, word := range strings.Fields(words) {
				if !isSlot(word) {
					word = fold(word)
				}
				elements = append(elements, word)
			}
			list = append(list, form{f.kind, f.usage, elements})
		}
	}
	return list
}

// expand writes a pattern out: a choice for each group.
func expand(pattern string) []string {
	open := strings.LastIndexAny(pattern, "([")
	if open < 0 {
		return []string{pattern}
	}
	length := strings.IndexAny(pattern[open:], ")]")
	before, inside, after := pattern[:open], pattern[open+1:open+length], pattern[open+length+1:]
	choices := strings.Split(inside, "|")
	if pattern[open] == '[' {
		choices = append(choices, "")
	}
	var all []string
	for _, choice := range choices {
		for _, whole := range expand(before + strings.ReplaceAll(choice, " ", "\x00") + after) {
			all = append(all, strings.ReplaceAll(whole, "\x00", " "))
		}
	}
	return all
}

var slots = []string{"WHO", "OF", "OTHER", "SHARE", "PLACE", "REGISTERED", "SEATS", "TOTAL"}

func isSlot(word string) bool { return slices.Contains(slots, word) }

// fold is a word without case and accents, its apostrophe straight.
func fold(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’':
			b.WriteByte('\'')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Usages lists an example of each sentence, in a language: what a person may
// write.
func Usages(lang string) []string {
	var list []string
	french := false
	for _, f := range forms {
		french = french || f.usage[0] == 'A' && strings.HasPrefix(f.usage, "ACHETEUR")
		if french == (lang == "fr") && !slices.Contains(list, f.usage) {
			list = append(list, f.usage)
		}
	}
	return list
}
