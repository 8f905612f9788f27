package intake

import (
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership/intake/internal/trial"
)

func TestReadPlainDossier(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"entities.csv":      "id,name,kind,role,registered_office\np,Prestataire SAS,company,provider,FR\nus,US Corp,,,US-DE\nfr,Jean,person,,\n",
		"shareholdings.csv": "holder,issuer,capital,votes,from\nus,p,24,\"24,5 %\",2020-01-01\nfr,p,>50,,\n",
	})
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	require.Len(t, d.Entities, 3)
	require.Len(t, d.Holdings, 2)
	require.Empty(t, d.Notes)
	require.Equal(t, "49/200", d.Holdings[0].Votes.Lo().RatString())
	require.Equal(t, "shareholdings.csv:2", d.Holdings[0].At.String())
	require.Equal(t, 2, d.Inputs[1].Rows)
}
