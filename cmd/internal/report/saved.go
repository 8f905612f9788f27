package report

import (
	"fmt"
	"io"
	"reflect"
	"slices"
)

// ReadSaved reads a report that was saved as JSON, from a file that anybody may
// have written: beyond what [Read] refuses, it refuses one without the parts that
// presenters rely on. Its texts are as they were saved; [Report.Clean] makes them
// fit to be shown.
func ReadSaved(from io.Reader) (*Report, error) {
	r, err := Read(from)
	if err != nil {
		return nil, err
	}
	if lack := r.lacks(); lack != "" {
		return nil, fmt.Errorf("%w: %s", errNotReport, lack)
	}
	return r, nil
}

// lacks names the first part that a report has to have and does not.
func (r *Report) lacks() string {
	if !slices.Contains([]string{"compliant", "non_compliant", "undetermined"}, r.Verdict) {
		return "verdict"
	}
	if !slices.Contains([]string{"en", "fr"}, r.Language) {
		return "language"
	}
	if len(r.Subjects) == 0 {
		return "subjects"
	}
	if at := hole(reflect.ValueOf(r).Elem(), ""); at != "" {
		return at
	}
	for _, s := range r.Subjects {
		for _, x := range s.Exposures {
			for _, g := range x.Grounds {
				if len(g.Path) == 0 {
					return "exposures.grounds.path"
				}
			}
		}
	}
	return ""
}

// hole is where a list has null in the place of an object; empty when none has.
func hole(v reflect.Value, at string) string {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return hole(v.Elem(), at)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if found := hole(v.Field(i), at+"."+v.Type().Field(i).Name); found != "" {
				return found
			}
		}
	case reflect.Slice:
		if !holdsMore(v.Type().Elem()) {
			return ""
		}
		for i := range v.Len() {
			item := v.Index(i)
			if item.Kind() == reflect.Pointer && item.IsNil() {
				return fmt.Sprintf("%s[%d]", at[1:], i)
			}
			if found := hole(item, at); found != "" {
				return found
			}
		}
	}
	return ""
}

func holdsMore(t reflect.Type) bool { return t.Kind() == reflect.Pointer || t.Kind() == reflect.Struct }

// Clean takes out of every text of the report what [Clean] takes out of one.
// What a presenter does with the texts of a dossier stays the same; the codes of
// a saved report, which may be anything, are made safe to show.
func (r *Report) Clean() { cleanAll(reflect.ValueOf(r).Elem()) }

func cleanAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(Clean(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			cleanAll(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			cleanAll(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			cleanAll(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			cleanAll(value)
			v.SetMapIndex(key, value)
		}
	}
}
