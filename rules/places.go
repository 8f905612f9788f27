package rules

// HeadOffice is where the entity of an index has its three places, on the day
// and under the policy of the result.
func (r *Result) HeadOffice(entity int) HeadOffice {
	return seats{r.AsOf, r.Policy}.headOffice(r.Field.Entities[entity])
}
