package intake

import (
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// DraftOf writes a dossier's claims as the rows of its tables, in their order:
// reading the rows again gives the same claims. Columns that are blank are not
// in a row.
func DraftOf(d *ownership.Dossier) *Draft {
	out := &Draft{}
	for _, e := range d.Entities {
		out.Entities = append(out.Entities, EntityRow(e))
	}
	for _, h := range d.Holdings {
		out.Shareholdings = append(out.Shareholdings, holdingText(h))
	}
	for _, r := range d.Rights {
		out.Rights = append(out.Rights, Filled(DraftRow{
			"holder": r.Holder, "company": r.Company, "right": string(r.Right), "organ": r.Organ,
			"seats": seatsText(r.Seats), "of_seats": seatsText(r.OfSeats), "basis": r.Basis, "scope": r.Scope,
			"from": r.From.String(), "until": r.Until.String(), "source": r.Source, "source_date": r.SourceDate.String(),
		}))
	}
	for _, s := range d.Supplies {
		out.Subcontracts = append(out.Subcontracts, Filled(DraftRow{
			"client": s.Client, "supplier": s.Supplier, "service": s.Service, "critical": written.AnswerText(s.Critical),
			"data_access": string(s.DataAccess), "own_skills": written.AnswerText(s.OwnSkills), "alternatives": strings.Join(s.Alternatives, ";"),
			"qualified_service": s.QualifiedService, "qualified_until": s.QualifiedUntil.String(), "contribution": s.Contribution,
			"from": s.From.String(), "until": s.Until.String(), "source": s.Source, "source_date": s.SourceDate.String(),
		}))
	}
	for _, s := range d.Sites {
		out.Sites = append(out.Sites, Filled(DraftRow{
			"operator": s.Operator, "site": s.Site, "country": s.Country.String(), "use": string(s.Use),
			"from": s.From.String(), "until": s.Until.String(), "source": s.Source, "source_date": s.SourceDate.String(),
		}))
	}
	for _, a := range d.Attestations {
		out.Attestations = append(out.Attestations, Filled(DraftRow{
			"requirement": a.Requirement, "statement": a.Statement, "signatory": a.Signatory,
			"date": a.Date.String(), "evidence": a.Evidence,
		}))
	}
	for _, g := range d.Diligence {
		out.Diligence = append(out.Diligence, Filled(DraftRow{
			"point": strconv.Itoa(g.Point), "item": g.Item, "answer": g.Answer,
			"evidence": g.Evidence, "evidence_date": g.EvidenceDate.String(), "note": g.Note,
			"valid_until": g.ValidUntil.String(), "site": g.Site, "operator": g.Operator,
		}))
	}
	return out
}

func EntityRow(e *ownership.Entity) DraftRow {
	row := DraftRow{
		"id": e.ID, "name": e.Name, "kind": string(e.Kind),
		"registered_office":       e.RegisteredOffice.String(),
		"central_administration":  e.CentralAdministration.String(),
		"principal_establishment": e.PrincipalEstablishment.String(),
		"nationality":             e.Nationality.String(), "residence": e.Residence.String(),
		"listed": string(e.Listed), "services": strings.Join(e.Services, ";"),
		"legal_form": e.LegalForm, "lei": e.LEI, "registration_number": e.RegistrationNumber,
		"source": e.Source, "source_date": e.SourceDate.String(), "note": e.Note,
	}
	if e.Provider {
		row["role"] = "provider"
	}
	if e.Ultimate {
		row["ultimate"] = "yes"
	}
	var presence []string
	for _, p := range e.Presence {
		presence = append(presence, p.Country+":"+p.What)
	}
	row["presence"] = strings.Join(presence, ";")
	return Filled(row)
}

func holdingText(h *ownership.Holding) DraftRow {
	return Filled(DraftRow{
		"holder": h.Holder, "issuer": h.Issuer, "capital": written.ShareText(h.Capital), "votes": written.ShareText(h.Votes),
		"shares": written.CountText(h.Shares), "votes_per_share": written.CountText(h.VotesPerShare), "share_class": h.Class,
		"declared": written.AnswerText(h.Declared), "concert": h.Concert, "nominee_for": h.NomineeFor,
		"from": h.From.String(), "until": h.Until.String(), "source": h.Source, "source_date": h.SourceDate.String(), "note": h.Note,
	})
}

func seatsText(n int) string {
	if n < 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Filled takes the blank columns out of a row.
func Filled(row DraftRow) DraftRow {
	for column, text := range row {
		if text == "" {
			delete(row, column)
		}
	}
	return row
}
