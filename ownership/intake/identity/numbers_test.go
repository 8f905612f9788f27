package identity

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLEI(t *testing.T) {
	require.True(t, ValidLEI("529900T8BM49AURSDO55"))
	require.False(t, ValidLEI("529900T8BM49AURSDO54"))
	require.False(t, ValidLEI("529900T8BM49AURSDO5"))
	require.False(t, ValidLEI("529900t8BM49AURSDO55"))
}
